import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openEngines } from './registry.ts'

test('all engines are open unless only some are asked for', async () => {
  const all = await openEngines(readConfig({}))
  assert.deepEqual(
    all.list().map(({ id }) => id),
    ['flite', 'tone'],
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
  await assert.rejects(opening, { code: 'invalid_configuration', message: /"toString".*flite, tone/ })
})
