import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextTurn } from '#server/base/give-way.ts'
import { assertStandsLess, longestStand } from '#server/base/thread-time.test-kit.ts'
import { openEventLog } from './event-log.ts'
import type { Events, Heard, Topic } from './events.ts'

const voicesChanged: Topic = 'voices:changed'

test('proof: many who were away at once and hear thousands of changes hold nobody up', async () => {
  const { events, hear } = openHearing()
  using log = openEventLog(events, voicesChanged)
  hear()
  const after = log.lastId
  for (let change = 0; change < 1_500; change++) hear()
  const one = () => countTo(1_500, log.follow(after, new AbortController().signal))
  await assertStandsLess(100, () => Promise.all(Array.from({ length: 50 }, one)))
})

test('proof: as many as there may be connections hear one change, and hold nobody up', async () => {
  const { events, hear } = openHearing()
  using log = openEventLog(events, voicesChanged)
  const leaving = new AbortController()
  const heard: number[] = []
  const followers = Array.from({ length: 2_000 }, async () => {
    for await (const change of log.follow(undefined, leaving.signal))
      if (change) process.nextTick(() => heard.push(workFor(300)))
  })
  await nextTurn() // all of them wait
  const milliseconds = await longestStand(async () => {
    hear()
    while (heard.length < followers.length) await nextTurn()
  })
  assert.ok(milliseconds < 250, `${milliseconds} ms`)
  leaving.abort()
  await Promise.all(followers)
})

test('who reads so slowly that changes are forgotten meanwhile is told to look anew', async () => {
  const { events, hear } = openHearing()
  using log = openEventLog(events, voicesChanged)
  hear()
  const after = log.lastId
  const changes = log.follow(after, new AbortController().signal)
  hear()
  const first = await changes.next()
  for (let change = 0; change < 30_000; change++) hear()
  const second = await changes.next()
  assert.deepEqual([first.value!.kind, second.value], ['project.changed', { id: log.lastId, kind: 'reset' }])
  hear()
  assert.deepEqual((await changes.next()).value, { id: log.lastId, kind: 'project.changed', projectId: 'one' })
})

/** As writing to a connection does, a moment after a change is told. */
function workFor(microseconds: number): number {
  const end = performance.now() + microseconds / 1_000
  while (performance.now() < end);
  return end
}

/** Events that happen when a test says so. */
function openHearing() {
  const listeners: ((heard: Heard) => void)[] = []
  const events = {
    subscribe(topic: Topic, listener: (heard: Heard) => void) {
      if (topic !== voicesChanged) listeners.push(listener)
      return () => {}
    },
  } as unknown as Events
  const payload = { kind: 'project.changed', projectId: 'one' }
  const hear = () => {
    for (const listener of listeners) listener({ kind: 'event', payload } as Heard)
  }
  return { events, hear }
}

async function countTo(count: number, changes: AsyncGenerator): Promise<void> {
  let seen = 0
  for await (const _ of changes) if (++seen === count) return
}
