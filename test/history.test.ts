import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromBufferPromise } from 'yauzl'
import { StudioError } from '#server/base/errors.ts'
import type { HistoryItemId } from '#server/base/ids.ts'
import { collect } from '#server/collecting/collect.ts'
import { formatOf } from '#server/http/answers/present-history.ts'
import { openHistoryFile } from '#server/speaking/history-files.ts'
import { getHistoryItem } from '#server/speaking/speech-history.ts'
import { decodeMp3 } from './decode-mp3.ts'
import { readWav } from './read-wav.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

test('what was spoken is kept, and heard again byte for byte in its own format', async () => {
  await using studio = await openTestStudio()
  for (const format of ['mp3_44100_128', 'mp3_22050_32', 'wav_24000', 'pcm_16000', 'opus_48000_64', 'ulaw_8000']) {
    const text = 'Rain fell. <break time="0.5s" /> Snow fell.'
    const spoken = await speak(studio, { text }, `output_format=${format}`)
    const path = `/v1/history/${spoken.historyItemId}/audio`
    const heard = await studio.api.bytes(path, { method: 'GET' })
    assert.equal(heard.headers.get('content-type'), spoken.contentType, format)
    assert.ok(heard.bytes.equals(spoken.audio), format)
    const part = await studio.api.bytes(path, { method: 'GET', headers: { range: 'bytes=100-199' } }, 206)
    assert.ok(part.bytes.equals(spoken.audio.subarray(100, 200)), `a range of ${format}`)
  }
  assert.equal(studio.spoken().length, 2, 'hearing again speaks nothing')
})

test('an item says what was asked for, and when each character is heard', async () => {
  await using studio = await openTestStudio()
  const asked = { text: 'Rain fell.', model_id: 'eleven_v3', voice_settings: { stability: 0.25 } }
  const { body: answer, headers } = await studio.api.post('/v1/text-to-speech/tone-a/with-timestamps', asked)
  const { body: item } = await studio.api.get(`/v1/history/${headers.get('history-item-id')}`)
  assert.equal(item.request_id, headers.get('request-id'))
  assert.deepEqual([item.text, item.voice_id, item.model_id], ['Rain fell.', 'tone-a', 'eleven_v3'])
  assert.deepEqual([item.source, item.state, item.output_format], ['TTS', 'created', 'mp3_44100_128'])
  assert.equal(item.settings.stability, 0.25)
  assert.equal(item.character_count_change_to - item.character_count_change_from, 10)
  const { alignment, normalized_alignment } = answer
  assert.deepEqual(item.alignments, { alignment, normalized_alignment })
})

test('a stream is in the history when it has been read to its end', async () => {
  await using studio = await openTestStudio()
  const { historyItemId, audio } = await speak(studio, { text: 'Rain fell.' }, '', '/stream')
  const heard = await studio.api.bytes(`/v1/history/${historyItemId}/audio`, { method: 'GET' })
  assert.ok(heard.bytes.subarray(-audio.length).equals(audio), 'the same frames behind a head')
})

test('without logging, and when speaking fails, nothing is kept', async () => {
  await using studio = await openTestStudio({
    mayLog: /No sound/,
    beforeSpeak: ({ text }) => {
      if (text.includes('fails')) throw new StudioError('engine_failed', 'No sound.')
    },
  })
  const { historyItemId } = await speak(studio, { text: 'Secret.' }, 'enable_logging=false')
  assert.equal(historyItemId, null)
  const failed = await studio.api.post('/v1/text-to-speech/tone-a', { text: 'This fails.' }, 502)
  assert.equal(failed.headers.get('history-item-id'), null)
  assert.deepEqual((await studio.api.get('/v1/history')).body.history, [])
})

test('the list goes page by page in both directions, also when items are deleted in between', async () => {
  await using studio = await openTestStudio()
  const ids: (string | null)[] = []
  for (const text of ['One.', 'Two.', 'Three.', 'Four.', 'Five.'])
    ids.push((await speak(studio, { text })).historyItemId)
  const { body: newest } = await studio.api.get('/v1/history?page_size=2')
  assert.deepEqual(texts(newest), ['Five.', 'Four.'])
  assert.equal(newest.has_more, true)
  assert.equal(newest.last_history_item_id, ids[3])

  await studio.api.delete(`/v1/history/${ids[3]}`)
  const { body: next } = await studio.api.get(`/v1/history?page_size=3&start_after_history_item_id=${ids[3]}`)
  assert.deepEqual(texts(next), ['Three.', 'Two.', 'One.'])
  assert.equal(next.has_more, false)
  const { body: upwards } = await studio.api.get(`/v1/history?sort_direction=asc&start_after_history_item_id=${ids[1]}`)
  assert.deepEqual(texts(upwards), ['Three.', 'Five.'])
})

test('the list is filtered by voice, model, time, source and words', async () => {
  await using studio = await openTestStudio()
  await speak(studio, { text: '100% rain.' })
  await speak(studio, { text: 'Snow.', model_id: 'eleven_v3' }, '', '', 'tone-b')
  const found = async (query: string) => texts((await studio.api.get(`/v1/history?${query}`)).body)
  const { date_unix } = (await studio.api.get('/v1/history')).body.history[1]
  assert.deepEqual(await found('voice_id=tone-b'), ['Snow.'])
  assert.deepEqual(await found('model_id=eleven_v3'), ['Snow.'])
  assert.deepEqual(await found('source=TTS&search=RAIN'), ['100% rain.'])
  assert.deepEqual(await found('source=TTS&search=0%25'), ['100% rain.'])
  assert.deepEqual(await found('source=TTS&search=_now'), [])
  assert.deepEqual(await found('source=STS'), [])
  assert.deepEqual(await found(`date_before_unix=${date_unix}`), [])
  assert.equal((await found(`date_after_unix=${date_unix}`)).length, 2)
  await studio.api.get('/v1/history?page_size=1001', 422)
})

test('a deleted item is gone', async () => {
  await using studio = await openTestStudio()
  const { historyItemId } = await speak(studio, { text: 'Rain fell.' })
  const path = `/v1/history/${historyItemId}`
  assert.deepEqual((await studio.api.delete(path)).body, { status: 'ok' })
  for (const gone of [path, `${path}/audio`]) {
    const { body } = await studio.api.get(gone, 404)
    assert.equal(body.detail.code, 'history_item_not_found')
  }
  await studio.api.delete(path, 404)
})

test('proof: one item downloads as a file, several as an archive, on demand as WAV', async () => {
  await using studio = await openTestStudio()
  const one = await speak(studio, { text: 'Rain fell.' })
  const two = await speak(studio, { text: 'Snow fell.' }, 'output_format=opus_48000_32')
  const single = await download(studio, { history_item_ids: [one.historyItemId] })
  assert.equal(single.headers.get('content-type'), 'audio/mpeg')
  assert.match(single.headers.get('content-disposition')!, /01%20-%20Rain%20fell\.mp3/)
  assert.equal((await decodeMp3(single.bytes)).length, 10 * 2_205)

  const wav = await download(studio, { history_item_ids: [one.historyItemId], output_format: 'wav' })
  assert.equal(readWav(wav.bytes).length, 10 * 2_205)

  const archive = await download(studio, { history_item_ids: [two.historyItemId, one.historyItemId] })
  assert.equal(archive.headers.get('content-type'), 'application/zip')
  const files = await unzip(archive.bytes)
  assert.deepEqual([...files.keys()], ['01 - Snow fell.opus', '02 - Rain fell.mp3'])
  assert.ok(files.get('01 - Snow fell.opus')!.equals(two.audio))
  assert.ok(files.get('02 - Rain fell.mp3')!.equals(one.audio))
})

test('proof: what only its encoder knows the length of is encoded once, into a file, and for nobody who has gone', async () => {
  await using studio = await openTestStudio()
  const { historyItemId } = await speak(studio, { text: 'Rain fell.' }, 'output_format=opus_48000_64')
  const { db, files } = studio.studio
  const list = () => Array.fromAsync(files.list('renditions/'))
  const item = await getHistoryItem(db, historyItemId as HistoryItemId)
  const gone = AbortSignal.abort(new Error('gone'))
  await assert.rejects(openHistoryFile(studio.studio, item, formatOf(item), gone), { message: 'gone' })
  assert.deepEqual(await list(), [])
  const path = `/v1/history/${historyItemId}/audio`
  for (const _ of [1, 2]) await studio.api.bytes(path, { method: 'GET' })
  const key = `renditions/${historyItemId}/opus_48000_64`
  assert.deepEqual(await list(), [key])
  await collect(studio.studio, new AbortController().signal)
  assert.deepEqual(await list(), [key], 'it stays as long as the item')
  await studio.api.delete(`/v1/history/${historyItemId}`)
  await collect(studio.studio, new AbortController().signal)
  assert.deepEqual(await list(), [])
})

test('a download that cannot be meant is refused in the shape of its own', async () => {
  await using studio = await openTestStudio()
  for (const body of [{ history_item_ids: [] }, { history_item_ids: ['x'], output_format: 'flac' }]) {
    const { bytes } = await download(studio, body, 400)
    assert.deepEqual(Object.keys(JSON.parse(bytes.toString())), ['error', 'message'])
  }
  await download(studio, { history_item_ids: ['nobody'] }, 404)
})

function texts({ history }: { history: { text: string }[] }): string[] {
  return history.map((item) => item.text)
}

async function speak(studio: TestStudio, body: object, query = '', way = '', voiceId = 'tone-a') {
  const path = `/v1/text-to-speech/${voiceId}${way}?${query}`
  const { bytes: audio, headers } = await studio.api.bytes(path, toJson(body))
  return { audio, historyItemId: headers.get('history-item-id'), contentType: headers.get('content-type') }
}

function download(studio: TestStudio, body: object, expected = 200) {
  return studio.api.bytes('/v1/history/download', toJson(body), expected)
}

function toJson(body: object) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function unzip(zip: Buffer): Promise<Map<string, Buffer>> {
  const file = await fromBufferPromise(zip)
  const files = new Map<string, Buffer>()
  for await (const entry of file.eachEntry()) {
    const stream = await file.openReadStreamPromise(entry)
    files.set(entry.fileName, Buffer.concat(await Array.fromAsync(stream)))
  }
  return files
}
