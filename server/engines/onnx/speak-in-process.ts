import { StudioError } from '#server/base/errors.ts'
import { orAborted } from '#server/base/or-aborted.ts'
import type { Utterance } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { JobTookTooLong, ProcessDied } from './model-process.ts'
import type { ProcessPool } from './process-pool.ts'

/** How often an utterance is given to a process that dies of it. */
const mostTries = 3

/** People speak about so many characters in a second. */
const charactersPerSecond = 15

/** Far longer than any machine takes, also one that is slow and busy: only what hangs is ended. */
function mostSecondsFor(text: string, speed: number): number {
  return 60 + (10 * text.length) / charactersPerSecond / speed
}

/**
 * Has a process of an engine speak an utterance, and another one when that dies.
 * @throws StudioError `engine_failed`, `engine_timeout`; the signal's reason when aborted
 */
export async function speakInProcess<Job extends { speed: number }, Result>(
  openPool: () => Promise<ProcessPool<Job, Result>>,
  job: Job,
  { engineId, text }: { engineId: string } & Pick<Utterance, 'text'>,
  signal: AbortSignal,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      const pool = await orAborted(openPool(), signal)
      return await pool.run(job, mostSecondsFor(text, job.speed), signal)
    } catch (thrown) {
      signal.throwIfAborted()
      if (!(thrown instanceof ProcessDied && tries < mostTries)) throw explain(thrown, engineId, text)
    }
  }
}

function explain(thrown: unknown, engineId: string, text: string): StudioError {
  const named = `Engine ${engineId} gave no sound for "${firstWords(text)}"`
  if (thrown instanceof JobTookTooLong) return new StudioError('engine_timeout', `${named}: ${thrown.message}`)
  if (thrown instanceof ProcessDied) {
    return new StudioError('engine_failed', `${named}: its process died ${mostTries} times.`, { cause: thrown })
  }
  const reason = thrown instanceof Error ? thrown.message.replace(/\.?$/, '.') : String(thrown)
  return new StudioError('engine_failed', `${named}: ${reason}`, { cause: thrown })
}
