import { StudioError } from '#server/base/errors.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { nearNames } from '../near-names.ts'

/** The voice of this id, or the default one. @throws StudioError `voice_not_found`, with the voices that may be meant */
export function findVoice(voices: VoiceCatalogue, voiceId = voices.defaultVoiceId): Voice {
  try {
    return voices.get(voiceId)
  } catch (cause) {
    const ids = voices.list().map((voice) => voice.id)
    const near = nearNames(voiceId, ids, 5)
    const offered = near.length > 0 ? `near it are ${near.join(', ')}` : `there are ${ids.slice(0, 12).join(', ')}`
    throw new StudioError('voice_not_found', `There is no voice "${voiceId}"; ${offered}.`, { cause })
  }
}
