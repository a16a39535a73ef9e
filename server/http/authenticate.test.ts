import assert from 'node:assert/strict'
import type { IncomingHttpHeaders } from 'node:http'
import { after, before, test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { createKey, listKeys, revokeKey } from './api-keys.ts'
import { type Doorkeeper, isLoopback, openDoorkeeper, requireRole } from './authenticate.ts'

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
  using door = await open()
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

test('where others can reach it, nothing opens without a key', async () => {
  await assert.rejects(open({ HOST: '0.0.0.0' }), { code: 'unsafe_configuration' })
})

test('a key of the environment is asked for, and its role is its own', async () => {
  using door = await open({ HOST: '0.0.0.0', LECTERN_API_KEYS: 'ann:secret-1:viewer, bob:secret-2' })
  assert.equal(admit(door, { 'xi-api-key': 'secret-1' }).role, 'viewer')
  assert.equal(admit(door, { 'xi-api-key': 'secret-2' }).role, 'admin')
  assert.throws(() => admit(door, { host: '127.0.0.1' }), { code: 'missing_api_key' })
  assert.throws(() => admit(door, { 'xi-api-key': '' }), { code: 'missing_api_key' })
  assert.throws(() => admit(door, { 'xi-api-key': 'secret-3' }), { code: 'invalid_api_key' })
})

test('when the last key of a server that others can reach is revoked, nobody comes in until there is a new one', async () => {
  const needs = { db: database.db, events }
  const last = await createKey(needs, 'last', 'admin')
  using door = await open({ HOST: '0.0.0.0' })
  assert.equal(admit(door, { 'xi-api-key': last.secret }).role, 'admin')
  await revokeKey(needs, last.id)
  await until('the key is refused', () => isRefused(door, last.secret))
  assert.throws(() => admit(door, { host: 'lectern.example' }), { code: 'missing_api_key' })
  const next = await createKey(needs, 'next', 'editor')
  await until('the new key is taken', () => !isRefused(door, next.secret))
  for (const { id } of await listKeys(database.db)) await revokeKey(needs, id)
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

function admit(door: Doorkeeper, headers: IncomingHttpHeaders) {
  return door.admit({ headers })
}

function isRefused(door: Doorkeeper, secret: string): boolean {
  try {
    admit(door, { 'xi-api-key': secret })
    return false
  } catch {
    return true
  }
}
