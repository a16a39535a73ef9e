import type { Config } from '#server/base/config.ts'
import { inBytes } from '../in-words.ts'
import { describeVoices } from './describe-voices.ts'
import { openPacks } from './open-packs.ts'

/** `lectern voices remove`: what was spoken stays; what is not spoken yet waits until the pack is back. */
export async function removePacks(config: Config, ids: string[]): Promise<number> {
  await using packs = openPacks(config)
  for (const id of ids) await packs.get(id) // a name that is wrong is told before anything is removed
  for (const id of ids) {
    const { pack, totalBytes } = await packs.get(id)
    if (!(await packs.remove(id))) console.log(`${id} is not installed.`)
    else {
      console.log(`Removed ${id} (${inBytes(totalBytes)}): ${describeVoices(pack)}.`)
      console.log('Projects that use them keep what was spoken, but cannot be converted until the pack is back.')
    }
  }
  return 0
}
