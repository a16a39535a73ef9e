import { StudioError } from '#server/base/errors.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { nearNames } from '../near-names.ts'
import { findPackOf } from '../voices/wanted-packs.ts'

/** The voice of this id, or the default one. @throws StudioError `voice_not_found`, with the voices that may be meant */
export function findVoice(voices: VoiceCatalogue, voiceId = voices.defaultVoiceId): Voice {
  try {
    return voices.get(voiceId)
  } catch (cause) {
    const pack = findPackOf(voiceId)
    if (pack) throw new StudioError('voice_not_found', missingPack(voiceId, pack.id), { cause })
    const ids = voices.list().map((voice) => voice.id)
    const near = nearNames(voiceId, ids, 5)
    const offered = near.length > 0 ? `near it are ${near.join(', ')}` : `there are ${ids.slice(0, 12).join(', ')}`
    throw new StudioError('voice_not_found', `There is no voice "${voiceId}"; ${offered}.`, { cause })
  }
}

function missingPack(voiceId: string, packId: string): string {
  const remedy = `\`npx lectern voices install ${packId}\``
  return `The voice ${voiceId} comes with the voice pack ${packId}, which is not installed: ${remedy}.`
}
