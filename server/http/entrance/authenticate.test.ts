import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { createKey, listKeys, revokeKey } from '#server/keys/api-keys.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { isLoopback } from './admit-locally.ts'
import { type Doorkeeper, openDoorkeeper, requireRole } from './authenticate.ts'

const log = openLog('fatal')
let database: TestDatabase
let events: Events
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log })
})
after(async () => {
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('without any key the person at this machine is the admin, and nobody else speaks through their browser', async () => {
  await using door = await open()
  const host = '127.0.0.1:8080'
  for (const headers of [
    { host },
    { host: 'localhost' },
    { host: '[::1]:8080' },
    { host, origin: 'http://127.0.0.1:8080' },
    { host, 'xi-api-key': 'whatever' },
  ])
    assert.deepEqual(admit(door, headers), { role: 'admin' })
  for (const headers of [
    {},
    { host: 'rebound.example:8080' },
    { host: '127.0.0.1.example' },
    { host, origin: 'https://elsewhere.example' },
    { host, origin: 'http://127.0.0.1:9090' },
    { host, origin: 'null' },
  ])
    assert.throws(() => admit(door, headers), { code: 'forbidden' })
})

test('what a proxy passes on is not local, unless the proxy is trusted and names someone here', async () => {
  await using door = await open()
  const host = 'localhost:8080'
  for (const name of [
    'forwarded',
    'x-forwarded-for',
    'X-Forwarded-Proto'.toLowerCase(),
    'via',
    'x-real-ip',
    'cf-ray',
  ]) {
    assert.throws(() => admit(door, { host, [name]: '127.0.0.1' }), { code: 'forbidden' }, name)
    assert.throws(() => door.admitReader({ headers: { host, [name]: '1' }, method: 'GET', ip: '127.0.0.1' }), {
      code: 'forbidden',
    })
  }
  const headers = { host, 'x-forwarded-for': 'whoever' }
  assert.throws(() => admit(door, headers, ['127.0.0.1', '203.0.113.9']), { code: 'forbidden' })
  assert.throws(() => admit(door, headers, ['127.0.0.1']), { code: 'forbidden' })
  assert.deepEqual(admit(door, headers, ['127.0.0.1', '::1']), { role: 'admin' })
})

test('what comes in HTTP/1.0, as from a proxy that tells nothing of itself, is not local either', async () => {
  await using door = await open()
  const knock = { headers: { host: '127.0.0.1:8080' }, method: 'GET', ip: '127.0.0.1' }
  for (const enter of [door.admit, door.admitReader])
    assert.throws(() => enter({ ...knock, raw: { httpVersion: '1.0' } }), { code: 'forbidden' })
  assert.deepEqual(door.admit({ ...knock, raw: { httpVersion: '1.1' } }), { role: 'admin' })
})

test('without a key a page of another site gets nothing, also when its browser sends no Origin', async () => {
  await using door = await open()
  const host = '127.0.0.1:8080'
  for (const site of ['cross-site', 'same-site', 'new-word'])
    assert.throws(() => admit(door, { host, 'sec-fetch-site': site }), { code: 'forbidden' })
  for (const site of ['same-origin', 'none'])
    assert.deepEqual(admit(door, { host, 'sec-fetch-site': site }), { role: 'admin' })
})

test('what a caller still holds ends when their key is revoked, expires, or when keys come into use', async () => {
  const needs = { db: database.db, events }
  await using door = await open()
  using local = door.whileAdmitted({ role: 'admin' })
  const revoked = await createKey(needs, 'revoked', 'editor')
  const expiring = await createKey(needs, 'expiring', 'editor', 1.5 / 86_400)
  const lasting = await createKey(needs, 'lasting', 'editor')
  await until('the keys are known', () => !isRefused(door, lasting.secret))
  const [a, b, c] = [revoked, expiring, lasting].map(({ secret }) =>
    door.whileAdmitted(admit(door, { 'xi-api-key': secret })),
  )
  await revokeKey(needs, revoked.id)
  await until('three have ended', () => [local, a!, b!].every(({ signal }) => signal.aborted))
  assert.equal(c!.signal.aborted, false)
  for (const held of [a!, b!, c!]) held[Symbol.dispose]()
  for (const { id } of await listKeys(database.db)) await revokeKey(needs, id)
})

test('a secret of less than eight characters is refused at start', async () => {
  await assert.rejects(open({ LECTERN_API_KEYS: 'ann:a-long-secret,me:x' }), {
    code: 'invalid_configuration',
    message: /key 2 .* fewer than 8 characters/,
  })
})

test('a key is good until it expires, and tells when it was used', async () => {
  const needs = { db: database.db, events }
  const lasting = await createKey(needs, 'lasting', 'viewer', 1)
  const expired = await createKey(needs, 'expired', 'viewer', 0)
  {
    await using door = await open()
    assert.equal(admit(door, { 'xi-api-key': lasting.secret }).name, 'lasting')
    assert.throws(() => admit(door, { 'xi-api-key': expired.secret }), { code: 'invalid_api_key' })
  }
  const keys = new Map((await listKeys(database.db)).map((key) => [key.id, key]))
  const { createdAt, expiresAt, lastUsedAt } = keys.get(lasting.id)!
  assert.equal(expiresAt!.getTime() - createdAt.getTime(), 24 * 3600 * 1000)
  assert.ok(lastUsedAt! >= createdAt)
  assert.equal(keys.get(expired.id)!.lastUsedAt, null)
  for (const { id } of keys.values()) await revokeKey(needs, id)
})

test('who tries wrong keys is slowed down, and who has come in before is not', async () => {
  await using door = await open({ LECTERN_API_KEYS: 'ann:secret-1,bob:secret-2' })
  admit(door, { 'xi-api-key': 'secret-1' })
  const guess = (index: number) => admit(door, { 'xi-api-key': `guess ${index}` })
  for (let index = 0; index < 300; index++) assert.throws(() => guess(index), { code: 'invalid_api_key' })
  assert.throws(() => guess(300), { code: 'rate_limit_exceeded' })
  assert.throws(() => admit(door, { 'xi-api-key': 'secret-2' }), { code: 'rate_limit_exceeded' })
  assert.equal(admit(door, { 'xi-api-key': 'secret-1' }).role, 'admin')
  assert.equal(admit(door, { 'xi-api-key': 'secret-2' }, ['192.0.2.7']).role, 'admin')
})

test('who guesses elsewhere does not hear sooner that they guessed a key that is in use', async () => {
  await using door = await open({ LECTERN_API_KEYS: 'ann:secret-1' })
  admit(door, { 'xi-api-key': 'secret-1' })
  const guess = (secret: string) => admit(door, { 'xi-api-key': secret }, ['192.0.2.7'])
  for (let index = 0; index < 300; index++) assert.throws(() => guess(`guess ${index}`), { code: 'invalid_api_key' })
  assert.throws(() => guess('secret-1'), { code: 'rate_limit_exceeded' })
  assert.equal(admit(door, { 'xi-api-key': 'secret-1' }).role, 'admin')
})

test('who guesses at another secret is slowed down, and who sends none is not', async () => {
  await using door = await open({ LECTERN_API_KEYS: 'ann:secret-1' })
  const isKnown = (given: string, ip: string) =>
    door.isKnown(given, 'for-monitoring', { headers: {}, method: 'GET', ip })
  assert.ok(isKnown('for-monitoring', '192.0.2.8'))
  for (let index = 0; index < 400; index++) assert.equal(isKnown('', '192.0.2.7'), false)
  for (let index = 0; index < 300; index++) assert.equal(isKnown(`guess ${index}`, '192.0.2.7'), false)
  assert.throws(() => isKnown('guess', '192.0.2.7'), { code: 'rate_limit_exceeded' })
  assert.throws(() => isKnown('for-monitoring', '192.0.2.7'), { code: 'rate_limit_exceeded' })
  assert.ok(isKnown('for-monitoring', '192.0.2.8'))
})

test('who has many addresses of one network is slowed down like who has one', async () => {
  await using door = await open({ LECTERN_API_KEYS: 'ann:secret-1' })
  const guess = (index: number) =>
    admit(door, { 'xi-api-key': `guess ${index}` }, [`2001:db8::${index.toString(16)}:${index.toString(16)}`])
  for (let index = 1; index <= 300; index++) assert.throws(() => guess(index), { code: 'invalid_api_key' })
  assert.throws(() => guess(301), { code: 'rate_limit_exceeded' })
})

test('a key is revoked also when the keys cannot be read at once', async () => {
  const needs = { db: database.db, events }
  const { id, secret } = await createKey(needs, 'fickle', 'admin')
  let failures = 0
  const db = new Proxy(database.db, {
    get(real, name, receiver) {
      if (name !== 'select' || failures === 0) return Reflect.get(real, name, receiver)
      failures--
      throw new Error('No connection.')
    },
  })
  await using door = await openDoorkeeper({ db, events, log, config: readConfig({}) })
  assert.equal(admit(door, { 'xi-api-key': secret }).role, 'admin')
  failures = 1
  await revokeKey(needs, id)
  await until('the key is refused', () => isRefused(door, secret))
})

test('where others can reach it, nothing opens without a key', async () => {
  await assert.rejects(open({ HOST: '0.0.0.0' }), { code: 'unsafe_configuration' })
})

test('a key of the environment is asked for, and its role is its own', async () => {
  await using door = await open({ HOST: '0.0.0.0', LECTERN_API_KEYS: 'ann:secret-1:viewer, bob:secret-2' })
  assert.equal(admit(door, { 'xi-api-key': 'secret-1' }).role, 'viewer')
  assert.equal(admit(door, { 'xi-api-key': 'secret-2' }).role, 'admin')
  assert.throws(() => admit(door, { host: '127.0.0.1' }), { code: 'missing_api_key' })
  assert.throws(() => admit(door, { 'xi-api-key': '' }), { code: 'missing_api_key' })
  assert.throws(() => admit(door, { 'xi-api-key': 'secret-3' }), { code: 'invalid_api_key' })
})

test('when the last key of a server that others can reach is revoked, nobody comes in until there is a new one', async () => {
  const needs = { db: database.db, events }
  const last = await createKey(needs, 'last', 'admin')
  await using door = await open({ HOST: '0.0.0.0' })
  assert.equal(admit(door, { 'xi-api-key': last.secret }).role, 'admin')
  await revokeKey(needs, last.id)
  await until('the key is refused', () => isRefused(door, last.secret))
  assert.throws(() => admit(door, { host: 'lectern.example' }), { code: 'missing_api_key' })
  const next = await createKey(needs, 'next', 'editor')
  await until('the new key is taken', () => !isRefused(door, next.secret))
  for (const { id } of await listKeys(database.db)) await revokeKey(needs, id)
})

test('once there was a key, none means nobody: on this machine too, and after a new start', async () => {
  const needs = { db: database.db, events }
  const { id } = await createKey(needs, 'only', 'admin')
  await using door = await open()
  await revokeKey(needs, id)
  const local = { host: '127.0.0.1:8080' }
  assert.throws(() => admit(door, local), { code: 'missing_api_key' })
  await using again = await open()
  assert.throws(() => admit(again, local), { code: 'missing_api_key' })
})

test('a role may do what a lesser one may, and no more', () => {
  const allowed = (role: 'viewer' | 'editor' | 'admin', least: 'viewer' | 'editor' | 'admin') => {
    try {
      requireRole({ role }, least)
      return true
    } catch (error) {
      assert.equal((error as { code: string }).code, 'insufficient_permissions')
      return false
    }
  }
  const roles = ['viewer', 'editor', 'admin'] as const
  assert.deepEqual(
    roles.map((role) => roles.map((least) => allowed(role, least))),
    [
      [true, false, false],
      [true, true, false],
      [true, true, true],
    ],
  )
})

test('this machine has several names for itself', () => {
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]']) assert.ok(isLoopback(host), host)
  for (const host of ['0.0.0.0', '::', '127.0.0.1.example', '127.1', '10.0.0.1', 'localhost.example', ''])
    assert.ok(!isLoopback(host), host)
})

function open(environment: Record<string, string> = {}): Promise<Doorkeeper> {
  return openDoorkeeper({ db: database.db, events, log, config: readConfig(environment) })
}

/** @param ips when proxies are trusted: who connected first, who asked last */
function admit(door: Doorkeeper, headers: IncomingHttpHeaders, ips?: string[]) {
  return door.admit({ headers, method: 'GET', ip: ips?.at(-1) ?? '127.0.0.1', ips })
}

function isRefused(door: Doorkeeper, secret: string): boolean {
  try {
    admit(door, { 'xi-api-key': secret })
    return false
  } catch {
    return true
  }
}
