import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findSnapshotToTake } from './newest-snapshot.ts'

test('a book whose voice has gone with its engine or its pack is still taken away as it was converted', async (context) => {
  const answers: Record<string, [status: number, body: object]> = {
    '/v1/studio/projects/p': [200, { chapters: [{ statistics: { characters_unconverted: 0 } }] }],
    '/lectern/v1/projects/p/current-snapshot': [404, { detail: { code: 'voice_not_found', message: 'Gone.' } }],
    '/v1/studio/projects/p/snapshots': [200, { snapshots: [{ project_snapshot_id: 'newest' }] }],
  }
  Object.assign(globalThis, { localStorage: { getItem: () => null } }) // a browser that has chosen no language
  context.mock.method(globalThis, 'fetch', async (path: string) => {
    const [status, body] = answers[path]!
    return new Response(JSON.stringify(body), { status })
  })
  assert.equal(await findSnapshotToTake('p', { mayEdit: true }), 'newest')
  answers['/lectern/v1/projects/p/current-snapshot']![1] = {
    detail: { code: 'database_unavailable', message: 'Away.' },
  }
  await assert.rejects(findSnapshotToTake('p', { mayEdit: true }), { code: 'database_unavailable' })
})
