import type { Log } from '#server/base/log.ts'
import { inRounds } from './in-rounds.ts'
import type { JobFailure } from './run-job.ts'

/** Outcomes of one kind that somebody waits for: conversions, imports, callbacks. */
export interface Awaited<Id extends string> {
  /** For the log: `conversion`. */
  name: string
  /** Those under way that no job works on. */
  listStranded(): Promise<Id[]>
  /** In how many rounds in a row something is stranded before it is ended; two when not given. */
  rounds?: number
  /** Why it ends; `work_lost` when not given. */
  failure?: JobFailure
  /** Writes the failure on what people look at, unless it has ended meanwhile. */
  end(id: Id, failure: JobFailure): Promise<void>
}

/** Gives a kind of outcomes its types. */
export function awaited<Id extends string>(kind: Awaited<Id>): Awaited<string> {
  return kind as unknown as Awaited<string>
}

const lost: JobFailure = { code: 'work_lost', message: 'The work on this was lost: no job is left that would end it.' }

/**
 * Ends what was stranded in several rounds in a row, so that what is just being handed on is left alone. What cannot be ended
 * yet holds up nothing else.
 */
export function openSweeper(kinds: Awaited<string>[], log: Log): { round(): Promise<void> } {
  const seen = new Map<Awaited<string>, Map<string, number>>()
  const later = (err: unknown) => log.debug({ err }, 'Looking for lost work failed; it is done again.')
  async function sweep(kind: Awaited<string>): Promise<void> {
    const { rounds = 2, failure = lost } = kind
    const before = seen.get(kind)
    const now = new Map((await kind.listStranded()).map((id) => [id, (before?.get(id) ?? 0) + 1]))
    seen.set(kind, now)
    for (const [id, times] of now) {
      if (times < rounds) continue
      log.warn({ id, kind: kind.name, reason: failure.message }, 'Ended, since nobody worked on it any more.')
      await kind.end(id, failure).catch(later)
    }
  }
  return {
    async round() {
      for (const kind of kinds) await sweep(kind).catch(later)
    },
  }
}

const roundMilliseconds = 60_000

/**
 * Looks at once and then every minute, until it is closed. It is the last resort, for jobs that a hand, a restored backup
 * or a fault of ours has removed: whatever fails in an orderly way is given up by its queue.
 */
export function endStranded(kinds: Awaited<string>[], log: Log): AsyncDisposable {
  const sweeper = openSweeper(kinds, log)
  return inRounds(roundMilliseconds, () => sweeper.round())
}
