import type { PremadeVoice } from './premade-voices.ts'

/**
 * The voices that programs written for OpenAI's API name, and many cannot name others.
 * Source: OpenAI's API reference. By character they are like these voices of Kokoro, some of which were called after them.
 */
export const openaiVoices: ReadonlyMap<string, Pick<PremadeVoice, 'kokoro'>> = new Map(
  Object.entries({
    alloy: { kokoro: 'af_alloy' },
    ash: { kokoro: 'am_michael' },
    ballad: { kokoro: 'bm_george' },
    coral: { kokoro: 'af_bella' },
    echo: { kokoro: 'am_echo' },
    fable: { kokoro: 'bm_fable' },
    onyx: { kokoro: 'am_onyx' },
    nova: { kokoro: 'af_nova' },
    sage: { kokoro: 'af_sarah' },
    shimmer: { kokoro: 'af_heart' },
    verse: { kokoro: 'am_puck' },
    marin: { kokoro: 'af_aoede' },
    cedar: { kokoro: 'am_fenrir' },
  }),
)
