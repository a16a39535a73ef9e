import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openTestDatabase } from '#test/database.ts'

test('a connection is given back when its transaction does not even begin, as when the server is lost', async () => {
  await using database = await openTestDatabase()
  const { db, pool } = database
  const impossible = { isolationLevel: 'none' as 'serializable' }
  for (let time = 0; time <= pool.options.max!; time++) {
    await assert.rejects(
      db.transaction(async () => {}, impossible),
      /begin isolation level none/,
    )
  }
  assert.equal((await db.execute(sql`select 1 as one`)).rows[0]!.one, 1)
})

test('a transaction keeps all or nothing, also one inside another', async () => {
  await using database = await openTestDatabase()
  const { db } = database
  const insert = (key: string) => sql`insert into voice_settings values (${key}, '{}')`
  await db.transaction(async (outer) => {
    await outer.execute(insert('kept'))
    const inner = outer.transaction(async (inside) => {
      await inside.execute(insert('dropped'))
      throw new Error('no')
    })
    await assert.rejects(inner, /no/)
  })
  const { rows } = await db.execute(sql`select voice_id from voice_settings`)
  assert.deepEqual(rows, [{ voice_id: 'kept' }])
})
