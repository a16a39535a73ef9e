import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { findStudioError, StudioError } from '#server/base/errors.ts'

/**
 * What went wrong between us and PostgreSQL. Made where it arises, by our connections, and nowhere else: whoever meets
 * one knows that it is the database's and not, say, that of a web page that did not answer.
 */
export class DatabaseError extends StudioError {
  /** Five characters that PostgreSQL gives each kind of error; none when it did not answer. */
  readonly sqlState: string | undefined

  constructor(code: ErrorCode, message: string, options: { cause: unknown; sqlState?: string }) {
    super(code, message, options)
    this.name = 'DatabaseError'
    this.sqlState = options.sqlState
  }
}

/** An error of a connection as ours; one that is, or was caused by, ours already stays what it is. */
export function toDatabaseError(thrown: unknown): unknown {
  if (findStudioError(thrown)) return thrown
  const sqlState = sqlStateIn(thrown)
  const { code, message } = explain(thrown, sqlState)
  return new DatabaseError(code, message, { cause: thrown, sqlState })
}

/** Whether a statement failed because such a row is there already. */
export function isUniqueViolation(thrown: unknown): boolean {
  return sqlStateOf(thrown) === '23505'
}

/** Whether the database gave one of two transactions up so that the other could go on: the same may be tried at once. */
export function isCollision(thrown: unknown): boolean {
  return ['40001', '40P01'].includes(sqlStateOf(thrown) ?? '')
}

/** Whether a statement waited too long for what others hold. */
export function isLockTimeout(thrown: unknown): boolean {
  return sqlStateOf(thrown) === '55P03'
}

/** Errors of the network have codes too, and name the call that failed. */
function sqlStateIn(thrown: unknown): string | undefined {
  const { code, syscall } = (thrown ?? {}) as { code?: unknown; syscall?: unknown }
  return syscall === undefined && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** Looks through the causes: drizzle wraps errors. */
function sqlStateOf(thrown: unknown): string | undefined {
  if (thrown instanceof DatabaseError) return thrown.sqlState
  return thrown instanceof Error ? sqlStateOf(thrown.cause) : undefined
}

function explain(thrown: unknown, sqlState: string | undefined): { code: ErrorCode; message: string } {
  const said = thrown instanceof Error ? thrown.message : String(thrown)
  if (sqlState === undefined ? isSilence(thrown) : isGoing.test(sqlState)) {
    return { code: 'database_unavailable', message: 'The database cannot be reached at the moment.' }
  }
  if (sqlState === '25006') {
    return { code: 'database_unavailable', message: 'The database takes no changes at the moment: it is read-only.' }
  }
  if (isUnstorable(sqlState, said)) {
    const message = 'This request holds a character that cannot be kept: U+0000, or half of a surrogate pair.'
    return { code: 'invalid_parameters', message }
  }
  if (sqlState === '22003') return { code: 'invalid_parameters', message: `A number is out of range: ${said}.` }
  if (isCrowded.test(sqlState ?? '')) return { code: 'system_busy', message: `The database is busy: ${said}.` }
  if (sqlState === '53100') return { code: 'disk_full', message: 'The disk of the database is full.' }
  return { code: 'internal_error', message: `Something went wrong: ${said}` }
}

// SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html

/** Connection failure (08), the server is going away or starting (57P), too many connections. */
const isGoing = /^(08|57P0[1-5]$|53300$)/
/** Two transactions in each other's way, a statement or a wait for a lock that took too long, out of memory. */
const isCrowded = /^(40001|40P01|57014|55P03|53200|25P03)$/

/** Character not in repertoire, untranslatable character; and JSON with half of a surrogate pair. */
function isUnstorable(sqlState: string | undefined, said: string): boolean {
  return sqlState === '22021' || sqlState === '22P05' || (sqlState === '22P02' && /type json/.test(said))
}

/** What `pg` and `pg-pool` say without a code. */
const silence =
  /^(Connection terminated|timeout exceeded|timeout expired|Client was closed|Client has encountered|Query read timeout|Cannot use a pool after)/

/** Whether the server did not answer: an error of the network or of the socket, whatever its number, or of `pg` itself. */
function isSilence(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  return 'syscall' in thrown || 'errno' in thrown || thrown instanceof AggregateError || silence.test(thrown.message)
}
