import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import { refuseByName } from './unserved-paths.ts'

test('proof: an address of slashes, which needs no key, holds nobody up', async () => {
  const address = `/v1/music/${'/'.repeat(15_000)}x${'/'.repeat(500)}`
  assert.throws(() => refuseByName(address), { code: 'feature_not_available' })
  await assertStandsLess(50, async () => refuseByName(`/x${'/'.repeat(15_000)}x`))
})
