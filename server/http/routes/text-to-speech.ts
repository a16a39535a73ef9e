import { VoicePath } from '#contract/paths.ts'
import {
  AudioWithTimestampsResponseModel,
  StreamingAudioChunkWithTimestampsResponseModel,
  TextToSpeechBody,
  TextToSpeechQuery,
  TextToSpeechStreamQuery,
} from '#contract/text-to-speech.ts'
import { onlyAudio, toLines, writeTimestamped } from '../answers/present-speech.ts'
import { jsonType } from '../answers/send-bytes.ts'
import { speechTypes, toSpeechFormat } from '../requests/output-format.ts'
import { toSpeechRequest } from '../requests/speech-request.ts'
import { type Route, route } from '../route.ts'
import { answerSpeech, answerWholeSpeech, soundReply } from '../speech.ts'

const tag = 'text-to-speech'
const path = '/v1/text-to-speech/:voice_id'

const convert = route({
  method: 'POST',
  path,
  tag,
  summary: 'Speak a text',
  served: 'partly',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  waits: true,
  reply: { bytes: [...speechTypes, 'audio/wav'] },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { file, headers } = await answerWholeSpeech(asked.studio, speech, asked)
    return soundReply(file, format.contentType, headers)
  },
})

const stream = route({
  method: 'POST',
  path: `${path}/stream`,
  tag,
  summary: 'Speak a text, and send its sound as it comes',
  served: 'partly',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  waits: true,
  reply: { bytes: speechTypes },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const { studio, params, body, query } = asked
    const request = await toSpeechRequest(studio, params.voice_id, body)
    const speech = { ...request, startsSoon: (query.optimize_streaming_latency ?? 0) > 0 }
    const { pieces, headers } = await answerSpeech(asked.studio, speech, asked)
    return { contentType: format.contentType, bytes: onlyAudio(pieces), headers }
  },
})

const convertWithTimestamps = route({
  method: 'POST',
  path: `${path}/with-timestamps`,
  tag,
  summary: 'Speak a text, and tell when each character is heard',
  served: 'partly',
  role: 'editor',
  waits: true,
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  reply: AudioWithTimestampsResponseModel,
  async handle(asked) {
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { file, headers } = await answerWholeSpeech(asked.studio, speech, asked)
    return { contentType: jsonType, bytes: writeTimestamped(file), headers }
  },
})

const streamWithTimestamps = route({
  method: 'POST',
  path: `${path}/stream/with-timestamps`,
  tag,
  summary: 'Speak a text, and send its sound and times bit by bit: one JSON object a line',
  served: 'partly',
  role: 'editor',
  waits: true,
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  reply: StreamingAudioChunkWithTimestampsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const { studio, params, body, query } = asked
    const request = await toSpeechRequest(studio, params.voice_id, body)
    const speech = { ...request, startsSoon: (query.optimize_streaming_latency ?? 0) > 0 }
    const { pieces, headers } = await answerSpeech(asked.studio, speech, asked)
    return { contentType: 'application/json', bytes: toLines(pieces, format), headers }
  },
})

export const textToSpeechRoutes: Route[] = [convert, stream, convertWithTimestamps, streamWithTimestamps]
