import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openFakeLanguageModel } from '#server/language-model/fake-language-model.test-kit.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

const keys = { LECTERN_API_KEYS: 'ann:secret-of-ann, eve:secret-of-eve:editor' }

test('an admin makes keys, sees which is used, and revokes them', async () => {
  await using studio = await openTestStudio({ environment: keys })
  studio.api.key = 'secret-of-ann'
  const { body: made } = await studio.api.post('/lectern/v1/keys', { name: ' Laptop ', role: 'admin', days: 2 })
  assert.match(made.secret, /^lct_/)
  studio.api.key = made.secret
  const list = async () => (await studio.api.get('/lectern/v1/keys')).body.keys
  await until('the key is known', async () => {
    return (await studio.api.fetch('/lectern/v1/keys', { method: 'GET' })).ok || undefined
  })
  const [{ created_at_unix, expires_at_unix, last_used_at_unix: _, ...key }] = await list()
  assert.deepEqual(key, {
    ...{ key_id: made.key_id, name: 'Laptop', role: 'admin' },
    ...{ revoked_at_unix: null, is_current: true },
  })
  assert.equal(expires_at_unix - created_at_unix, 2 * 86_400)
  studio.api.key = 'secret-of-ann'
  await studio.api.delete(`/lectern/v1/keys/${made.key_id}`)
  const [revoked] = await list()
  assert.ok(revoked.revoked_at_unix >= created_at_unix)
  assert.equal(revoked.is_current, false)
  await studio.api.post('/lectern/v1/keys', { name: ' ', role: 'admin' }, 422)
  studio.api.key = 'secret-of-eve'
  await studio.api.get('/lectern/v1/keys', 403)
})

test('proof: encoded chapters that nobody has asked for are deleted, and made again when somebody does', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  const snapshot = await studio.latestSnapshot(chapter)
  const before = await studio.stream(snapshot)
  const clear = async () => (await studio.api.delete('/lectern/v1/renditions')).body.deleted
  assert.equal(await clear(), 0, 'somebody may be reading it')
  await until('it is kept', async () => {
    const { rowCount } = await studio.studio.db.execute(`update renditions set used_at = now() - interval '2 hours'`)
    return Number(rowCount) > 0 || undefined
  })
  assert.equal(await clear(), 1)
  assert.deepEqual(await studio.stream(snapshot), before)
})

test('the language model is told of without its key, and asked whether it answers', async () => {
  await using model = await openFakeLanguageModel(({ material }) => (material === '2 + 3' ? { sum: 5 } : 'no'))
  await using studio = await openTestStudio({ environment: model.environment })
  const path = '/lectern/v1/language-model'
  const host = new URL(model.environment.LECTERN_LLM_URL).host
  assert.deepEqual((await studio.api.get(path)).body, { name: 'fake-model', host, seconds: 300 })
  assert.ok((await studio.api.post(`${path}/try`)).body.seconds > 0)
  await using without = await openTestStudio()
  assert.equal((await without.api.get(path)).body.name, null)
  assert.equal((await without.api.post(`${path}/try`, undefined, 400)).body.detail.code, 'language_model_missing')
})
