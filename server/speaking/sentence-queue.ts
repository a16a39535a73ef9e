/** The sentences of a text that is still being written. Some are begun before they are wanted; they are wanted in order. */
export interface SentenceQueue<Begun> {
  /** A sentence more. */
  say(text: string): void
  /** No sentence comes any more. */
  end(): void
  /** UTF-16 units that were given and are not done with. */
  readonly waitingLength: number
  /**
   * The first sentence; undefined when all is said, `quiet` when no text comes for a while and somebody waits for it.
   * @param isImpatient whether somebody does @throws the signal's reason when aborted
   */
  next(isImpatient: boolean): Promise<{ begun: Promise<Begun> } | 'quiet' | undefined>
  /** The first sentence is done with. */
  done(): void
}

/** So many sentences are begun at once: the next is ready when the one before it has been sent. */
const mostBegun = 4
/** When no text comes for so long, it has become quiet. */
const quietMilliseconds = 500
/** So much of what was said is told to what begins, for engines that fit their melody to it. */
const mostSaid = 300

/** @param begin is told what was said before the sentence */
export function openSentenceQueue<Begun>(
  begin: (text: string, before: string) => Promise<Begun>,
  signal: AbortSignal,
): SentenceQueue<Begun> {
  const waiting: string[] = []
  const first: { text: string; begun: Promise<Begun> }[] = []
  let said = ''
  let isEnded = false
  let changed = Promise.withResolvers<void>()
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  function beginSome(): void {
    while (first.length < mostBegun && waiting.length > 0) {
      const text = waiting.shift()!
      const begun = begin(text, said)
      begun.catch(() => {}) // told when its turn comes
      first.push({ text, begun })
      said = (said + text).slice(-mostSaid)
    }
  }

  return {
    say(text) {
      waiting.push(text)
      beginSome()
      tell()
    },
    end() {
      isEnded = true
      tell()
    },
    get waitingLength() {
      return [...waiting, ...first.map(({ text }) => text)].reduce((sum, text) => sum + text.length, 0)
    },
    async next(isImpatient) {
      const patience = isImpatient ? setTimeout(tell, quietMilliseconds) : undefined
      signal.addEventListener('abort', tell)
      if (first.length === 0 && !isEnded && !signal.aborted) await changed.promise
      signal.removeEventListener('abort', tell)
      clearTimeout(patience)
      signal.throwIfAborted()
      return first[0] ?? (isEnded ? undefined : 'quiet')
    },
    done() {
      first.shift()
      beginSome()
    },
  }
}
