import { kokoroPack } from './kokoro-pack.ts'
import { piperJoePack } from './piper-joe-pack.ts'
import type { VoicePack } from './voice-pack.ts'

/** Every voice pack there is. */
export const voicePacks: VoicePack[] = [kokoroPack, piperJoePack]
