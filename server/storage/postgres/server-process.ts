import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { open, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive } from '../process-alive.ts'
import { type Account, runAs } from './account.ts'
import { programPath } from './binaries.ts'
import { serverUser } from './cluster.ts'
import type { ServerPlace } from './place.ts'
import { serverPort } from './socket-folder.ts'

const stopPatienceMilliseconds = 30_000

/** Starts PostgreSQL so that it outlives this process. Resolves when the program runs, before it answers. */
export async function spawnServer(account: Account, place: ServerPlace): Promise<ChildProcess> {
  await setAccess(account, place.cluster)
  await using log = await open(place.logFile, 'a', 0o600)
  const options = ['-D', place.cluster, ...settingsOf(place).flatMap((setting) => ['-c', setting])]
  const [program, ...rest] = runAs(account, programPath(account.binaries, 'postgres'), options)
  const server = spawn(program, rest, {
    uid: account.uid,
    gid: account.gid,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  server.unref()
  await once(server, 'spawn')
  return server
}

/**
 * Who may connect. The folder of the socket keeps all others out but whoever runs PostgreSQL: that is us, or, where we are
 * root, `nobody`, as whom other programs run too. There the server asks the system who is calling (peer authentication).
 */
async function setAccess(account: Account, cluster: string): Promise<void> {
  const { uid, username } = userInfo()
  const method = account.uid === uid ? 'trust' : 'peer map=caller'
  await writeFile(join(cluster, 'pg_hba.conf'), `local all all ${method}\n`)
  await writeFile(join(cluster, 'pg_ident.conf'), `caller ${username} ${serverUser}\n`)
}

function settingsOf(place: ServerPlace): string[] {
  return [
    `unix_socket_directories=${place.socketFolder}`,
    'unix_socket_permissions=0700',
    'listen_addresses=',
    `port=${serverPort}`,
    `fsync=${place.isDurable ? 'on' : 'off'}`,
    'max_connections=200',
    'shared_buffers=64MB',
    'max_wal_size=256MB',
    'min_wal_size=64MB',
    // Containers have 64 MB of /dev/shm: no parallel queries, and what is left of shared memory in a file.
    'dynamic_shared_memory_type=mmap',
    'max_parallel_workers_per_gather=0',
    'max_parallel_maintenance_workers=0',
    'io_method=sync',
    'jit=off',
    'log_checkpoints=off',
    'log_line_prefix=%m [%p] ',
  ]
}

/** The process that postmaster.pid names, when it really is the server of that folder. */
export function findServerProcess(place: ServerPlace): number | undefined {
  const recorded = recordedServer(pidFileOf(place))
  return recorded && isServer(recorded) ? recorded.pid : undefined
}

/**
 * Removes lock files whose process id now belongs to another program (or to a server that is dead but was never waited
 * for, as in a container without an init): PostgreSQL itself would refuse to start. Leftover backends are still noticed
 * by it, through their shared memory.
 */
export async function removeStaleLocks(place: ServerPlace): Promise<void> {
  for (const file of [pidFileOf(place), join(place.socketFolder, `.s.PGSQL.${serverPort}.lock`)]) {
    const recorded = recordedServer(file)
    if (recorded && isProcessAlive(recorded.pid) && !isServer(recorded)) await rm(file, { force: true })
  }
}

/** Stops the server and waits until its files are closed; transactions that are still open are rolled back. */
export async function stopServer(place: ServerPlace): Promise<void> {
  const pid = findServerProcess(place)
  if (pid === undefined) return
  process.kill(pid, 'SIGINT')
  const patience = AbortSignal.timeout(stopPatienceMilliseconds)
  while (existsSync(pidFileOf(place)) && !patience.aborted) await delay(10)
  if (findServerProcess(place) === pid) process.kill(pid, 'SIGQUIT')
}

function pidFileOf(place: ServerPlace): string {
  return join(place.cluster, 'postmaster.pid')
}

/** What a lock file tells: its first line is the process, its second the data folder as that process calls it. */
type RecordedServer = { pid: number; cluster: string }

function recordedServer(file: string): RecordedServer | undefined {
  if (!existsSync(file)) return undefined
  const [pid, cluster = ''] = readFileSync(file, 'utf8').split('\n')
  return Number(pid) > 0 ? { pid: Number(pid), cluster } : undefined
}

function isServer({ pid, cluster }: RecordedServer): boolean {
  return commandLineOf(pid).includes(`-D ${cluster} `)
}

/** Empty for a process that is gone or only waits to be buried. */
function commandLineOf(pid: number): string {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
