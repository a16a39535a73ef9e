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
  return Object.fromEntries(Object.entries(logged).map(([name, value]) => [name, withoutValues(value)]))
}

/** Drizzle writes the values behind the statement, up to the end of its message; then come the lines of the stack. */
function withoutValues(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return withoutMiddle(value.replace(/\nparams: .*?(?=\n {4}at |\ncaused by: |$)/gs, ''))
}

/** A statement may have thousands of places; what went wrong stands at the end. */
function withoutMiddle(text: string): string {
  return text.length <= 2 * mostLogged ? text : `${text.slice(0, mostLogged)} […] ${text.slice(-mostLogged)}`
}

const mostLogged = 3_000

function standardError(): pino.DestinationStream {
  return pino.destination({ dest: 2, sync: true })
}
