import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestDatabase } from '#test/database.ts'
import { callServer, type Presence, takeLeave } from './presence.ts'

test('who comes while one who leaves stands still in the door is told, and comes in once he has gone', async () => {
  await using database = await openTestDatabase()
  const leaving = (await callServer(database.connection)) as Presence
  await takeLeave(leaving)
  assert.equal(await callServer(database.connection, 50), 'not ready')
  await leaving.end()
  const coming = (await callServer(database.connection)) as Presence
  await coming.end()
})
