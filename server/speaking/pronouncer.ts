import { openThreadPool } from '#server/engines/thread-pool.ts'
import type { GivenPronunciation, Pronunciation } from '#server/g2p/pronunciation.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'

/** Says how English sounds, away from the event loop: a guessed word takes 3 ms. */
export interface Pronouncer extends AsyncDisposable {
  /** @throws the signal's reason when aborted */
  pronounce(texts: EnglishText[], accent: Accent, signal: AbortSignal): Promise<TextSounds[]>
}

export interface EnglishText {
  text: string
  phonemes: GivenPronunciation[]
}

export type TextSounds = Pick<Pronunciation, 'phonemes' | 'words' | 'warnings'>

export interface PronouncingJob {
  texts: EnglishText[]
  accent: Accent
}

/** Opening is cheap: its one thread starts when it is first asked, and keeps what it has loaded. */
export function openPronouncer(): Pronouncer {
  const script = new URL('./pronouncing-thread.ts', import.meta.url)
  const pool = openThreadPool<PronouncingJob, TextSounds[]>({ script, workerData: undefined, threads: 1 })
  return {
    pronounce: (texts, accent, signal) => pool.run({ texts, accent }, signal),
    [Symbol.asyncDispose]: () => pool.close(),
  }
}
