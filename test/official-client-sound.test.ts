import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { fromBufferPromise } from 'yauzl'
import { decodeMp3 } from './decode-mp3.ts'
import { collect, isError, openClient, operationsUnder } from './official-client.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

const inputs = [
  { text: 'Who goes there?', voiceId: 'tone-a' },
  { text: 'A friend.', voiceId: 'tone-b' },
]
const format = { outputFormat: 'pcm_44100' } as const
/** 50 ms a character at 44,100 Hz, two bytes each. */
const dialogueBytes = 'Who goes there?A friend.'.length * 2205 * 2

test('a dialogue is spoken in all four ways', async () => {
  await using studio = await openTestStudio()
  const { client, asked } = openClient(studio)
  const { textToDialogue } = client
  const whole = await collect(await textToDialogue.convert({ inputs, ...format }))
  assert.equal(whole.length, dialogueBytes)
  const settings = { stability: 0.5 }
  const streamed = await collect(await textToDialogue.stream({ inputs, ...format, settings, seed: 7 }))
  assert.ok(streamed.equals(whole))

  const timed = await textToDialogue.convertWithTimestamps({ inputs, ...format })
  assert.ok(Buffer.from(timed.audioBase64, 'base64').equals(whole))
  assert.equal(timed.alignment?.characters.join(''), 'Who goes there?A friend.')
  assert.deepEqual(
    timed.voiceSegments.map((one) => [one.voiceId, one.dialogueInputIndex, one.characterStartIndex]),
    [
      ['tone-a', 0, 0],
      ['tone-b', 1, 15],
    ],
  )

  const pieces: Buffer[] = []
  const voices: string[] = []
  for await (const line of await textToDialogue.streamWithTimestamps({ inputs, ...format })) {
    pieces.push(Buffer.from(line.audioBase64, 'base64'))
    voices.push(...line.voiceSegments.map((one) => one.voiceId))
  }
  assert.ok(Buffer.concat(pieces).equals(whole))
  assert.deepEqual([...new Set(voices)], ['tone-a', 'tone-b']) // each line tells of the sound in it
  assert.deepEqual(asked, new Set(operationsUnder('/v1/text-to-dialogue')))
})

test('a dialogue is refused in the client’s own errors', async () => {
  await using studio = await openTestStudio()
  const { textToDialogue } = openClient(studio).client
  await assert.rejects(textToDialogue.convert({ inputs: [] }), isError(400, 'empty_text'))
  const unknown = [{ text: 'Hi.', voiceId: 'nobody' }]
  await assert.rejects(textToDialogue.stream({ inputs: unknown }), isError(404, 'voice_not_found'))
})

test('there are no effects to put on speech, and one that is asked for by name is not left out in silence', async () => {
  await using studio = await openTestStudio()
  const { audioEffects, textToDialogue, textToSpeech } = openClient(studio).client
  const { filterPresets, environments, backgroundNoises } = await audioEffects.getCatalog()
  assert.deepEqual([filterPresets, environments, backgroundNoises], [[], [], []])
  const effects = { audioEffects: { filterPresetId: 'telephone' } }
  const missing = isError(404, 'audio_effect_not_found')
  await assert.rejects(textToDialogue.convert({ inputs, ...effects }), missing)
  const asked = { text: 'Hi.', modelId: 'eleven_multilingual_v2' }
  await assert.rejects(textToSpeech.convert('tone-a', { ...asked, ...effects }), missing)
  await collect(await textToSpeech.convert('tone-a', { ...asked, audioEffects: { pan: 0 } }))
})

test('what was spoken is listed, got, heard again, downloaded and deleted', async () => {
  await using studio = await openTestStudio()
  const { client, asked } = openClient(studio)
  const { history } = client
  const sounds = [await speak(client, 'Rain fell.'), await speak(client, 'Snow fell.')]
  const first = await history.list({ pageSize: 1 })
  assert.deepEqual([first.history[0]?.text, first.hasMore], ['Snow fell.', true])
  const { history: rest, hasMore } = await history.list({ startAfterHistoryItemId: first.lastHistoryItemId! })
  assert.deepEqual([rest[0]?.text, hasMore], ['Rain fell.', false])
  const found = await history.list({ search: 'rain', source: 'TTS', voiceId: 'tone-a', sortDirection: 'asc' })
  assert.equal(found.history.length, 1)

  const [rain, snow] = [rest[0]!.historyItemId, first.history[0]!.historyItemId]
  const item = await history.get(rain)
  assert.deepEqual([item.text, item.voiceId, item.voiceName, item.source], ['Rain fell.', 'tone-a', 'Tone A', 'TTS'])
  assert.ok((await collect(await history.getAudio(rain))).equals(sounds[0]!))

  const single = await collect(await history.download({ historyItemIds: [rain] }))
  assert.equal((await decodeMp3(single)).length, 10 * 2205)
  const archive = await collect(await history.download({ historyItemIds: [rain, snow], outputFormat: 'wav' }))
  assert.equal((await fromBufferPromise(archive)).entryCount, 2)

  assert.deepEqual(await history.delete(rain), { status: 'ok' })
  await assert.rejects(history.get(rain), isError(404, 'history_item_not_found'))
  await assert.rejects(history.getAudio(rain), isError(404, 'history_item_not_found'))
  const ofHistory = new Set([...asked].filter((operation) => operation.includes('/v1/history')))
  assert.deepEqual(ofHistory, new Set(operationsUnder('/v1/history')))
})

test('an article becomes a player, tells its settings, and is read anew', async () => {
  await using studio = await openTestStudio()
  const { client, asked } = openClient(studio)
  const { audioNative } = client
  const made = await audioNative.create({
    name: 'Rain',
    author: 'Ann Author',
    voiceId: 'tone-b',
    textColor: '#123456',
    file: new File(['Rain fell.'], 'article.txt', { type: 'text/plain' }),
    autoConvert: true,
  })
  assert.equal(made.converting, true)
  assert.match(made.htmlSnippet, /^<iframe /)
  const { settings } = await until('the article can be heard', async () => {
    const answer = await audioNative.getSettings(made.projectId)
    return answer.settings?.status === 'ready' ? answer : undefined
  })
  assert.deepEqual([settings?.title, settings?.author, settings?.textColor], ['Rain', 'Ann Author', '#123456'])
  const heard = await fetch(settings!.audioUrl!)
  assert.ok((await decodeMp3(Buffer.from(await heard.arrayBuffer()))).length >= 10 * 2205)

  const file = Buffer.from('<h1>Snow</h1><p>Snow fell.</p>')
  const edited = await audioNative.update(made.projectId, { file, autoConvert: true, autoPublish: true })
  assert.deepEqual([edited.projectId, edited.converting, edited.publishing], [made.projectId, true, true])
  await until('the new text is spoken', () => studio.spoken().includes('Snow fell.'))
  const inside = audioNative.updateContentFromUrl({ url: 'http://127.0.0.1/article' })
  await assert.rejects(inside, isError(400, 'invalid_parameters'))
  await assert.rejects(audioNative.getSettings('nobody'), isError(404, 'project_not_found'))
  assert.deepEqual(asked, new Set(operationsUnder('/v1/audio-native')))
})

async function speak(client: ElevenLabsClient, text: string): Promise<Buffer> {
  return collect(await client.textToSpeech.convert('tone-a', { text, modelId: 'eleven_multilingual_v2' }))
}
