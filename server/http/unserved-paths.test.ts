import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longestStand } from '#server/base/thread-time.test-kit.ts'
import { refuseByName } from './unserved-paths.ts'

test('an address of slashes, which needs no key, holds nobody up', async () => {
  const address = `/v1/music/${'/'.repeat(15_000)}x${'/'.repeat(500)}`
  assert.throws(() => refuseByName(address), { code: 'feature_not_available' })
  const milliseconds = await longestStand(async () => refuseByName(`/x${'/'.repeat(15_000)}x`))
  assert.ok(milliseconds < 50, `${milliseconds} ms`)
})
