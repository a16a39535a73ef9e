import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTextBuffer, type TextBufferOptions } from './text-buffer.ts'

const usual = { language: 'en', schedule: [120, 160, 250, 290] }

test('a sentence goes out when it is surely over, however the text is cut', () => {
  const text = 'It was dark. Rain fell on Mr. Brown. Nobody came at 3.5 degrees! Why? '
  const sentences = ['It was dark. ', 'Rain fell on Mr. Brown. ', 'Nobody came at 3.5 degrees! ', 'Why? ']
  for (const length of [1, 2, 3, 5, 8, 100]) {
    const pieces = text.match(new RegExp(`.{1,${length}}`, 'gs'))!
    assert.deepEqual(say(pieces), sentences, `${length}`)
  }
})

test('what may go on waits: an abbreviation, a quotation, a number, a word', () => {
  for (const text of ['I met Dr. ', 'He said "Stop!" ', 'It cost 3.', 'It was dark', 'See e.g. ', 'The end.'])
    assert.deepEqual(say([text]), [], text)
  assert.deepEqual(say(['He said "Stop!" ', 'and left. ']), ['He said "Stop!" and left. '])
})

test('all that there is goes out when it is wanted, in sentences', () => {
  const buffer = openTextBuffer(usual)
  assert.deepEqual(buffer.add('It was dark'), [])
  assert.deepEqual(buffer.add('. Rain', { all: true }), ['It was dark. ', 'Rain'])
  assert.deepEqual(buffer.add('', { all: true }), [])
})

test('a sentence that does not end goes out in parts, at a place to breathe, as the schedule says', () => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index}${index % 7 === 6 ? ',' : ''} `)
  const stretches = say(words)
  assert.ok(stretches.length >= 2)
  assert.ok(stretches[0]!.length <= 120 && stretches[1]!.length > stretches[0]!.length / 2)
  for (const one of stretches) assert.match(one, /, $/)
  const short = say(words, { ...usual, schedule: [50] })
  assert.ok(short.length > stretches.length)
  const buffer = openTextBuffer(usual)
  assert.deepEqual(buffer.add('Some words, ', { soon: true }), [])
  assert.deepEqual(buffer.add('and some more words that are not yet a sentence', { soon: true }), ['Some words, '])
})

test('white space, breaks and half a tag wait for what they belong to', () => {
  assert.deepEqual(say([' ', '<break time="1s" /> ', 'Hello there. ']), ['<break time="1s" /> Hello there. '])
  assert.deepEqual(say(['Hello. <break time="1s" />', ' You']), ['Hello. <break time="1s" />'])
  assert.deepEqual(say(['Hello. <phoneme alphabet="ipa" ph="a. B', '">word</phoneme> it is. ']), [
    'Hello. ',
    '<phoneme alphabet="ipa" ph="a. B">word</phoneme> it is. ',
  ])
  const eager = openTextBuffer({ ...usual, isEager: true })
  assert.deepEqual(eager.add(' '), [])
  assert.deepEqual(eager.add('Hello <break'), ['Hello '])
  assert.deepEqual(eager.add(' time="1s"/> you'), ['<break time="1s"/> you'])
})

function say(pieces: string[], options: TextBufferOptions = usual): string[] {
  const buffer = openTextBuffer(options)
  return pieces.flatMap((piece) => buffer.add(piece))
}
