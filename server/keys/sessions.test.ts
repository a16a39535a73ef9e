import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSessions, sessionSeconds } from './sessions.ts'

test('a session lasts thirty days, and no cookie that was changed or signed elsewhere is one', () => {
  let now = Date.UTC(2030, 0, 1)
  const sessions = openSessions('secret', () => now)
  const { cookie, csrfToken } = sessions.open('hash')
  assert.deepEqual(sessions.find(cookie), { keyHash: 'hash', csrfToken })
  const later = cookie.replace(/\.\d+\./, (until) => `.${Number(until.slice(1, -1)) + 1}.`)
  for (const other of [later, cookie.replace('hash', 'other'), `${cookie}x`, 'hash', ''])
    assert.equal(sessions.find(other), undefined, other)
  assert.equal(openSessions('another secret', () => now).find(cookie), undefined)
  now += sessionSeconds * 1_000
  assert.ok(sessions.find(cookie))
  now += 1_000
  assert.equal(sessions.find(cookie), undefined)
})
