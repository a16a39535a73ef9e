import { pino } from 'pino'
import { maskSecrets } from './mask-secrets.ts'

/** Structured log lines (pino): `log.info({ chapterId }, 'sentence')`. Never given keys, headers or whole texts. */
export type Log = pino.Logger

export function openLog(level: string, destination: pino.DestinationStream = standardError()): Log {
  const redact = ['*.apiKey', '*["xi-api-key"]']
  const serializers = { err: toLogged }
  return pino({ level, base: undefined, redact, serializers, hooks: { streamWrite: maskSecrets } }, destination)
}

/** An error of the database names the statement. What was in it are texts of people, and what lets somebody in. */
function toLogged(thrown: Error): object {
  if (!(thrown instanceof Error)) return thrown
  const { params: _params, ...logged } = pino.stdSerializers.err(thrown)
  return { ...logged, message: withoutValues(logged.message), stack: withoutValues(logged.stack) }
}

/** Drizzle writes the values behind the statement, up to the end of its message; then come the lines of the stack. */
function withoutValues(text = ''): string {
  return text.replace(/\nparams: .*?(?=\n {4}at |\ncaused by: |$)/gs, '')
}

function standardError(): pino.DestinationStream {
  return pino.destination({ dest: 2, sync: true })
}
