import { VoicePath } from '#contract/paths.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import { openVoicePreviews } from '#server/speaking/voice-previews.ts'
import { type Route, route } from '../route.ts'

/**
 * Open to everybody, since clients and pages fetch `preview_url` without a key. What a stranger can make us do is bounded:
 * each voice says one sentence in one way, and that is spoken and encoded once.
 */
export function voicePreviewRoutes(): Route[] {
  const previews = openVoicePreviews()
  const preview = route({
    method: 'GET',
    path: '/lectern/v1/voices/:voice_id/preview',
    tag: 'voices',
    summary: 'Hear a voice say one sentence',
    role: null,
    params: VoicePath,
    waits: true,
    reply: { bytes: ['audio/mpeg'] },
    async handle({ studio, params }) {
      const bytes = await previews.get(studio, studio.voices.get(params.voice_id))
      return { contentType: 'audio/mpeg', bytes: bytesSource(bytes), headers: forAnyPage }
    },
  })
  return [preview]
}

const forAnyPage = { 'cross-origin-resource-policy': 'cross-origin', 'cache-control': 'public, max-age=86400' }
