import {
  AudioWithTimestampsAndVoiceSegmentsResponseModel,
  StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel,
  TextToDialogueBody,
  TextToDialogueQuery,
  TextToDialogueStreamQuery,
} from '#contract/text-to-dialogue.ts'
import { onlyAudio, toLines, writeTimestamped } from '../answers/present-speech.ts'
import { jsonType } from '../answers/send-bytes.ts'
import { speechTypes, toSpeechFormat } from '../requests/output-format.ts'
import { toDialogueRequest } from '../requests/speech-request.ts'
import { type Route, route } from '../route.ts'
import { answerSpeech, answerWholeSpeech, soundReply } from '../speech.ts'

const tag = 'text-to-dialogue'
const path = '/v1/text-to-dialogue'

const convert = route({
  method: 'POST',
  path,
  tag,
  summary: 'Speak a dialogue',
  served: 'partly',
  role: 'editor',
  query: TextToDialogueQuery,
  body: TextToDialogueBody,
  waits: true,
  reply: { bytes: [...speechTypes, 'audio/wav'] },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { file, headers } = await answerWholeSpeech(asked.studio, dialogue, asked)
    return soundReply(file, format.contentType, headers)
  },
})

const stream = route({
  method: 'POST',
  path: `${path}/stream`,
  tag,
  summary: 'Speak a dialogue, and send its sound as it comes',
  served: 'partly',
  role: 'editor',
  query: TextToDialogueStreamQuery,
  body: TextToDialogueBody,
  waits: true,
  reply: { bytes: speechTypes },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await answerSpeech(asked.studio, dialogue, asked)
    return { contentType: format.contentType, bytes: onlyAudio(pieces), headers }
  },
})

const convertWithTimestamps = route({
  method: 'POST',
  path: `${path}/with-timestamps`,
  tag,
  summary: 'Speak a dialogue, and tell when each character is heard and who says it',
  served: 'partly',
  role: 'editor',
  waits: true,
  query: TextToDialogueQuery,
  body: TextToDialogueBody,
  reply: AudioWithTimestampsAndVoiceSegmentsResponseModel,
  async handle(asked) {
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { file, headers } = await answerWholeSpeech(asked.studio, dialogue, asked)
    return { contentType: jsonType, bytes: writeTimestamped(file, voiceIdsOf(asked.body)), headers }
  },
})

const streamWithTimestamps = route({
  method: 'POST',
  path: `${path}/stream/with-timestamps`,
  tag,
  summary: 'Speak a dialogue, and send its sound, times and speakers bit by bit: one JSON object a line',
  served: 'partly',
  role: 'editor',
  waits: true,
  query: TextToDialogueStreamQuery,
  body: TextToDialogueBody,
  reply: StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await answerSpeech(asked.studio, dialogue, asked)
    return { contentType: 'application/json', bytes: toLines(pieces, format, voiceIdsOf(asked.body)), headers }
  },
})

export const textToDialogueRoutes: Route[] = [convert, stream, convertWithTimestamps, streamWithTimestamps]

function voiceIdsOf({ inputs }: TextToDialogueBody): string[] {
  return inputs.map((input) => input.voice_id)
}
