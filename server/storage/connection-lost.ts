import { DrizzleQueryError } from 'drizzle-orm'
import { StudioError, toStudioError } from '#server/base/errors.ts'

/** SQLSTATE: connection failure (08), the server is going away or starting (57P), too many connections. */
const lostState = /^(08|57P0[1-3]$|53300$)/
/** What `pg` and `pg-pool` say without a code. */
const lostMessage =
  /^(Connection terminated|timeout exceeded|timeout expired|Client has encountered a connection error|Query read timeout)/
const networkCodes = 'EAGAIN EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENOTFOUND EPIPE ETIMEDOUT'.split(' ')

/**
 * Whether the database could not be reached or went away, so that the same work may succeed a little later.
 * Looks through the causes: drizzle wraps what `pg` throws.
 */
export function isConnectionLost(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  const { code, syscall } = thrown as { code?: unknown; syscall?: unknown }
  if (typeof code === 'string' && (lostState.test(code) || networkCodes.includes(code))) return true
  // The socket of an embedded server that is not running.
  if (code === 'ENOENT' && syscall === 'connect') return true
  return lostMessage.test(thrown.message) || isConnectionLost(thrown.cause)
}

/**
 * What is known of any thrown value, for the HTTP error handler and the workers: `database_unavailable` when the
 * connection was lost, else as `toStudioError` has it; drizzle's wrapping, which quotes whole texts, is taken off.
 */
export function explainError(thrown: unknown): StudioError {
  if (thrown instanceof StudioError) return thrown
  if (isConnectionLost(thrown))
    return new StudioError('database_unavailable', 'The database cannot be reached at the moment.', { cause: thrown })
  const cause = thrown instanceof DrizzleQueryError ? thrown.cause : thrown
  if (isUnstorable(cause)) {
    const sentence = 'This request holds a character that cannot be kept: U+0000, or half of a surrogate pair.'
    return new StudioError('invalid_parameters', sentence, { cause })
  }
  if (isCollision(cause)) return new StudioError('system_busy', 'Two changes got in each other’s way.', { cause })
  return toStudioError(cause)
}

/** SQLSTATE: the database gave one of two transactions up so that the other could go on; the same may be tried again. */
function isCollision(thrown: unknown): boolean {
  return ['40001', '40P01'].includes(String((thrown as { code?: unknown } | undefined)?.code))
}

/** SQLSTATE: character not in repertoire, untranslatable character; and JSON with half of a surrogate pair. */
function isUnstorable(thrown: unknown): boolean {
  const { code, message } = (thrown ?? {}) as { code?: unknown; message?: unknown }
  return code === '22021' || code === '22P05' || (code === '22P02' && message === 'invalid input syntax for type json')
}
