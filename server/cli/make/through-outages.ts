import { setTimeout as pause } from 'node:timers/promises'
import { toStudioError } from '#server/base/errors.ts'
import { awayCodes } from '../open-when-there.ts'
import type { ProgressDisplay } from './progress-display.ts'

/** What is away for longer may not come back, and who runs a command wants an answer. */
const patienceMilliseconds = 5 * 60_000
const usualPauseMilliseconds = 1_000

/**
 * Does a step once more when the database or the files went away meanwhile, until they are back.
 * @param step can be done again from its beginning
 * @throws what the step throws, also when it has been failing so for five minutes; the signal's reason
 */
export async function throughOutages<Result>(
  step: () => Promise<Result>,
  display: Pick<ProgressDisplay, 'say'>,
  stop: AbortSignal,
  { now = () => performance.now(), pauseMilliseconds = usualPauseMilliseconds } = {},
): Promise<Result> {
  for (let since: number | undefined; ; ) {
    const begunAt = now()
    try {
      return await step()
    } catch (error) {
      const { code, message } = toStudioError(error)
      if (!awayCodes.includes(code)) throw error
      if (since === undefined || now() - begunAt > patienceMilliseconds) since = now()
      if (now() - since > patienceMilliseconds) throw error
      display.say(`${message} Waiting for it.`)
      await pause(pauseMilliseconds, undefined, { signal: stop })
    }
  }
}
