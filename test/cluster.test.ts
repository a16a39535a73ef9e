import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestCluster } from './cluster.ts'
import { addProject, countTakes, readProject, untilIdle, voiceIds } from './cluster-projects.ts'
import { until } from './until.ts'

// What goes wrong only where several processes, or several machines, work on one database.

test('a worker that lacks a voice leaves it to one that has it, whoever plans, and each speaks its own', async () => {
  await using cluster = await openTestCluster({
    web: { environment: { LECTERN_ENGINES: 'tone' } },
    workers: [{}, { environment: { LECTERN_ENGINES: 'flite', LECTERN_ENGINE_DEFAULT: 'flite' } }],
  })
  const { api } = cluster
  await until('the web process knows the voice', async () => (await voiceIds(api)).includes('flite-slt'))
  const projectId = await addProject(api, [
    [
      ['It was dark.', 'tone-a'],
      ['Rain fell.', 'flite-slt'],
    ],
    [['The lamp went out.', 'flite-slt']],
  ])
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  const project = await untilIdle(api, projectId)
  assert.deepEqual(
    project.chapters.map((chapter: { last_conversion_error: unknown }) => chapter.last_conversion_error),
    [null, null],
  )
  assert.equal(project.can_be_downloaded, true)
})

test('proof: what only one worker can speak waits while it is away, and goes on when it is back', async () => {
  await using cluster = await openTestCluster({
    workers: [{}, { environment: { LECTERN_ENGINES: 'flite', LECTERN_ENGINE_DEFAULT: 'flite' } }],
  })
  const { api } = cluster
  await until('the web process knows the voice', async () => (await voiceIds(api)).includes('flite-slt'))
  const projectId = await addProject(api, [[['Rain fell.', 'flite-slt']]])
  await cluster.workers[1]!.kill()
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await until('it is planned', async () => (await readProject(api, projectId)).state === 'converting')
  await cluster.startWorker({ environment: { LECTERN_ENGINES: 'flite', LECTERN_ENGINE_DEFAULT: 'flite' } })
  assert.equal((await untilIdle(api, projectId)).can_be_downloaded, true)
})

test('proof: a worker whose engine has no voice yet works on all else meanwhile', async () => {
  const withoutPack = { LECTERN_ENGINES: 'kokoro', LECTERN_ENGINE_DEFAULT: '' }
  await using cluster = await openTestCluster({
    workers: [{ environment: withoutPack }],
    mayLog: /No engine has a voice/,
  })
  const { api } = cluster
  const path = `/lectern/v1/projects/${await addProject(api, [[['“It rains,” said Anna.', 'tone-a']]])}/cast`
  await api.post(`${path}/find`, {})
  await until('the cast is found', async () => (await api.get(path)).body.state === 'ready')
})

test('machines that share a data folder leave what the others make alone', async () => {
  const data = 'shared'
  await using cluster = await openTestCluster({ web: { data }, workers: [{ data }] })
  const { api } = cluster
  const projectId = await addProject(api, [[['It was dark.', 'tone-a']]])
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await untilIdle(api, projectId)
  await cluster.startWorker({ data })
  const { body } = await api.get(`/v1/studio/projects/${projectId}/snapshots`)
  const path = `/v1/studio/projects/${projectId}/snapshots/${body.snapshots[0].project_snapshot_id}/stream`
  assert.ok((await api.bytes(path)).bytes.length > 1_000)
})

test('a worker that is killed gives its work back, and the other ends the book', async () => {
  await using cluster = await openTestCluster()
  const { api } = cluster
  const chapters = Array.from({ length: 6 }, (_, n) =>
    Array.from({ length: 20 }, (_, m): [string, string] => [`Rain ${n}, ${m}.`, 'tone-a']),
  )
  const projectId = await addProject(api, chapters)
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await until('it is being spoken', async () => (await countTakes(cluster)) > 5)
  await cluster.workers[0]!.kill()
  assert.equal((await untilIdle(api, projectId)).can_be_downloaded, true)
  assert.equal(await countTakes(cluster), 120)
})

test('proof: a worker that is killed in the middle of an export leaves no half of it', async () => {
  await using cluster = await openTestCluster({ workers: [{}] })
  const { api } = cluster
  // Making a file of it takes long enough to be killed amidst it.
  const paragraph = 'It was dark, and rain fell on all the houses of the town. '.repeat(4)
  const chapters = Array.from({ length: 4 }, () =>
    Array.from({ length: 3 }, (): [string, string] => [paragraph, 'tone-a']),
  )
  const projectId = await addProject(api, chapters)
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await untilIdle(api, projectId)
  const { body } = await api.get(`/v1/studio/projects/${projectId}/snapshots`)
  const exports = `/lectern/v1/projects/${projectId}/snapshots/${body.snapshots[0].project_snapshot_id}/exports`
  const read = async (id: string) => (await api.get(`/lectern/v1/exports/${id}`)).body
  const download = async (id: string) => (await api.bytes(`/lectern/v1/exports/${id}/file`, { method: 'GET' })).bytes
  let [worker] = cluster.workers
  for (const format of ['m4b', 'wav']) {
    const { export_id } = (await api.post(`${exports}/${format}`)).body
    await until('it is being made', async () => (await read(export_id)).progress > 0)
    await worker!.kill()
    const left = statSync(join(cluster.files, 'exports', export_id), { throwIfNoEntry: false })
    worker = await cluster.startWorker()
    const made = await until('it is made', async () => {
      const one = await read(export_id)
      return one.state === 'ready' && one
    })
    const bytes = await download(export_id)
    assert.equal(bytes.length, made.byte_length)
    assert.equal(left?.size ?? made.byte_length, made.byte_length)
    await api.delete(`/lectern/v1/exports/${export_id}`)
    const again = (await api.post(`${exports}/${format}`)).body.export_id
    await until('it is made anew', async () => (await read(again)).state === 'ready')
    assert.ok(bytes.equals(await download(again)), `${format} is the same file as without a kill`)
  }
})
