import { z } from 'zod'
import type { Take } from '../engine.ts'
import { readSound } from '../remote/read-sound.ts'
import { trimSilence } from '../trim-silence.ts'
import { readTimes } from './read-times.ts'
import { settleTimes } from './settle-times.ts'

/** Hertz; the best that every account may ask for. */
export const sampleRate = 24_000

/**
 * The sound of an answer, or what is wrong with it. Without times when those that came are not to be believed: others
 * can be found from the sound.
 * @param text what was to be spoken
 */
export function readAnswer(body: Buffer, text: string): Pick<Take, 'track' | 'alignment'> | { fault: string } {
  const told = Answer.safeParse(readJson(body.toString())).data
  if (!told) return { fault: 'it answered something else than sound with times' }
  const contentType = `audio/pcm; rate=${sampleRate}`
  const sound = readSound({ body: Buffer.from(told.audio_base64, 'base64'), contentType })
  if ('fault' in sound) return sound
  const times = told.alignment ? readTimes(told.alignment, text, sound) : undefined
  const { track, alignment, isSilent } = trimSilence(sound, times)
  if (isSilent) return { fault: 'it answered silence' }
  return { track, alignment: alignment && settleTimes(alignment, text, track) }
}

const Times = z.object({
  characters: z.array(z.string()),
  character_start_times_seconds: z.array(z.unknown()),
  character_end_times_seconds: z.array(z.unknown()),
})
const Answer = z.object({ audio_base64: z.string(), alignment: Times.nullish().catch(undefined) })

/** Python writes numbers that are none into lists, though JSON has no such words. */
function readJson(text: string): unknown {
  return parseJson(text) ?? parseJson(text.replace(/([[,]\s*)-?(?:NaN|Infinity)\b/g, '$1null'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
