import pg from 'pg'
import { DatabaseError, toDatabaseError } from './database-error.ts'

/** A PostgreSQL URL, or what `pg` takes. */
export type Connection = string | pg.ClientConfig

export function toClientConfig(connection: Connection): pg.ClientConfig {
  return typeof connection === 'string' ? { connectionString: connection } : connection
}

type Callback = (error: unknown, ...rest: unknown[]) => void

/**
 * Lets PostgreSQL notice within 14 seconds, and not hours, that the machine at the other end has vanished, and let go what it
 * had locked. Nothing changes on a socket of the same machine.
 */
export const noticeVanishedSql =
  'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3'

/** What a transaction holds, others wait for: one whose process stands still gives it up after this time. */
export const idleTransactionMilliseconds = 15_000

/** For what takes long by its nature, until its transaction ends: a server may have limits for whoever says nothing. */
export const takeYourTimeSql = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0'

/** How long a connection may take to say goodbye. */
const goodbyeMilliseconds = 2_000

/**
 * A connection to PostgreSQL. Whatever it fails with, told by promise, callback or event, is a `DatabaseError`; and it
 * ends also when nobody answers at the other end any more.
 */
export class DatabaseClient extends pg.Client {
  override connect(...args: unknown[]): never {
    return typed(super.connect, this, args)
  }

  /** Why PostgreSQL ended the connection, if it said so: whoever asks on learns only that it has ended. */
  private farewell: DatabaseError | undefined

  override query(...args: unknown[]): never {
    return typed(super.query, this, args, (thrown) => this.explain(thrown))
  }

  override emit(event: string, ...args: unknown[]): boolean {
    if (event !== 'error') return super.emit(event, ...args)
    const error = toDatabaseError(args[0])
    if (error instanceof DatabaseError && error.sqlState !== undefined) this.farewell ??= error
    // Who does not listen is told by the next statement; else Node would end the process.
    return this.listenerCount(event) > 0 && super.emit(event, error)
  }

  private explain(thrown: unknown): unknown {
    const error = toDatabaseError(thrown)
    return error instanceof DatabaseError && error.sqlState === undefined ? (this.farewell ?? error) : error
  }

  override end(...args: unknown[]): never {
    const timer = setTimeout(() => this.cut(), goodbyeMilliseconds).unref()
    this.once('end', () => clearTimeout(timer))
    return typed(super.end, this, args)
  }

  /** Ends the connection without a word: whoever waits for an answer learns that there will be none. */
  cut(): void {
    const { connection } = this as unknown as { connection: { stream: { destroy(): void } } }
    connection.stream.destroy()
  }
}

/**
 * A connection through a pooler that gives each transaction to another connection of the server (PgBouncer, Supabase, RDS
 * Proxy): a statement that was prepared by its name is not there the next time, so none has a name.
 * (Nor may it be called a pool itself: drizzle takes whatever has that word in its name for one.)
 */
export class ForgetfulClient extends DatabaseClient {
  override query(...[statement, ...rest]: unknown[]): never {
    const isNamed = typeof statement === 'object' && statement !== null && 'name' in statement && statement.name
    return super.query(isNamed ? { ...statement, name: undefined } : statement, ...rest)
  }
}

/** A pool whose waiting fails in the same way. */
export class DatabasePool extends pg.Pool {
  override connect(...args: unknown[]): never {
    return typed(super.connect, this, args)
  }
}

/** Calls a method of `pg`, which answers by promise or, when the last argument is a function, by that. */
function typed(method: unknown, self: object, args: unknown[], explain = toDatabaseError): never {
  const callback = args.at(-1)
  const told = typeof callback === 'function' ? [...args.slice(0, -1), telling(callback as Callback, explain)] : args
  const answer = (method as (...args: unknown[]) => unknown).apply(self, told)
  if (!(answer instanceof Promise)) return answer as never
  return answer.catch((thrown) => Promise.reject(explain(thrown))) as never
}

function telling(callback: Callback, explain: (thrown: unknown) => unknown): Callback {
  return (error, ...rest) => callback(error ? explain(error) : error, ...rest)
}
