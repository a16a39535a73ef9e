import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { VoicePacks } from '#server/voices/packs/open-voice-packs.ts'
import { listenForStop, stoppedExitCode } from '../until-stopped.ts'
import { describeVoices } from './describe-voices.ts'
import { openPacks } from './open-packs.ts'
import { installShowing } from './show-fetching.ts'

/** `lectern voices install`: one pack after the other; those that are there stay as they are. */
export async function installPacks(config: Config, ids: string[]): Promise<number> {
  await using packs = openPacks(config)
  const stop = listenForStop()
  for (const id of ids) await packs.get(id) // a name that is wrong is told before anything is fetched
  try {
    for (const id of ids) await installPack(packs, id, stop)
    return 0
  } catch (error) {
    if (!stop.aborted) throw withReasons(error)
    console.error('Stopped; the same command goes on where it was.')
    return stoppedExitCode
  }
}

async function installPack(packs: VoicePacks, id: string, stop: AbortSignal): Promise<void> {
  const didIt = await installShowing(packs, id, process.stderr, stop)
  const { pack } = await packs.get(id)
  console.log(`${id} is installed${didIt ? '' : ' already'}: ${describeVoices(pack)}. ${pack.licenceNote}`)
}

/** Who asked for it wants to know what each source said. */
function withReasons(error: unknown): unknown {
  const isFetching = error instanceof StudioError && error.code === 'voice_pack_unavailable'
  if (!isFetching || !(error.cause instanceof Error)) return error
  return new StudioError(error.code, `${error.message}\n${error.cause.message}`, { cause: error.cause })
}
