/** As much of a paragraph as playing needs. */
export interface PlayedBlock {
  id: string
  text: string
  state: 'silent' | 'unconverted' | 'queued' | 'speaking' | 'converted' | 'failed'
  audio: { duration_seconds: number; generation_id: string } | null
  pauseSeconds: number
  problem: string | null
}

/** About as long as a character of English takes. */
const secondsPerCharacter = 0.065

/** How long a paragraph is heard, its pause included: guessed while it is not spoken. */
export function lengthOf({ audio, state, text, pauseSeconds }: PlayedBlock): number {
  if (audio) return audio.duration_seconds + pauseSeconds
  return (state === 'silent' ? 0 : text.length * secondsPerCharacter) + pauseSeconds
}

/** When each paragraph begins, and at the end when all is over. */
export function startsOf(blocks: PlayedBlock[]): number[] {
  const starts = [0]
  for (const block of blocks) starts.push(starts.at(-1)! + lengthOf(block))
  return starts
}

/** Which paragraph is heard at a second of the whole, and how far into it. */
export function placeAt(blocks: PlayedBlock[], seconds: number): { index: number; offset: number } {
  const starts = startsOf(blocks)
  const index = Math.max(
    0,
    starts.findLastIndex((start, at) => at < blocks.length && start <= seconds),
  )
  return { index, offset: seconds - starts[index]! }
}

export interface TimedWord {
  start: number
  end: number
  from: number
  to: number
}

/** The word that is heard at a second: the last one that has begun, until the next one begins. */
export function wordAt<Word extends TimedWord>(words: Word[], seconds: number): Word | undefined {
  let low = 0
  let high = words.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (words[middle]!.start <= seconds) low = middle + 1
    else high = middle - 1
  }
  return words[high]
}

/** `2:14`, `1:02:05`. */
export function writeTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
