import { VoicePath } from '#contract/paths.ts'
import {
  AudioWithTimestampsResponseModel,
  StreamingAudioChunkWithTimestampsResponseModel,
  TextToSpeechBody,
  TextToSpeechQuery,
  TextToSpeechStreamQuery,
} from '#contract/text-to-speech.ts'
import type { CharacterTimes, SpeechPiece } from '#server/converting/speech-pieces.ts'
import { type SpeechFormat, toSpeechFormat } from '../output-format.ts'
import { type Route, route } from '../route.ts'
import { collectSpeech, presentTimes, speechHeaders, startSpeech, streamDelaySeconds } from '../speech.ts'

const tag = 'text-to-speech'
const path = '/v1/text-to-speech/:voice_id'
const audioTypes = ['audio/mpeg', 'audio/pcm', 'audio/ogg', 'audio/basic', 'audio/x-alaw-basic']

const convert = route({
  method: 'POST',
  path,
  tag,
  summary: 'Speak a text',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  reply: { bytes: [...audioTypes, 'audio/wav'] },
  async handle({ studio, params, query, body, signal }) {
    const format = toSpeechFormat(query.output_format)
    const pieces = await startSpeech(studio, params.voice_id, body, format, signal)
    const { audio } = await collectSpeech(pieces, format)
    return { contentType: format.contentType, bytes: audio, headers: speechHeaders(body) }
  },
})

const stream = route({
  method: 'POST',
  path: `${path}/stream`,
  tag,
  summary: 'Speak a text, and send each utterance as soon as it is spoken',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  reply: { bytes: audioTypes },
  async handle({ studio, params, query, body, signal }) {
    const format = toSpeechFormat(query.output_format)
    const pieces = await startSpeech(studio, params.voice_id, body, format, signal)
    return { contentType: format.contentType, bytes: onlyAudio(pieces), headers: speechHeaders(body) }
  },
})

const convertWithTimestamps = route({
  method: 'POST',
  path: `${path}/with-timestamps`,
  tag,
  summary: 'Speak a text, and tell when each character is heard',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  reply: AudioWithTimestampsResponseModel,
  async handle({ studio, params, query, body, signal }) {
    const format = toSpeechFormat(query.output_format)
    const pieces = await startSpeech(studio, params.voice_id, body, format, signal)
    const { audio, alignment, normalizedAlignment } = await collectSpeech(pieces, format)
    const answer = { audio_base64: audio.toString('base64'), alignment, normalized_alignment: normalizedAlignment }
    const bytes = Buffer.from(JSON.stringify(AudioWithTimestampsResponseModel.parse(answer)))
    return { contentType: 'application/json; charset=utf-8', bytes, headers: speechHeaders(body) }
  },
})

const streamWithTimestamps = route({
  method: 'POST',
  path: `${path}/stream/with-timestamps`,
  tag,
  summary: 'Speak a text, and send each utterance with its times: one JSON object a line',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  reply: StreamingAudioChunkWithTimestampsResponseModel,
  async handle({ studio, params, query, body, signal }) {
    const format = toSpeechFormat(query.output_format)
    const pieces = await startSpeech(studio, params.voice_id, body, format, signal)
    return { contentType: 'application/json', bytes: toLines(pieces, format), headers: speechHeaders(body) }
  },
})

export const textToSpeechRoutes: Route[] = [convert, stream, convertWithTimestamps, streamWithTimestamps]

async function* onlyAudio(pieces: AsyncIterable<SpeechPiece>): AsyncGenerator<Uint8Array> {
  for await (const { audio } of pieces) if (audio.length > 0) yield audio
}

async function* toLines(pieces: AsyncIterable<SpeechPiece>, format: SpeechFormat): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    const delay = streamDelaySeconds(format)
    const present = (times: CharacterTimes) => (times.characters.length > 0 ? presentTimes([times], delay) : null)
    const audio_base64 = Buffer.from(piece.audio).toString('base64')
    const line = { audio_base64, alignment: present(piece.written), normalized_alignment: present(piece.spoken) }
    yield Buffer.from(`${JSON.stringify(line)}\n`)
  }
}
