import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineVoice } from '../engine.ts'
import { fakeClock, neverAborted } from './fake-service.test-kit.ts'
import { openVoiceList } from './voice-list.ts'

const standard = [voice('standard')]

test('the service is asked once, and again after some minutes; meanwhile the known list is told at once', async () => {
  const { list, clock, answers, asked } = openTestList()
  answers.push([voice('a')], [voice('a'), voice('b')])
  assert.deepEqual(namesOf(await list.list()), ['a'])
  await Promise.all([list.list(), list.list()])
  assert.equal(asked(), 1)
  await clock.wait(301_000, neverAborted)
  assert.deepEqual(namesOf(await list.list()), ['a'])
  assert.deepEqual([namesOf(await list.list()), asked()], [['a', 'b'], 2])
})

test('several who ask at once share one question', async () => {
  const { list, answers, asked } = openTestList()
  answers.push([voice('a')])
  const lists = await Promise.all([list.list(), list.list(), list.listFor('a', neverAborted)])
  assert.deepEqual([lists.map((one) => namesOf(one!)), asked()], [[['a'], ['a'], ['a']], 1])
})

test('a service that is down from the start gives the standard voices, and is left in peace for a while', async () => {
  const { list, clock, answers, asked } = openTestList()
  assert.deepEqual(await list.list(), standard)
  assert.deepEqual(await list.list(), standard)
  assert.deepEqual([await list.listFor('whatever', neverAborted), asked()], [undefined, 1])
  await clock.wait(31_000, neverAborted)
  answers.push([voice('a')])
  assert.deepEqual([namesOf(await list.list()), asked()], [['a'], 2])
})

test('a service that was down is asked again though the clock was set back by an hour since', async () => {
  const { list, clock, answers } = openTestList()
  assert.deepEqual(await list.list(), standard)
  await clock.wait(-3_600_000, neverAborted)
  answers.push([voice('a')])
  assert.deepEqual(namesOf(await list.list()), ['a'])
})

test('a service that goes down later gives what it gave last', async () => {
  const { list, clock, answers, asked } = openTestList()
  answers.push([voice('a')])
  await list.list()
  await clock.wait(301_000, neverAborted)
  assert.deepEqual(namesOf((await list.listFor('new', neverAborted))!), ['a'])
  assert.deepEqual([namesOf(await list.list()), asked()], [['a'], 2])
})

test('a voice that was made since is found once the list is old enough to be asked again', async () => {
  const { list, clock, answers, asked } = openTestList()
  answers.push([voice('a')], [voice('a'), voice('new')])
  await list.list()
  assert.deepEqual([namesOf((await list.listFor('new', neverAborted))!), asked()], [['a'], 1])
  await clock.wait(31_000, neverAborted)
  assert.deepEqual([namesOf((await list.listFor('a', neverAborted))!), asked()], [['a'], 1])
  assert.deepEqual([namesOf((await list.listFor('new', neverAborted))!), asked()], [['a', 'new'], 2])
})

test('whoever is stopped goes at once, though the service does not answer', async () => {
  const never = new Promise<EngineVoice[]>(() => {})
  const list = openVoiceList({ fetch: () => never, standard, clock: fakeClock() })
  const stop = new AbortController()
  const listing = list.listFor('a', stop.signal)
  stop.abort(new Error('enough'))
  await assert.rejects(listing, /enough/)
  await assert.rejects(list.listFor('a', stop.signal), /enough/)
})

/** A list whose service gives the next of `answers`, or is down when there is none. */
function openTestList() {
  const clock = fakeClock()
  const answers: EngineVoice[][] = []
  let asked = 0
  const fetch = async () => {
    asked++
    const next = answers.shift()
    if (!next) throw new Error('down')
    return next
  }
  return { list: openVoiceList({ fetch, standard, clock }), clock, answers, asked: () => asked }
}

function voice(name: string): EngineVoice {
  return { name, title: name, description: name, language: 'en', labels: {} }
}

function namesOf(voices: EngineVoice[]): string[] {
  return voices.map(({ name }) => name)
}
