import {
  AudioWithTimestampsAndVoiceSegmentsResponseModel,
  StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel,
  TextToDialogueBody,
  TextToDialogueQuery,
  TextToDialogueStreamQuery,
} from '#contract/text-to-dialogue.ts'
import { speechTypes, toSpeechFormat } from '../output-format.ts'
import { collectSpeech, onlyAudio, presentAlignments, presentSegments, toLines } from '../present-speech.ts'
import { type Route, route } from '../route.ts'
import { jsonReply } from '../send-bytes.ts'
import { startSpeech } from '../speech.ts'
import { toDialogueRequest } from '../speech-request.ts'

const tag = 'text-to-dialogue'
const path = '/v1/text-to-dialogue'

const convert = route({
  method: 'POST',
  path,
  tag,
  summary: 'Speak a dialogue',
  served: 'partly',
  differs: 'Ignores what text-to-speech ignores.',
  role: 'editor',
  query: TextToDialogueQuery,
  body: TextToDialogueBody,
  reply: { bytes: [...speechTypes, 'audio/wav'] },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, dialogue, asked)
    const { audio } = await collectSpeech(pieces, format)
    return { contentType: format.contentType, bytes: audio, headers }
  },
})

const stream = route({
  method: 'POST',
  path: `${path}/stream`,
  tag,
  summary: 'Speak a dialogue, and send each utterance as soon as it is spoken',
  served: 'partly',
  differs: 'Ignores what text-to-speech ignores.',
  role: 'editor',
  query: TextToDialogueStreamQuery,
  body: TextToDialogueBody,
  reply: { bytes: speechTypes },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, dialogue, asked)
    return { contentType: format.contentType, bytes: onlyAudio(pieces), headers }
  },
})

const convertWithTimestamps = route({
  method: 'POST',
  path: `${path}/with-timestamps`,
  tag,
  summary: 'Speak a dialogue, and tell when each character is heard and who says it',
  served: 'partly',
  differs: 'Ignores what text-to-speech ignores.',
  role: 'editor',
  query: TextToDialogueQuery,
  body: TextToDialogueBody,
  reply: AudioWithTimestampsAndVoiceSegmentsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, dialogue, asked)
    const { audio, times } = await collectSpeech(pieces, format)
    const answer = {
      audio_base64: audio.toString('base64'),
      ...presentAlignments(times),
      voice_segments: presentSegments(times, voiceIdsOf(asked.body)),
    }
    return jsonReply(AudioWithTimestampsAndVoiceSegmentsResponseModel, answer, { headers })
  },
})

const streamWithTimestamps = route({
  method: 'POST',
  path: `${path}/stream/with-timestamps`,
  tag,
  summary: 'Speak a dialogue, and send each utterance with its times and speaker: one JSON object a line',
  served: 'partly',
  differs: 'Ignores what text-to-speech ignores.',
  role: 'editor',
  query: TextToDialogueStreamQuery,
  body: TextToDialogueBody,
  reply: StreamingAudioChunkWithTimestampsAndVoiceSegmentsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const dialogue = await toDialogueRequest(asked.studio, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, dialogue, asked)
    return { contentType: 'application/json', bytes: toLines(pieces, format, voiceIdsOf(asked.body)), headers }
  },
})

export const textToDialogueRoutes: Route[] = [convert, stream, convertWithTimestamps, streamWithTimestamps]

function voiceIdsOf({ inputs }: TextToDialogueBody): string[] {
  return inputs.map((input) => input.voice_id)
}
