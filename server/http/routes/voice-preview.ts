import { VoicePath } from '#contract/paths.ts'
import { speakNow } from '#server/converting/speak-now.ts'
import { openSpeechFile } from '#server/converting/speech-file.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import { toSpeechFormat } from '../output-format.ts'
import { type Route, route } from '../route.ts'
import { outOfPatience } from '../speech.ts'

/**
 * Open to everybody, since clients and pages fetch `preview_url` without a key. What a stranger can make us do is bounded:
 * each voice says one sentence in one way, and that is spoken once.
 */
const preview = route({
  method: 'GET',
  path: '/lectern/v1/voices/:voice_id/preview',
  tag: 'voices',
  summary: 'Hear a voice say one sentence',
  role: null,
  params: VoicePath,
  reply: { bytes: ['audio/mpeg'] },
  async handle({ studio, params, signal }) {
    const voice = studio.voices.get(params.voice_id)
    const turn = { voice, settings: defaultVoiceSettings, text: previewSentence(voice.language) }
    const patience = AbortSignal.any([signal, outOfPatience()])
    const spoken = await speakNow(studio, { turns: [turn] }, patience)
    const bytes = await openSpeechFile(studio, spoken, toSpeechFormat('mp3_44100_128'))
    return { contentType: 'audio/mpeg', bytes, headers: forAnyPage }
  },
})

export const voicePreviewRoutes: Route[] = [preview]

const forAnyPage = { 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=86400' }
