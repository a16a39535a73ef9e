import { longestQuiet, loudRange, openLoudness } from './loud-range.ts'

/** What a model made of some symbols. */
export interface RawSpeech {
  /** -1 to 1. */
  samples: Float32Array
  /** Hertz. */
  sampleRate: number
  /** The sample at which each symbol begins, and the one at which the last ends; never decreasing. */
  borders: number[]
}

/** Where the speech lies in the sound, and when each of its symbols is heard. In samples. */
export interface SpeechTimes {
  start: number
  end: number
  /** Of each symbol; one that is not heard begins and ends where the next one begins. */
  starts: number[]
  ends: number[]
}

/** No sound of speech is shorter. */
const leastSeconds = 0.01

/**
 * When symbols are heard. A model tells a pause as part of the symbols around it, also of the last sound before it, so the
 * first and the last sound of each phrase end where the sound itself becomes quiet.
 * @param isHeard for each symbol: whether it is a sound, no space and no mark
 * @param isPause for each symbol: whether it is a mark that is heard as a pause
 * @returns undefined when nothing is heard
 */
export function findSpeech(speech: RawSpeech, isHeard: boolean[], isPause: boolean[]): SpeechTimes | undefined {
  const { borders, sampleRate, samples } = speech
  const first = isHeard.indexOf(true)
  const last = isHeard.lastIndexOf(true)
  if (first < 0) return undefined
  const least = Math.round(leastSeconds * sampleRate)
  const loudness = openLoudness(speech)
  const whole = loudRange(loudness, 0, samples.length)
  const starts = borders.slice(0, -1)
  const ends = borders.slice(1)
  beginAt(whole.start, { starts, ends }, first, isHeard[first + 1] ? first + 1 : first, least)
  for (const index of phraseEnds(isHeard, isPause)) {
    const next = isHeard.indexOf(true, index + 1)
    const quiet = next < 0 ? whole.end : longestQuiet(loudness, starts[index]!, starts[next]!)?.start
    ends[index] = Math.max(starts[index]! + least, quiet ?? ends[index]!)
  }
  return {
    start: starts[first]!,
    end: Math.min(ends[last]!, Math.max(samples.length, starts[last]! + least)),
    starts,
    ends,
  }
}

/** Moves the start of the first sound to a sample, which may lie in the second: then the two share the rest of that. */
function beginAt(
  sample: number,
  { starts, ends }: Pick<SpeechTimes, 'starts' | 'ends'>,
  first: number,
  second: number,
  least: number,
): void {
  const start = Math.max(0, Math.min(sample, ends[second]! - 2 * least))
  starts[first] = start
  if (second === first || start < ends[first]!) return
  ends[first] = starts[second] = Math.round((start + ends[second]!) / 2)
}

/** The sounds behind which there is a pause: the last one, and those with a mark between them and the next. */
function phraseEnds(isHeard: boolean[], isPause: boolean[]): number[] {
  const found: number[] = []
  let latest = -1
  for (let index = 0; index < isHeard.length; index++) {
    if (isHeard[index]) latest = index
    else if (isPause[index] && latest >= 0 && found.at(-1) !== latest) found.push(latest)
  }
  return found.at(-1) === latest ? found : [...found, latest]
}
