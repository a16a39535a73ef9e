import type { Config } from '#server/base/config.ts'
import { type Log, openLog } from '#server/base/log.ts'

/** The log of a command: only errors, so that they stand out, unless LECTERN_LOG_LEVEL asks for other than its default. */
export function openQuietLog({ LECTERN_LOG_LEVEL: level }: Config): Log {
  return openLog(level === 'info' ? 'error' : level)
}
