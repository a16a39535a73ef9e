import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openEngines } from './registry.ts'

test('all engines are open unless only some are asked for', async () => {
  const all = await openEngines(readConfig({}))
  assert.deepEqual(
    all.list().map(({ id }) => id),
    ['kokoro', 'piper', 'flite', 'tone'],
  )
  const some = await openEngines(readConfig({ LECTERN_ENGINES: 'tone' }))
  assert.deepEqual(
    some.list().map(({ id }) => id),
    ['tone'],
  )
  await Promise.all([all.close(), some.close()])
})

test('an engine is found by its id, and one that is not open is named', async () => {
  const engines = await openEngines(readConfig({ LECTERN_ENGINES: 'tone' }))
  assert.equal(engines.get('tone').id, 'tone')
  assert.throws(() => engines.get('flite'), { code: 'engine_not_found', message: /"flite"/ })
  await engines.close()
  await engines.close()
})

test('an engine that does not exist is refused when it is asked for', async () => {
  const opening = openEngines(readConfig({ LECTERN_ENGINES: 'tone,toString' }))
  await assert.rejects(opening, { code: 'invalid_configuration', message: /"toString".*flite, .*tone/ })
})

test('a remote engine is there when its address or key is configured, and missed when it was named without', async () => {
  const urls = { LECTERN_OPENAI_URL: 'http://127.0.0.1:9/v1', LECTERN_ELEVENLABS_KEY: 'secret', LECTERN_ESPEAK: '1' }
  const all = await openEngines(readConfig(urls))
  const ids = all.list().map(({ id }) => id)
  assert.deepEqual(ids, ['kokoro', 'piper', 'flite', 'openai', 'elevenlabs', 'espeak', 'tone'])
  await all.close()
  const named = openEngines(readConfig({ LECTERN_ENGINES: 'elevenlabs' }))
  await assert.rejects(named, { code: 'invalid_configuration', message: /"elevenlabs"/ })
})
