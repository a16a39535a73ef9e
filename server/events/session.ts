import type pg from 'pg'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { toApplicationName } from '#server/storage/application-name.ts'
import { type Connection, DatabaseClient, noticeVanishedSql, toClientConfig } from '#server/storage/database-client.ts'

export interface SessionNeeds {
  /** Where the database is; a session has a connection of its own, outside any pool. */
  connection: Connection
  /** What the session is for, as PostgreSQL's `pg_stat_activity` shows it. */
  name: string
  log: Log
  /** Puts a fresh connection into its state (LISTEN, locks); called again after each lost connection. */
  onConnect(client: pg.Client): Promise<void>
  onNotification?(payload: string): void
}

const pulseMilliseconds = 10_000
const patienceMilliseconds = 5_000

/**
 * One connection to PostgreSQL that is always there: when it breaks, another is made, the first attempt after 50 ms and
 * later ones at most a second apart. A connection that hangs silently is found out by a statement every ten seconds.
 */
export class Session {
  readonly #needs: SessionNeeds
  #connected = Promise.withResolvers<pg.Client>()
  #client: pg.Client | undefined
  #isClosed = false
  #attempts = 0
  #retry: NodeJS.Timeout | undefined
  #pulse: NodeJS.Timeout | undefined

  private constructor(needs: SessionNeeds) {
    this.#needs = needs
  }

  /** @throws when the database cannot be reached the first time */
  static async open(needs: SessionNeeds): Promise<Session> {
    const session = new Session(needs)
    try {
      await session.#connect()
      return session
    } catch (error) {
      await session[Symbol.asyncDispose]()
      throw error
    }
  }

  get isConnected(): boolean {
    return this.#client !== undefined
  }

  /**
   * Runs a statement, after waiting up to five seconds for a connection.
   * @throws StudioError `database_unavailable` when none came
   */
  async query(text: string, values: unknown[] = []): Promise<pg.QueryResult> {
    const client = this.#client ?? (await this.#nextClient())
    try {
      return await client.query(text, values)
    } catch (error) {
      if (hasCode(error, 'database_unavailable')) this.#lose(client)
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#retry)
    clearTimeout(this.#pulse)
    const client = this.#client
    this.#client = undefined
    this.#connected.promise.catch(() => {})
    this.#connected.reject(unavailable())
    await client?.end()
  }

  async #connect(): Promise<void> {
    const client = this.#newClient()
    try {
      await client.connect()
      if (this.#isClosed) throw unavailable()
      this.#client = client
      await client.query(noticeVanishedSql)
      await this.#needs.onConnect(client)
      if (this.#client !== client) throw unavailable()
    } catch (error) {
      this.#lose(client)
      throw error
    }
    this.#attempts = 0
    this.#connected.resolve(client)
    this.#pulseLater(client)
  }

  #newClient(): pg.Client {
    const client = new DatabaseClient({
      ...toClientConfig(this.#needs.connection),
      application_name: toApplicationName(this.#needs.name),
      keepAlive: true,
      // Statements of many callers follow each other without waiting; one that hangs ends the connection.
      pipeline: true,
      connectionTimeoutMillis: patienceMilliseconds,
      query_timeout: patienceMilliseconds,
    })
    client.on('error', () => this.#lose(client))
    client.on('end', () => this.#lose(client))
    client.on('notification', ({ payload }) => this.#needs.onNotification?.(payload ?? ''))
    return client
  }

  /** Forgets a connection and makes another, once however many signs there were. */
  #lose(client: pg.Client): void {
    client.end().catch(() => {})
    if (this.#client !== client) return
    clearTimeout(this.#pulse)
    this.#client = undefined
    this.#connected = Promise.withResolvers()
    if (!this.#isClosed) this.#needs.log.warn(`The connection for ${this.#needs.name} was lost; reconnecting.`)
    this.#connectLater()
  }

  #connectLater(): void {
    if (this.#isClosed || this.#retry) return
    const delay = Math.min(1_000, 50 * 2 ** this.#attempts++)
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.#connect().catch(() => this.#connectLater())
    }, delay)
  }

  #pulseLater(client: pg.Client): void {
    this.#pulse = setTimeout(() => {
      client.query('select 1').then(
        () => this.#client === client && this.#pulseLater(client),
        () => this.#lose(client),
      )
    }, pulseMilliseconds).unref()
  }

  async #nextClient(): Promise<pg.Client> {
    const tooLate = Promise.withResolvers<never>()
    const timer = setTimeout(() => tooLate.reject(unavailable()), patienceMilliseconds)
    try {
      return await Promise.race([this.#connected.promise, tooLate.promise])
    } finally {
      clearTimeout(timer)
    }
  }
}

function unavailable(): StudioError {
  return new StudioError('database_unavailable', 'The database cannot be reached.')
}
