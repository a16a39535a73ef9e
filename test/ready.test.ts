import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const mayLog = /No worker is ready/

test('a studio is ready when a worker answers, though alive before', async () => {
  await using studio = await openTestStudio({ isWorking: false, mayLog })
  await studio.api.get('/health')
  await studio.api.get('/ready', 503)
  await using working = await openTestStudio({ mayLog })
  await untilReady(working)
})

test('it is ready when the default voice is loaded, and works before', async () => {
  const loading = Promise.withResolvers<void>()
  const heavy = { ...openToneEngine(), id: 'heavy', hidden: false, prepare: () => loading.promise }
  const environment = { LECTERN_ENGINE_DEFAULT: 'heavy' }
  await using studio = await openTestStudio({ engines: [heavy], environment, mayLog })
  await studio.api.get('/ready', 503)
  await studio.api.get('/health')
  const { body } = await studio.api.get('/v1/voices')
  assert.ok(body.voices.some(({ voice_id: id }: { voice_id: string }) => id === 'heavy-a'))
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convert(chapter) // which waits for its voice as long as that needs
  loading.resolve()
  await untilReady(studio)
})

async function untilReady({ api }: TestStudio): Promise<void> {
  await until('a worker is ready', async () => (await api.fetch('/ready', { method: 'GET' })).status === 200)
}
