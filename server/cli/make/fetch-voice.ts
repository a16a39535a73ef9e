import type { Config } from '#server/base/config.ts'
import { toStudioError } from '#server/base/errors.ts'
import { voicePacks } from '#server/voices/packs/catalogue.ts'
import type { VoicePack } from '#server/voices/packs/voice-pack.ts'
import type { Output } from '../progress-line.ts'
import { openPacks } from '../voices/open-packs.ts'
import { installShowing } from '../voices/show-fetching.ts'
import { findPackOf, listWantedPacks } from '../voices/wanted-packs.ts'

interface Order {
  config: Config
  voiceId: string | undefined
}

/**
 * Fetches what the voice of an order needs, unless LECTERN_VOICES says none. When nobody asked for that very voice, being
 * offline is no error: then the best voice that is there speaks.
 * @throws StudioError `voice_pack_unavailable` when the voice was asked for; the signal's reason
 */
export async function fetchVoice(
  { config, voiceId }: Order,
  output: Output,
  stop: AbortSignal,
  packs: VoicePack[] = voicePacks,
): Promise<void> {
  const wanted = voiceId === undefined ? packsOfDefault(config, packs) : packsOf(voiceId, config, packs)
  if (wanted.length === 0) return
  await using here = openPacks(config, packs)
  for (const id of wanted) {
    await installShowing(here, id, output, stop).catch((error) => {
      stop.throwIfAborted()
      if (voiceId !== undefined) throw error
      output.write(`${toStudioError(error).message} The built-in voice speaks instead.\n`)
    })
  }
}

/** The packs that would make the default voice. */
function packsOfDefault(config: Config, packs: VoicePack[]): string[] {
  const { LECTERN_ENGINE_DEFAULT: engineId } = config
  return listWantedPacks(config, packs).filter((id) => {
    const pack = packs.find((one) => one.id === id)
    return engineId === undefined || pack?.engineId === engineId
  })
}

function packsOf(voiceId: string, { LECTERN_VOICES = [] }: Config, packs: VoicePack[]): string[] {
  const pack = LECTERN_VOICES.includes('none') ? undefined : findPackOf(voiceId, packs)
  return pack ? [pack.id] : []
}
