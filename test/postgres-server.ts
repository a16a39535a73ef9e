import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findFreePort } from './free-port.ts'
import { until } from './until.ts'

/** A PostgreSQL that is not ours: the distribution's own, over TCP, with a password. */
export interface PostgresServer extends AsyncDisposable {
  url: string
  port: number
  pool: pg.Pool
  /** With SIGKILL, all of its processes; the files stay. */
  kill(): Promise<void>
  start(): Promise<void>
}

const [programs] = globSync('/usr/lib/postgresql/*/bin').sort().reverse()

/** For `skip` of tests: why there is no server, or false. */
export const withoutPostgres: string | false =
  programs === undefined && 'no PostgreSQL is installed: apt install postgresql'

const password = 'of the tests'

export async function openPostgresServer(): Promise<PostgresServer> {
  await using opening = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'lectern-postgres-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  makeCluster(folder)
  const url = `postgresql://lectern:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => {})
  let child: ChildProcess | undefined
  const start = async () => {
    child = startServer(folder, port)
    await until('PostgreSQL answers', () => pool.query('select 1').catch(() => undefined))
  }
  const kill = async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    process.kill(-child.pid!, 'SIGKILL')
    await once(child, 'exit')
  }
  opening.defer(kill)
  opening.defer(() => pool.end())
  await start()
  const opened = opening.move()
  return { url, port, pool, kill, start, [Symbol.asyncDispose]: () => opened.disposeAsync() }
}

/** PostgreSQL refuses to run as root: then it is nobody. */
const user = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}

function makeCluster(folder: string): void {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password)
  mkdirSync(join(folder, 'data'))
  for (const path of [folder, passwordFile, join(folder, 'data')]) if (user.uid) chownSync(path, user.uid, user.gid)
  const words = ['-D', join(folder, 'data'), '-U', 'lectern', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-N']
  const { status, stderr } = spawnSync(join(programs!, 'initdb'), [...words, '-E', 'UTF8'], { ...user, cwd: folder })
  if (status !== 0) throw new Error(String(stderr))
}

function startServer(folder: string, port: number): ChildProcess {
  const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' }
  const words = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const program = join(programs!, 'postgres')
  return spawn(program, ['-D', join(folder, 'data'), ...words], {
    ...user,
    cwd: folder,
    detached: true, // a group of its own, so that all of it can be killed at once
    stdio: 'ignore',
  })
}
