import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { PodcastRequest } from './podcast.ts'

/**
 * Asked by who takes the request, and by who does it, before it reads what may take a quarter of an hour.
 * @throws StudioError `voice_not_found`
 */
export function requireSpeakers(voices: VoiceCatalogue, { voiceIds: { host, guest } }: PodcastRequest): void {
  for (const voiceId of [host, ...(guest ? [guest] : [])]) voices.get(voiceId)
}
