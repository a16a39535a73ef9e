import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { createKey, hashSecret, isRole, keysChanged, listKeys, readKnownKeys, revokeKey } from './api-keys.ts'

let database: TestDatabase
let events: Events
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log: openLog('fatal') })
})
after(async () => {
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('a key is valid until it is revoked, and only its hash is kept', async () => {
  const needs = { db: database.db, events }
  const { id, secret } = await createKey(needs, 'mine', 'editor')
  assert.equal((await readKnownKeys(database.db, undefined)).byHash.get(hashSecret(secret))?.role, 'editor')
  assert.ok((await readKnownKeys(database.db, undefined)).everHadOne)
  const [key] = await listKeys(database.db)
  assert.deepEqual([key!.id, key!.name, key!.role, key!.revokedAt], [id, 'mine', 'editor', null])
  assert.ok(!JSON.stringify(await database.db.query.apiKeys.findMany()).includes(secret))
  await revokeKey(needs, id)
  assert.equal((await readKnownKeys(database.db, undefined)).byHash.get(hashSecret(secret)), undefined)
  assert.ok((await listKeys(database.db))[0]!.revokedAt)
  await assert.rejects(revokeKey(needs, 'nothing'), { code: 'invalid_parameters' })
})

test('no two secrets are alike, and they are long enough not to be guessed', async () => {
  const needs = { db: database.db, events }
  const keys = await Promise.all([1, 2, 3].map(() => createKey(needs, 'same', 'viewer')))
  assert.equal(new Set(keys.map((key) => key.secret)).size, 3)
  assert.ok(keys.every((key) => /^lct_[\w-]{32}$/.test(key.secret)))
})

test('making and revoking a key is told to all processes', async () => {
  const needs = { db: database.db, events }
  const heard = () => events.next(keysChanged.topic, AbortSignal.timeout(90_000))
  const made = heard()
  const { id } = await createKey(needs, 'told', 'viewer')
  await made
  const revoked = heard()
  await revokeKey(needs, id)
  await revoked
})

test('keys of the environment are name, secret and role; without a role they are an admin’s', async () => {
  const { byHash } = await readKnownKeys(database.db, ' ann:number-one:viewer , bob:number-two,,')
  assert.deepEqual(
    [byHash.get(hashSecret('number-one'))?.role, byHash.get(hashSecret('number-two'))?.role],
    ['viewer', 'admin'],
  )
})

test('a key of the environment that is written wrongly is refused, without telling its secret', async () => {
  for (const wrong of [
    'ann',
    'ann:',
    ':hidden',
    'ann:hidden:king',
    'ann:hid:den:admin',
    'ann:hidden:admin:more',
    'ann:hidden',
  ])
    await assert.rejects(
      readKnownKeys(database.db, `ok:long-enough,${wrong}`),
      (error: { code: string; message: string }) => {
        assert.equal(error.code, 'invalid_configuration', wrong)
        assert.ok(!error.message.includes('hid'), error.message)
        return true
      },
    )
})

test('there are three roles', () => {
  assert.deepEqual(['viewer', 'editor', 'admin', 'king', ''].filter(isRole), ['viewer', 'editor', 'admin'])
})
