import type { Config } from '#server/base/config.ts'
import { voicePacks } from '#server/voices/packs/catalogue.ts'
import type { VoicePack } from '#server/voices/packs/voice-pack.ts'

/**
 * The packs that are fetched without being asked for, by id: those of LECTERN_VOICES whose engine runs here. An id that
 * does not exist stays in the list, to be told where it is used.
 */
export function listWantedPacks(config: Config, packs: VoicePack[] = voicePacks): string[] {
  const { LECTERN_VOICES: ids = [], LECTERN_ENGINES: engineIds } = config
  if (ids.includes('none')) return []
  return ids.filter((id) => {
    const pack = packs.find((one) => one.id === id)
    return !pack || !engineIds || engineIds.includes(pack.engineId)
  })
}

/** The pack that brings a voice. */
export function findPackOf(voiceId: string, packs: VoicePack[] = voicePacks): VoicePack | undefined {
  return packs.find(({ voiceIds }) => voiceIds.includes(voiceId))
}
