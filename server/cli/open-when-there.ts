import { setTimeout as pause } from 'node:timers/promises'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { toStudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'

/** What is away and will be back: waiting helps. Whatever else goes wrong at the start needs a person. */
export const awayCodes: ErrorCode[] = ['database_unavailable', 'storage_unavailable']

const firstPauseMilliseconds = 250
const longestPauseMilliseconds = 5_000

/**
 * Opens something that stands on the database and the file store, and waits for them as long as they do not answer: on many
 * machines nobody knows what starts first. Says once for what it waits.
 * @returns undefined when it is told to stop meanwhile
 */
export async function openWhenThere<Opened>(
  open: () => Promise<Opened>,
  log: Log,
  stop: AbortSignal,
): Promise<Opened | undefined> {
  let said: string | undefined
  for (let wait = firstPauseMilliseconds; !stop.aborted; wait = Math.min(2 * wait, longestPauseMilliseconds)) {
    try {
      const opened = await open()
      if (said) log.info('All that was waited for is there.')
      return opened
    } catch (error) {
      const { code, message } = toStudioError(error)
      if (!awayCodes.includes(code)) throw error
      if (message !== said) log.warn({ code }, `${message} Waiting for it.`)
      said = message
      await pause(wait, undefined, { signal: stop }).catch(() => {})
    }
  }
  return undefined
}
