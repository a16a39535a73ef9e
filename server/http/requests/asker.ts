import type { Config } from '#server/base/config.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import type { Caller } from '../entrance/authenticate.ts'

/** Who asks, as their use is counted. */
export function toAsker({ key = '', name = 'this machine' }: Caller, config: Config): Asker {
  const most = { charactersADay: config.LECTERN_KEY_CHARACTERS, conversionsAtOnce: config.LECTERN_KEY_CONVERSIONS }
  return { key, name, most }
}
