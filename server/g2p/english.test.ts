import assert from 'node:assert/strict'
import { test } from 'node:test'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { assertWellFormed, english, say } from './english.test-kit.ts'

test('each symbol tells which characters it says', () => {
  const text = 'Two phones, 1813'
  const { phonemes, starts, ends } = english('us').pronounce(text)
  const said = Array.from(phonemes, (symbol, at) => `${symbol} ${text.slice(starts[at], ends[at])}`)
  assert.deepEqual(said.slice(0, 10), ['t T', 'ˈ wo', 'u wo', '   ', 'f ph', 'ˈ o', 'O o', 'n ne', 'z s', ', ,'])
  assert.ok(
    said.slice(11).every((one) => one.endsWith(' 1813')),
    said.join('; '),
  )
})

test('the words of a number are one word', () => {
  const { words } = english('us').pronounce('It cost $3.50.')
  assert.deepEqual(words.at(-1), { start: 8, end: 13, phonemes: 'θɹˈi dˈɑləɹz ænd fˈɪfti sˈɛnts', source: 'rule' })
})

test('given phonemes are said for their stretch, and what is around them sees them', () => {
  const text = 'the NAME of it'
  const { phonemes, words, warnings } = english('us').pronounce(text, [
    { start: 4, end: 8, alphabet: 'ipa', phonemes: 'əˈluːʃə' },
  ])
  assert.equal(phonemes, 'ði əlˈuʃə ʌv ɪt')
  assert.deepEqual(words[1], { start: 4, end: 8, phonemes: 'əlˈuʃə', source: 'given' })
  assert.deepEqual(warnings, [])
})

test('phonemes that English does not have are told, those that say nothing are passed over', () => {
  const given = [
    { start: 0, end: 4, alphabet: 'ipa', phonemes: 'bax' },
    { start: 5, end: 9, alphabet: 'cmu-arpabet', phonemes: '??' },
  ] as const
  const { phonemes, warnings } = english('us').pronounce('Bach wins', [...given])
  assert.equal(phonemes, 'bæk wˈɪnz')
  assert.deepEqual(
    warnings.map(({ code }) => code),
    Array(4).fill('phonemes_ignored'),
  )
  assert.ok(warnings.some(({ message }) => message.includes('"x" does not exist in English and became "k"')))
})

test('what is of another script is left out and named', () => {
  const { phonemes, warnings } = english('us').pronounce('Hello мир 😀 world')
  assert.equal(phonemes, 'həlˈO wˈɜɹld')
  assert.deepEqual(warnings, [{ code: 'character_ignored', message: 'Not English and left out: м, и, р, 😀.' }])
})

test('guessed words are named once', () => {
  const { warnings } = english('us').pronounce('Zschokke met Zschokke.')
  assert.deepEqual(warnings, [
    { code: 'text_guessed', message: 'Said by guess, since no dictionary has it: Zschokke.' },
  ])
})

test('a text of nothing to say is silent', () => {
  for (const text of ['', '   ', '***', '世界', "'"]) assert.equal(say(text), '')
  assert.equal(say('...'), '…')
})

test('proof: long texts without an end cost what their length costs', async () => {
  const texts = ['and then she went on '.repeat(1000), 'x'.repeat(20_000), 'ab-'.repeat(7000), "s'".repeat(10_000)]
  const others = [
    '1 '.repeat(10_000),
    '-1'.repeat(10_000),
    ' '.repeat(20_000),
    'á'.normalize('NFD').repeat(10_000),
    '😀'.repeat(10_000),
  ]
  const seconds = await threadSeconds(() => {
    for (const text of [...texts, ...others]) assertWellFormed(text, english('us').pronounce(text))
  })
  assert.ok(seconds < 15, `${seconds} CPU seconds`)
})
