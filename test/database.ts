import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { openLog } from '#server/base/log.ts'
import { toApplicationName } from '#server/storage/application-name.ts'
import { type OpenDatabase, openDatabase } from '#server/storage/database.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '#server/storage/embedded-postgres.ts'
import { migrateDatabase, migrationsFolder } from '#server/storage/migrate.ts'
import type { ServerConnection } from '#server/storage/postgres/place.ts'
import { isProcessAlive } from '#server/storage/process-alive.ts'
import ours from '../package.json' with { type: 'json' }
import { lookAtOriginal, makeAsNew, type Original } from './recycle-database.ts'

/** A migrated, empty database of its own, with queues made too, and where it is, for other processes. */
export type TestDatabase = OpenDatabase & { connection: ServerConnection }

const log = openLog('error')
const templateLock = 0x746d706c

/** Where such a database is, for whoever connects to it by himself. */
export type TestPlace = AsyncDisposable & { connection: ServerConnection }

/** What tests of this process have left as new for others, while `keepTestDatabases` is open; and the server, once one asked. */
type Kept = { original?: Original; free: string[]; server?: Promise<EmbeddedPostgres> }
let kept: Kept | undefined

/** `openTestPlace` with a pool to look into it. */
export async function openTestDatabase(): Promise<TestDatabase> {
  await using opening = new AsyncDisposableStack()
  const { connection } = opening.use(await openTestPlace())
  const database = opening.use(await openDatabase({ connection, applicationName: 'test', poolSize: 5, log }))
  const opened = opening.move()
  return { ...database, connection, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/**
 * A database that nobody else uses, and that looks as if nobody ever had; closing drops it, or keeps it for the next
 * test (see `keepTestDatabases`). All test files of this user share one server: the first starts it, the last one out stops it.
 */
export async function openTestPlace(): Promise<TestPlace> {
  await using opening = new AsyncDisposableStack()
  const server = kept ? await (kept.server ??= openTestServer()) : opening.use(await openTestServer())
  const connection = { ...server.connection, database: kept?.free.pop() ?? (await createDatabase(server)) }
  opening.defer(() => leave(connection, server))
  const opened = opening.move()
  return { connection, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/**
 * Holds the server of all tests open from the first test on that asks for a database, and lets the tests of this process use
 * again what others have closed: making a database costs more than most tests. Closing drops what is left.
 */
export function keepTestDatabases(): AsyncDisposable {
  const own: Kept = { free: [] }
  const outer = kept
  kept = own
  return {
    async [Symbol.asyncDispose]() {
      kept = outer
      const server = await own.server
      if (!server) return
      for (const name of own.free) await dropDatabase(server, name)
      await server[Symbol.asyncDispose]()
    },
  }
}

/** The server of all tests; holding it open keeps it from being stopped and started between test files. */
export function openTestServer(): Promise<EmbeddedPostgres> {
  const dataDir = join(tmpdir(), `lectern-test-${userInfo().uid}`)
  return openEmbeddedPostgres({ dataDir, log, isDurable: false })
}

async function leave(connection: ServerConnection, server: EmbeddedPostgres): Promise<void> {
  const isAsNew = kept?.original && (await makeAsNew(connection, kept.original))
  if (kept && isAsNew) kept.free.push(connection.database)
  else await dropDatabase(server, connection.database)
}

async function dropDatabase(server: EmbeddedPostgres, name: string): Promise<void> {
  await withAdministrator(server, (administrator) => administrator.query(`drop database "${name}" with (force)`))
}

/** A copy of the template, which is made when the tables have changed. One process at a time, as others sweep. */
async function createDatabase(server: EmbeddedPostgres): Promise<string> {
  const name = `test_${process.pid}_${randomUUID()}`
  await withAdministrator(server, async (administrator) => {
    await administrator.query('select pg_advisory_lock($1)', [templateLock])
    const template = `tables_${hashOfTables()}`
    const names = await sweep(administrator, template)
    if (!names.includes(template)) await createTemplate(administrator, server, template)
    await administrator.query(`create database "${name}" template "${template}" strategy file_copy`)
  })
  if (kept) kept.original ??= await lookAtOriginal({ ...server.connection, database: name })
  return name
}

/** Drops what killed test runs and older migrations have left. Answers the names of the databases that stay. */
async function sweep(administrator: pg.Client, template: string): Promise<string[]> {
  const { rows } = await administrator.query<{ name: string }>('select datname as name from pg_database')
  const names = rows.map((row) => row.name)
  const isLeftOver = (name: string) => {
    const pid = /^test_(\d+)_/.exec(name)?.[1]
    return pid ? !isProcessAlive(Number(pid)) : name.startsWith('tables_') && name !== template
  }
  for (const name of names.filter(isLeftOver)) await administrator.query(`drop database "${name}" with (force)`)
  return names.filter((name) => !isLeftOver(name))
}

async function createTemplate(administrator: pg.Client, server: EmbeddedPostgres, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`
  const connection = { ...server.connection, database: unfinished }
  await administrator.query(`create database "${unfinished}"`)
  await migrateDatabase(connection)
  const { makeQueues } = await import('./make-queues.ts')
  await makeQueues(connection)
  await administrator.query(`alter database "${unfinished}" rename to "${template}"`)
}

/** Of our migrations, and of the queue's version. */
function hashOfTables(): string {
  const hash = createHash('sha256').update(ours.dependencies['pg-boss'])
  for (const file of readdirSync(migrationsFolder).filter((name) => name.endsWith('.sql')))
    hash.update(readFileSync(join(migrationsFolder, file)))
  return hash.digest('hex').slice(0, 12)
}

async function withAdministrator<T>(server: EmbeddedPostgres, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...server.connection, application_name: toApplicationName('tests') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** As `DATABASE_URL` has it. */
export function toUrl({
  host,
  port,
  user,
  database,
}: {
  host: string
  port: number
  user: string
  database: string
}): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
}
