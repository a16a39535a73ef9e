import { VoicePath } from '#contract/paths.ts'
import {
  AudioWithTimestampsResponseModel,
  StreamingAudioChunkWithTimestampsResponseModel,
  TextToSpeechBody,
  TextToSpeechQuery,
  TextToSpeechStreamQuery,
} from '#contract/text-to-speech.ts'
import { speechTypes, toSpeechFormat } from '../output-format.ts'
import { collectSpeech, onlyAudio, presentAlignments, toLines } from '../present-speech.ts'
import { type Route, route } from '../route.ts'
import { jsonReply } from '../send-bytes.ts'
import { startSpeech } from '../speech.ts'
import { toSpeechRequest } from '../speech-request.ts'

const tag = 'text-to-speech'
const path = '/v1/text-to-speech/:voice_id'

const convert = route({
  method: 'POST',
  path,
  tag,
  summary: 'Speak a text',
  served: 'partly',
  differs:
    'The text normalisations are taken and ignored; `audio_effects` that name an effect are refused with 404, since there are none. `seed` and what was said before and after (as text, or as the ids of requests that are in the history) count where the engine of the voice has use for them; the open engines say the same text the same way each time. Texts are spoken sentence by sentence. The voice decides which engine speaks, the model only how long a text may be. Phoneme rules are followed by every engine that knows their alphabet, whatever the model.',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  reply: { bytes: [...speechTypes, 'audio/wav'] },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, speech, asked)
    const { audio } = await collectSpeech(pieces, format)
    return { contentType: format.contentType, bytes: audio, headers }
  },
})

const stream = route({
  method: 'POST',
  path: `${path}/stream`,
  tag,
  summary: 'Speak a text, and send each utterance as soon as it is spoken',
  served: 'partly',
  differs: 'As for the whole answer of text-to-speech.',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  reply: { bytes: speechTypes },
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, speech, asked)
    return { contentType: format.contentType, bytes: onlyAudio(pieces), headers }
  },
})

const convertWithTimestamps = route({
  method: 'POST',
  path: `${path}/with-timestamps`,
  tag,
  summary: 'Speak a text, and tell when each character is heard',
  served: 'partly',
  differs: 'As for the whole answer of text-to-speech.',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechQuery,
  body: TextToSpeechBody,
  reply: AudioWithTimestampsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, speech, asked)
    const { audio, times } = await collectSpeech(pieces, format)
    const answer = { audio_base64: audio.toString('base64'), ...presentAlignments(times) }
    return jsonReply(AudioWithTimestampsResponseModel, answer, { headers })
  },
})

const streamWithTimestamps = route({
  method: 'POST',
  path: `${path}/stream/with-timestamps`,
  tag,
  summary: 'Speak a text, and send each utterance with its times: one JSON object a line',
  served: 'partly',
  differs: 'As for the whole answer of text-to-speech.',
  role: 'editor',
  params: VoicePath,
  query: TextToSpeechStreamQuery,
  body: TextToSpeechBody,
  reply: StreamingAudioChunkWithTimestampsResponseModel,
  async handle(asked) {
    const format = toSpeechFormat(asked.query.output_format)
    const speech = await toSpeechRequest(asked.studio, asked.params.voice_id, asked.body)
    const { pieces, headers } = await startSpeech(asked.studio, speech, asked)
    return { contentType: 'application/json', bytes: toLines(pieces, format), headers }
  },
})

export const textToSpeechRoutes: Route[] = [convert, stream, convertWithTimestamps, streamWithTimestamps]
