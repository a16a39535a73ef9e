import { pino } from 'pino'
import { maskSecrets } from './mask-secrets.ts'

/** Structured log lines (pino): `log.info({ chapterId }, 'sentence')`. Never given keys, headers or whole texts. */
export type Log = pino.Logger

export function openLog(level: string, destination: pino.DestinationStream = standardError()): Log {
  const redact = ['*.apiKey', '*["xi-api-key"]']
  return pino({ level, base: undefined, redact, hooks: { streamWrite: maskSecrets } }, destination)
}

function standardError(): pino.DestinationStream {
  return pino.destination({ dest: 2, sync: true })
}
