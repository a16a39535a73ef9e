import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, chownSync, constants, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findFreePort } from './free-port.ts'
import type { PostgresServer } from './postgres-server.ts'
import { until } from './until.ts'

/** A real PgBouncer before a PostgreSQL, which gives each transaction to any of its few connections. */
export interface Pooler extends AsyncDisposable {
  /** As DATABASE_URL has it. */
  url: string
}

const program = '/usr/sbin/pgbouncer'

/** For `skip` of tests: why there is no pooler, or false. */
export const withoutPooler: string | false = !isThere(program) && 'no PgBouncer is installed: apt install pgbouncer'

export async function openPooler(postgres: PostgresServer): Promise<Pooler> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-pooler-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  const settings = join(folder, 'pgbouncer.ini')
  writeFileSync(settings, settingsOf(postgres, port))
  // It refuses to run as root: then it is nobody.
  const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}
  for (const path of [folder, settings]) if (user.uid) chownSync(path, user.uid, user.gid)
  const child = spawn(program, ['--quiet', settings], { ...user, cwd: folder, stdio: 'ignore' })
  opening.defer(() => stop(child))
  const url = `postgresql://lectern@127.0.0.1:${port}/postgres`
  await until('the pooler answers', () => isAnswering(url))
  const opened = opening.move()
  return { url, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

function settingsOf({ url }: PostgresServer, port: number): string {
  const server = new URL(url)
  const password = decodeURIComponent(server.password)
  return `[databases]
postgres = host=${server.hostname} port=${server.port} user=${server.username} password='${password}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
`
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function isAnswering(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
