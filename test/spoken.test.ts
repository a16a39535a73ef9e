import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { openTestStudio } from './studio.ts'

const studio = await openTestStudio()
after(() => studio[Symbol.asyncDispose]())

interface Word {
  from: number
  to: number
  spoken: string
  phonemes: string | null
  guessed: boolean
}

async function tell(text: string, more: object = {}) {
  const { body } = await studio.api.post('/lectern/v1/spoken', { text, ...more })
  const at = ({ from, to }: { from: number; to: number }) => [...text].slice(from, to).join('')
  const words: Word[] = body.utterances.flatMap((one: { words: Word[] }) => one.words)
  const { sentences, utterances, warnings } = body
  return { sentences, utterances, warnings, words, at }
}

test('what would be said of a text is told in words and phonemes, each with its place, and nothing is spoken', async () => {
  const text = '🎉 Dr. Lee paid $5. “Why?”'
  const { sentences, utterances, words, warnings, at } = await tell(text)
  assert.deepEqual(sentences.map(at), ['🎉 Dr. Lee paid $5.', '“Why?”'])
  assert.equal(utterances.length, 1)
  assert.equal(utterances[0].spoken.trim(), 'Doctor Lee paid five dollars. “Why?”')
  assert.match(utterances[0].phonemes, /^dˈɑktəɹ lˈi pˈAd fˈIv dˈɑləɹz\./)
  assert.deepEqual(
    words.map((word) => [word.spoken, at(word)]),
    [
      ['Doctor', 'Dr.'],
      ['Lee', 'Lee'],
      ['paid', 'paid'],
      ['five', '$5'],
      ['dollars', '$5'],
      ['Why', 'Why'],
    ],
  )
  assert.deepEqual(words.at(-1), { from: 20, to: 23, spoken: 'Why', phonemes: 'wˌI', guessed: false })
  assert.deepEqual(warnings, [{ code: 'character_ignored', message: 'Left out: 🎉.', from: 0, to: 1 }])
  assert.deepEqual(studio.spoken(), [])
})

test('tags are no part of what is said, and places are those of the text with them', async () => {
  const text = 'Wait<break time="1s"/> for <phoneme alphabet="ipa" ph="oʊ">Oh</phoneme> now. Xyqvorn!'
  const { utterances, sentences, words, warnings, at } = await tell(text)
  assert.deepEqual(
    words.map((word) => at(word)),
    ['Wait', 'for', 'Oh', 'now', 'Xyqvorn'],
  )
  assert.equal(words[2]!.phonemes, 'O')
  assert.deepEqual(
    words.map(({ guessed }) => guessed),
    [false, false, false, false, true],
  )
  assert.equal(sentences.length, 2)
  assert.equal(at(sentences[1]), 'Xyqvorn!')
  assert.equal(utterances.length, 2) // before and after the break
  assert.deepEqual(
    warnings.map(({ code }: { code: string }) => code),
    ['text_guessed'],
  )
})

test('accent, language, normalization and dictionaries decide what is said', async () => {
  const said = async (text: string, more: object = {}) => {
    const { utterances } = await tell(text, more)
    return utterances.map((one: { spoken: string }) => one.spoken).join('')
  }
  assert.equal(await said('105 men', { accent: 'us' }), 'one hundred five men')
  assert.equal(await said('105 men', { accent: 'gb' }), 'one hundred and five men')
  assert.equal(await said('105 men', { apply_text_normalization: 'off' }), '105 men')
  const german = await tell('Am 5. Mai kamen 3 Leute.', { language: 'de-DE' })
  assert.match(german.utterances[0].spoken, /fünften Mai kamen drei Leute/)
  assert.equal(german.utterances[0].phonemes, null)
  assert.ok(german.words.some(({ spoken, phonemes }) => spoken === 'Leute' && phonemes === null))
  const vowel = async (accent: string) => (await tell('I can’t.', { accent })).utterances[0].phonemes
  assert.notEqual(await vowel('us'), await vowel('gb'))
  const rules = [
    { type: 'alias', string_to_replace: 'UN', alias: 'United Nations' },
    { type: 'phoneme', string_to_replace: 'Siobhan', phoneme: 'ʃɪˈvɔːn', alphabet: 'ipa' },
  ]
  const { body } = await studio.api.post('/v1/pronunciation-dictionaries/add-from-rules', { name: 'Names', rules })
  const dictionary_locators = [{ pronunciation_dictionary_id: body.id }]
  const told = await tell('Siobhan left the UN.', { dictionary_locators })
  assert.equal(told.utterances[0].spoken, 'Siobhan left the United Nations.')
  assert.deepEqual(told.words.slice(3).map(told.at), ['UN', 'UN'])
  assert.match(told.words[0]!.phonemes!, /^ʃ.*v/)
})

test('a text without words says nothing; one that is too long, and a voice that is not there, are refused', async () => {
  const { sentences, utterances, words } = await tell('* * *')
  assert.deepEqual([utterances, words], [[], []])
  assert.equal(sentences.length, 1)
  assert.deepEqual((await tell('')).sentences, [])
  const refused = async (body: object, status: number) =>
    (await studio.api.post('/lectern/v1/spoken', body, status)).body.detail
  assert.equal((await refused({ text: 'a'.repeat(20_001) }, 400)).code, 'text_too_long')
  assert.equal((await refused({ text: 'Hi.', voice_id: 'nobody' }, 404)).code, 'voice_not_found')
  assert.deepEqual((await refused({ text: 'Hi.', accent: 'au' }, 422))[0].loc, ['body', 'accent'])
})

test('of one key four texts are told at once', async () => {
  const { db } = studio.studio
  const { body: dictionary } = await studio.api.post('/v1/pronunciation-dictionaries/add-from-rules', {
    name: 'Held',
    rules: [{ type: 'alias', string_to_replace: 'a', alias: 'b' }],
  })
  const text = { text: 'Rain.', dictionary_locators: [{ pronunciation_dictionary_id: dictionary.id }] }
  const ask = () => studio.api.fetch('/lectern/v1/spoken', { method: 'POST', body: JSON.stringify(text), headers })
  const asked = await db.transaction(async (holding) => {
    await holding.execute(sql`lock table pronunciation_dictionary_versions in access exclusive mode`)
    const asked = Array.from({ length: 5 }, ask)
    assert.equal((await Promise.race(asked)).status, 429)
    return asked
  })
  const statuses = (await Promise.all(asked)).map(({ status }) => status)
  assert.deepEqual(statuses.toSorted(), [200, 200, 200, 200, 429])
  assert.equal((await ask()).status, 200)
})

const headers = { 'content-type': 'application/json' }
