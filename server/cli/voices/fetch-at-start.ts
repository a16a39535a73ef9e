import { toStudioError } from '#server/base/errors.ts'
import type { Studio } from '#server/studio.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { Output } from '../progress-line.ts'
import { untilStopped } from '../until-stopped.ts'
import { installShowing } from './show-fetching.ts'
import { listWantedPacks } from './wanted-packs.ts'

type Needs = Pick<Studio, 'config' | 'voicePacks'> & {
  voices: Pick<VoiceCatalogue, 'defaultVoiceId' | 'hasDefaultVoice' | 'refresh'>
}

/**
 * Fetches the packs of LECTERN_VOICES that are missing, while the studio already works, and tells on the console what
 * comes of it. It is tried once. Closing it stops the fetching; what has come is kept.
 */
export function fetchAtStart(needs: Needs, output: Output = process.stdout): AsyncDisposable {
  const stopping = new AbortController()
  const fetching = fetchWanted(needs, output, stopping.signal)
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await fetching
    },
  }
}

/** Until `stop`: what both a web process and a worker do beside their work. */
export async function fetchUntilStopped(needs: Needs, stop: AbortSignal): Promise<void> {
  await using _fetching = fetchAtStart(needs)
  await untilStopped(stop)
}

async function fetchWanted(needs: Needs, output: Output, signal: AbortSignal): Promise<void> {
  for (const id of listWantedPacks(needs.config)) {
    const sentence = await fetchOne(needs, id, output, signal).catch((error) => tellFailure(needs, id, error))
    if (signal.aborted) return
    if (sentence) output.write(`${sentence}\n`)
  }
}

async function fetchOne({ voices, voicePacks }: Needs, id: string, output: Output, signal: AbortSignal) {
  if (!(await installShowing(voicePacks, id, output, signal))) return undefined
  await voices.refresh()
  const { pack } = await voicePacks.get(id)
  const isDefault = pack.voiceIds.includes(voices.defaultVoiceId)
  if (isDefault) return `The voice pack ${id} is installed: new projects now speak with ${voices.defaultVoiceId}.`
  return `The voice pack ${id} is installed; its voices can be chosen now, such as ${pack.voiceIds[0]}.`
}

function tellFailure({ voices }: Needs, id: string, error: unknown): string {
  const { message, code } = toStudioError(error)
  if (code === 'voice_pack_not_found') return `LECTERN_VOICES: ${message}`
  const again = `\`npx lectern voices install ${id}\` tries again, and so does the next start.`
  const meanwhile = voices.hasDefaultVoice
    ? `New projects speak with ${voices.defaultVoiceId} for now;`
    : 'Until then there is no voice;'
  return `${message} ${meanwhile} ${again}`
}
