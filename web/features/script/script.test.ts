import assert from 'node:assert/strict'
import { test } from 'node:test'
import { areSame, moved, nameOfSource, newTurn, nextSpeaker, toBody, toTurns, withIds, written } from './script.ts'

const script = {
  turns: [
    { turn_id: 'a', speaker: 'host' as const, text: 'Good evening.', sources: [] },
    { turn_id: 'b', speaker: 'guest' as const, text: 'It rains.', sources: [{ source_index: 0, quote: 'It rains.' }] },
  ],
}

test('a turn that is new gets its id when it was sent, and keeps its place', () => {
  const fresh = { ...newTurn('host'), text: 'Since when?' }
  const empty = newTurn('guest')
  const turns = [toTurns(script)[0]!, fresh, empty, toTurns(script)[1]!]
  const sent = written(turns)
  assert.deepEqual(toBody(sent).turns, [
    { turn_id: 'a', speaker: 'host', text: 'Good evening.' },
    { speaker: 'host', text: 'Since when?' },
    { turn_id: 'b', speaker: 'guest', text: 'It rains.' },
  ])
  const [first, last] = script.turns
  const kept = { turns: [first!, { ...first!, turn_id: 'c' }, last!] }
  const adopted = withIds(turns, sent, kept)
  assert.deepEqual(
    adopted.map(({ id }) => id),
    ['a', 'c', undefined, 'b'],
  )
  assert.equal(adopted[1]!.key, fresh.key)
})

test('turns change places, but not beyond the first and the last', () => {
  const turns = toTurns(script)
  const keys = (all: typeof turns) => all.map(({ key }) => key).join('')
  assert.equal(keys(moved(turns, 'b', -1)), 'ba')
  assert.equal(keys(moved(turns, 'b', 1)), 'ab')
})

test('what is still empty makes no difference', () => {
  assert.ok(areSame(toTurns(script), [...toTurns(script), newTurn('host')]))
  assert.ok(!areSame(toTurns(script), toTurns(script).slice(1)))
})

test('host and guest take turns, and a bulletin has no guest', () => {
  const [host, guest] = toTurns(script)
  assert.deepEqual(
    [nextSpeaker(host, true), nextSpeaker(guest, true), nextSpeaker(host, false)],
    ['guest', 'host', 'host'],
  )
})

test('a source is called by its host or its first words', () => {
  assert.equal(nameOfSource({ url: 'https://sea.example/a/b', beginning: '' }), 'sea.example')
  assert.equal(nameOfSource({ url: null, beginning: 'Lighthouses are' }), 'Lighthouses are')
  assert.equal(nameOfSource(undefined), '')
})
