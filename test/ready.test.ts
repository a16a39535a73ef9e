import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import type { FileStore } from '#server/storage/file-store.ts'
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

test('however many strangers ask whether it is ready, the files are not looked at for each of them', async () => {
  let looks = 0
  const files = (real: FileStore): FileStore => ({
    ...real,
    head(key) {
      looks += 1
      return real.head(key)
    },
  })
  await using studio = await openTestStudio({ files, mayLog })
  await untilReady(studio)
  looks = 0
  for (let asked = 0; asked < 5; asked++)
    await Promise.all(Array.from({ length: 20 }, () => studio.api.fetch('/ready', { method: 'GET' })))
  assert.ok(looks < 50, `${looks}`)
})

async function untilReady({ api }: TestStudio): Promise<void> {
  await until('a worker is ready', async () => (await api.fetch('/ready', { method: 'GET' })).status === 200)
}
