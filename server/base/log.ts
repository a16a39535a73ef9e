import { pino } from 'pino'

/** Structured log lines (pino): `log.info({ chapterId }, 'sentence')`. Never given keys, headers or whole texts. */
export type Log = pino.Logger

export function openLog(level: string): Log {
  return pino(
    { level, base: undefined, redact: ['*.apiKey', '*["xi-api-key"]'] },
    pino.destination({ dest: 2, sync: true }),
  )
}
