import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quickenImports } from './quick-imports.ts'

test('drizzle-orm is the same package whether or not its imports are quickened', async () => {
  quickenImports()
  const { eq, sql } = await import('drizzle-orm')
  const { drizzle } = await import('drizzle-orm/node-postgres')
  assert.equal(typeof drizzle, 'function')
  assert.equal(typeof eq, 'function')
  assert.equal(sql`select ${1}`.queryChunks.length, 3)
})
