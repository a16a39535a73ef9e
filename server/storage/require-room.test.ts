import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '#test/until.ts'
import { openRoomWatch } from './require-room.ts'

test('a full disk is looked at until there is room again, so that who writes once in a while is refused as well', async () => {
  let [room, looks] = [99_000_000, 0]
  const watch = openRoomWatch({
    async room() {
      looks++
      return room
    },
  })
  const mayWrite = () => {
    try {
      watch.require()
      return true
    } catch {
      return false
    }
  }
  assert.ok(mayWrite(), 'nothing is seen yet')
  await until('it is looked at again, though nobody writes', () => looks > 3)
  await until('it is refused', () => !mayWrite())
  room = 100_000_000
  await until('it is written again', mayWrite)
})
