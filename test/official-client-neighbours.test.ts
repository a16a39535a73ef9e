import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ElevenLabs } from '@elevenlabs/elevenlabs-js'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { collect, isError, openClient } from './official-client.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

test('voices are listed, searched page by page, and got with their settings', async () => {
  await using studio = await openStudioWithVoices()
  const { client } = openClient(studio)
  const { voices } = await client.voices.getAll({ showLegacy: true })
  assert.deepEqual(
    voices.map((voice) => voice.voiceId),
    ['seen-a', 'seen-b'],
  )
  const first = await client.voices.search({ pageSize: 1, includeTotalCount: true, sort: 'name' })
  assert.deepEqual([first.voices[0]?.voiceId, first.hasMore, first.totalCount], ['seen-a', true, 2])
  const second = await client.voices.search({ pageSize: 1, nextPageToken: first.nextPageToken, sort: 'name' })
  assert.deepEqual([second.voices[0]?.voiceId, second.hasMore], ['seen-b', false])
  const named = await client.voices.search({ voiceIds: ['seen-b', 'nobody'], language: ['en', 'de'] })
  assert.deepEqual(
    named.voices.map((voice) => voice.voiceId),
    ['seen-b'],
  )
  const voice = await client.voices.get('tone-a', { withSettings: true })
  assert.equal(voice.name, 'Tone A')
  assert.deepEqual(voice.settings, await client.voices.settings.getDefault())
  await assert.rejects(client.voices.get('nobody'), isError(404, 'voice_not_found'))
})

test('the settings of a voice are changed one by one', async () => {
  await using studio = await openTestStudio()
  const { settings } = openClient(studio).client.voices
  assert.deepEqual(await settings.update('tone-a', { stability: 0.25, speed: 1.1 }), { status: 'ok' })
  assert.deepEqual(await settings.get('tone-a'), { ...(await settings.getDefault()), stability: 0.25, speed: 1.1 })
  await assert.rejects(settings.update('tone-a', { stability: 2 }), ElevenLabs.UnprocessableEntityError)
})

test('models, user and subscription say what clients look for before they begin', async () => {
  await using studio = await openStudioWithVoices()
  const { client } = openClient(studio)
  const models = await client.models.list()
  const names = models.map((model) => model.modelId)
  for (const name of ['seen', 'eleven_multilingual_v2', 'eleven_flash_v2_5', 'eleven_v3'])
    assert.ok(names.includes(name))
  assert.ok(models.every((model) => model.canDoTextToSpeech && model.maximumTextLengthPerRequest! > 0))
  const user = await client.user.get()
  const subscription = await client.user.subscription.get()
  assert.equal(user.subscription.tier, subscription.tier)
  assert.ok(subscription.characterLimit > subscription.characterCount)
})

const hello = { text: 'Hello there.', modelId: 'eleven_multilingual_v2' }
/** 50 ms a character at 44,100 Hz. */
const helloLength = hello.text.length * 2205

test('text-to-speech answers sound of the right length, at once and as a stream', async () => {
  await using studio = await openTestStudio()
  const { textToSpeech } = openClient(studio).client
  const { data, rawResponse } = await textToSpeech.convert('tone-a', hello).withRawResponse()
  assert.equal((await decodeMp3(await collect(data))).length, helloLength)
  assert.equal(rawResponse.headers.get('character-cost'), String(hello.text.length))
  assert.ok(rawResponse.headers.get('request-id'))
  const pcm = await collect(await textToSpeech.stream('tone-a', { ...hello, outputFormat: 'pcm_44100' }))
  assert.equal(pcm.length, helloLength * 2)
  const streamed = await collect(await textToSpeech.stream('tone-a', hello))
  assert.ok((await decodeMp3(streamed)).length >= helloLength)
})

test('text-to-speech tells when each character is heard, at once and line by line', async () => {
  await using studio = await openTestStudio()
  const { textToSpeech } = openClient(studio).client
  const format = { outputFormat: 'pcm_44100' } as const
  const whole = await textToSpeech.convertWithTimestamps('tone-a', { ...hello, ...format })
  assert.equal(Buffer.from(whole.audioBase64, 'base64').length, helloLength * 2)
  assert.equal(whole.alignment?.characters.join(''), hello.text)
  const starts = whole.alignment!.characterStartTimesSeconds
  assert.deepEqual(
    starts.map((start) => Math.round(start * 1000)),
    [...hello.text].map((_, index) => index * 50),
  )

  const text = 'It was dark and late. '.repeat(60)
  let heard = ''
  let byteLength = 0
  let end = 0
  for await (const line of await textToSpeech.streamWithTimestamps('tone-a', { ...hello, ...format, text })) {
    byteLength += Buffer.from(line.audioBase64, 'base64').length
    if (!line.alignment) continue
    assert.ok(line.alignment.characterStartTimesSeconds[0]! >= end - 1e-6, 'times run on from the start of the audio')
    heard += line.alignment.characters.join('')
    end = line.alignment.characterEndTimesSeconds.at(-1)!
  }
  assert.equal(heard, text)
  assert.ok(Math.abs(byteLength / 2 / 44_100 - end) < 0.05)
})

test('text-to-speech refuses in the client’s own errors', async () => {
  await using studio = await openTestStudio()
  const { textToSpeech } = openClient(studio).client
  await assert.rejects(textToSpeech.convert('nobody', hello), isError(404, 'voice_not_found'))
  await assert.rejects(textToSpeech.stream('tone-a', { ...hello, text: '' }), isError(400, 'empty_text'))
  await assert.rejects(textToSpeech.convert('tone-a', { ...hello, modelId: 'none' }), isError(404, 'model_not_found'))
  const long = { text: 'a'.repeat(3001), modelId: 'eleven_v3' }
  await assert.rejects(textToSpeech.convertWithTimestamps('tone-a', long), isError(400, 'text_too_long'))
  await assert.rejects(
    textToSpeech.streamWithTimestamps('tone-a', { ...hello, seed: -1 }),
    ElevenLabs.UnprocessableEntityError,
  )
})

test('a pronunciation dictionary lives through all operations', async () => {
  await using studio = await openTestStudio()
  const { pronunciationDictionaries: dictionaries } = openClient(studio).client
  const { rules } = dictionaries
  const made = await dictionaries.createFromRules({
    name: 'Names',
    description: 'Of people',
    workspaceAccess: 'viewer',
    rules: [{ type: 'alias', stringToReplace: 'Dr', alias: 'Doctor', caseSensitive: false }],
  })
  assert.equal(made.versionRulesNum, 1)
  const phoneme = { type: 'phoneme', stringToReplace: 'tomato', phoneme: 'təˈmɑːtəʊ', alphabet: 'ipa' } as const
  const added = await rules.add(made.id, { rules: [phoneme] })
  assert.equal(added.versionRulesNum, 2)
  assert.notEqual(added.versionId, made.versionId)
  const read = await dictionaries.get(made.id)
  assert.equal(read.latestVersionId, added.versionId)
  assert.deepEqual(
    read.rules.map((rule) => [rule.type, rule.stringToReplace, rule.caseSensitive]),
    [
      ['alias', 'Dr', false],
      ['phoneme', 'tomato', true],
    ],
  )
  assert.equal((await rules.remove(made.id, { ruleStrings: ['Dr'] })).versionRulesNum, 1)
  const set = await rules.set(made.id, { rules: [{ type: 'alias', stringToReplace: 'Mr', alias: 'Mister' }] })

  const pls = await collect(await dictionaries.download(made.id, set.versionId))
  assert.match(pls.toString(), /<grapheme>Mr<\/grapheme>\s*<alias>Mister<\/alias>/)
  const old = await collect(await dictionaries.download(made.id, made.versionId))
  assert.match(old.toString(), /Doctor/, 'old versions stay')
  for (const file of [new File([pls], 'rules.pls', { type: 'text/xml' }), pls]) {
    const copy = await dictionaries.createFromFile({ name: 'Copy', file })
    assert.equal(copy.versionRulesNum, 1)
  }

  const archived = await dictionaries.update(made.id, { archived: true, name: 'Old names' })
  assert.equal(archived.name, 'Old names')
  assert.ok(archived.archivedTimeUnix)
  const page = await dictionaries.list({ pageSize: 1, sort: 'creation_time_unix', sortDirection: 'ascending' })
  assert.deepEqual([page.pronunciationDictionaries[0]?.id, page.hasMore], [made.id, true])
  const rest = await dictionaries.list({ cursor: page.nextCursor, sortDirection: 'ascending' })
  assert.deepEqual(
    rest.pronunciationDictionaries.map((one) => one.name),
    ['Copy', 'Copy'],
  )
  const current = await dictionaries.list({ includeArchived: false })
  assert.equal(current.pronunciationDictionaries.length, 2)
  await assert.rejects(dictionaries.get('none'), isError(404, 'pronunciation_dictionary_not_found'))
})

/** The tone engine is not shown in lists; this one sounds alike and is. */
function openStudioWithVoices(): Promise<TestStudio> {
  return openTestStudio({ engines: [{ ...openToneEngine(), id: 'seen', hidden: false }] })
}
