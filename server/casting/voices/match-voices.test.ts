import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchVoices, type OfferedVoice, type Part, pairKey } from './match-voices.ts'

const voice = (id: string, more: Partial<OfferedVoice> = {}) => ({ id, engineId: 'e', language: 'en', ...more })
const narrator = voice('narrator', { gender: 'female', accent: 'british' })
const part = (id: string, gender: Part['gender'], lineCount = 10, more: Partial<Part> = {}) => {
  return { id, gender, lineCount, ...more }
}

function match(parts: Part[], voices: OfferedVoice[], meetings: [string, string][] = []) {
  const neighbours = new Map(meetings.map(([a, b]) => [pairKey(a, b), 1]))
  return Object.fromEntries(matchVoices({ parts, voices: [narrator, ...voices], narrator, language: 'en', neighbours }))
}

test('a voice has the gender, the language, the accent and the age of who speaks with it', () => {
  const voices = [
    voice('m', { gender: 'male', accent: 'american', age: 'middle_aged' }),
    voice('m-old', { gender: 'male', accent: 'british', age: 'old' }),
    voice('f', { gender: 'female', accent: 'american' }),
    voice('f-gb', { gender: 'female', accent: 'british' }),
    voice('f-de', { gender: 'female', accent: 'british', language: 'de' }),
  ]
  const parts = [part('anna', 'female'), part('old-tom', 'male', 5, { age: 'old' }), part('ben', 'male', 4)]
  assert.deepEqual(match(parts, voices), { anna: 'f-gb', 'old-tom': 'm-old', ben: 'm' })
})

test('two who talk to each other never share a voice while there is another, even one of the other gender', () => {
  const voices = [voice('m', { gender: 'male' }), voice('f', { gender: 'female' })]
  const parts = [part('tom', 'male', 9), part('ben', 'male', 5), part('jim', 'male', 1)]
  assert.deepEqual(match(parts, voices, [['tom', 'ben']]), { tom: 'm', ben: 'f', jim: 'm' })
})

test('the narrator keeps a voice of their own, and a chosen voice stays', () => {
  assert.deepEqual(match([part('anna', 'female')], [voice('m', { gender: 'male' })]), { anna: 'm' })
  assert.deepEqual(match([part('anna', 'female')], []), { anna: 'narrator' })
  assert.deepEqual(match([part('anna', 'female', 1, { voiceId: 'm' })], [voice('f')]), { anna: 'm' })
})
