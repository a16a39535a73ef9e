import { inWords } from '../in-words.ts'
import { type Output, openProgressLine, percent } from '../progress-line.ts'
import type { SpeakingProgress } from './speaking-progress.ts'

/** Shows how far `make` is: on a terminal one line that changes, elsewhere a line now and then. */
export interface ProgressDisplay extends Disposable {
  /** What is being done; the same sentence again is not shown twice. */
  say(sentence: string): void
  /** A sentence that stays. */
  keep(sentence: string): void
  startSpeaking(progress: SpeakingProgress): void
  showSpeaking(progress: SpeakingProgress): void
  endSpeaking(progress: SpeakingProgress): void
  /** @param share from 0 to 1 */
  showWriting(share: number): void
}

/** @param now in milliseconds */
export function openProgressDisplay(output: Output, now: () => number = () => performance.now()): ProgressDisplay {
  const line = openProgressLine(output, { now })
  let start: { progress: SpeakingProgress; at: number } | undefined
  return {
    say: (sentence) => line.say(sentence),
    keep: (sentence) => line.keep(sentence),
    startSpeaking(progress) {
      start = { progress, at: now() }
      const missing = progress.takes - progress.takesSpoken
      line.keep(missing === 0 ? 'Nothing new to speak.' : `${missing} of ${progress.takes} utterances to speak.`)
    },
    showSpeaking(progress) {
      const left = start && secondsLeft(start.progress, progress, (now() - start.at) / 1000)
      line.show(shareOf(progress), describe(progress, left), progress.chaptersSpoken)
    },
    endSpeaking(progress) {
      const spoken = progress.takesSpoken - (start?.progress.takesSpoken ?? 0)
      if (spoken > 0) line.keep(`Spoke ${spoken} ${spoken === 1 ? 'utterance' : 'utterances'}.`)
    },
    showWriting: (share) => line.show(share, `writing  ${percent(share)}`),
    [Symbol.dispose]: () => line.end(),
  }
}

function shareOf({ characters, charactersSpoken }: SpeakingProgress): number {
  return characters === 0 ? 1 : charactersSpoken / characters
}

function describe(progress: SpeakingProgress, left: number | undefined): string {
  const { chapters, chaptersSpoken, secondsSpoken } = progress
  const parts = [
    percent(shareOf(progress)),
    `chapter ${Math.min(chaptersSpoken + 1, chapters)} of ${chapters}`,
    `${inWords(secondsSpoken)} spoken`,
  ]
  return [...parts, ...(left === undefined ? [] : [`${inWords(left)} left`])].join('  ')
}

const secondsUntilGuess = 3

/** At the speed until now; undefined while that is not known. */
function secondsLeft(start: SpeakingProgress, { characters, charactersSpoken }: SpeakingProgress, elapsed: number) {
  const spoken = charactersSpoken - start.charactersSpoken
  if (spoken <= 0 || elapsed < secondsUntilGuess) return undefined
  return ((characters - charactersSpoken) * elapsed) / spoken
}
