import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Database } from '#server/storage/database.ts'
import { openRenditionUses } from './rendition-uses.ts'

test('a use is noted once in half an hour, also after the clock was set back by a day', async (context) => {
  let notes = 0
  const db = { execute: async () => void notes++ } as unknown as Database
  const uses = openRenditionUses({ db, counters: { add() {}, async [Symbol.asyncDispose]() {} } })
  await uses.used('a')
  await uses.used('a')
  assert.equal(notes, 1)
  const day = 24 * 3600 * 1000
  const start = performance.now()
  context.mock.method(Date, 'now', () => start - day)
  context.mock.method(performance, 'now', () => start + 1_801_000)
  await uses.used('a')
  assert.equal(notes, 2)
})
