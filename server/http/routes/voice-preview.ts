import { VoicePath } from '#contract/paths.ts'
import { defaultVoiceSettings } from '#server/engines/engine.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import { speakNow } from '#server/speaking/speak-now.ts'
import { openSpeechFile } from '#server/speaking/speech-file.ts'
import type { Studio } from '#server/studio.ts'
import { previewSentence } from '#server/voices/preview-sentence.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { toSpeechFormat } from '../output-format.ts'
import { type Route, route } from '../route.ts'

/** The newest of them; each has some 100 KB. More than there are voices, with all the engines that we know. */
const previewsKept = 500

/**
 * Open to everybody, since clients and pages fetch `preview_url` without a key. What a stranger can make us do is bounded:
 * each voice says one sentence in one way, and that is spoken and encoded once.
 */
export function voicePreviewRoutes(): Route[] {
  const previews = new Map<string, Promise<Buffer>>()

  function getPreview(studio: Studio, voice: Voice): Promise<Buffer> {
    // Under how many ids a voice is asked for is the stranger's choice, where LECTERN_VOICE_MAP has a voice for any.
    const key = `${studio.voices.revision} ${voice.spokenBy ?? voice.id}`
    const preview = previews.get(key) ?? makePreview(studio, voice)
    previews.delete(key) // so that it becomes the youngest
    previews.set(key, preview)
    if (previews.size > previewsKept) previews.delete(previews.keys().next().value!)
    preview.catch(() => previews.delete(key))
    return preview
  }

  const preview = route({
    method: 'GET',
    path: '/lectern/v1/voices/:voice_id/preview',
    tag: 'voices',
    summary: 'Hear a voice say one sentence',
    role: null,
    params: VoicePath,
    reply: { bytes: ['audio/mpeg'] },
    async handle({ studio, params }) {
      const bytes = await getPreview(studio, studio.voices.get(params.voice_id))
      return { contentType: 'audio/mpeg', bytes: bytesSource(bytes), headers: forAnyPage }
    },
  })
  return [preview]
}

/** Goes on when the one who asked first has gone: others may wait for the same. */
async function makePreview(studio: Studio, voice: Voice): Promise<Buffer> {
  const turn = { voice, settings: defaultVoiceSettings, text: previewSentence(voice.language) }
  const spoken = await speakNow(studio, { turns: [turn] }, new AbortController().signal)
  const { byteLength, read } = await openSpeechFile(studio, spoken, toSpeechFormat('mp3_44100_128'))
  return Buffer.concat(await Array.fromAsync(read(0, byteLength)))
}

const forAnyPage = { 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=86400' }
