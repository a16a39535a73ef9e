import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestCluster } from './cluster.ts'
import { addProject, readProject, streamProject, untilIdle } from './cluster-projects.ts'
import { openPooler, withoutPooler } from './pooler.ts'
import { openPostgresServer, withoutPostgres } from './postgres-server.ts'

test('a book is spoken and heard through a pooler that gives each transaction to another connection', {
  skip: withoutPostgres || withoutPooler,
}, async () => {
  await using postgres = await openPostgresServer()
  await using pooler = await openPooler(postgres)
  const { pool } = postgres
  const environment = { DATABASE_SESSION_URL: postgres.url }
  await using cluster = await openTestCluster({ database: { url: pooler.url, pool }, environment })
  const { api } = cluster
  const projectId = await addProject(api, [
    [
      ['It was dark.', 'tone-a'],
      ['Rain fell.', 'tone-b'],
    ],
    [['Nobody came.', 'tone-a']],
  ])
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  const project = await untilIdle(api, projectId)
  assert.equal(project.can_be_downloaded, true)
  await Promise.all(Array.from({ length: 40 }, () => readProject(api, projectId)))
  assert.ok((await streamProject(api, projectId)).length > 10_000)
  const spoken = JSON.stringify({ text: 'Heard at once.' })
  const headers = { 'content-type': 'application/json' }
  assert.ok((await api.bytes('/v1/text-to-speech/tone-a', { headers, body: spoken })).bytes.length > 1_000)
})
