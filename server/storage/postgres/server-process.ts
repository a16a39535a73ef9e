import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive } from '../process-alive.ts'
import { type Account, runAs } from './account.ts'
import { programPath } from './binaries.ts'
import type { ServerPlace } from './place.ts'
import { serverPort } from './socket-folder.ts'

/** Starts PostgreSQL so that it outlives this process. Resolves when the program runs, before it answers. */
export async function spawnServer(account: Account, place: ServerPlace): Promise<ChildProcess> {
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

function settingsOf(place: ServerPlace): string[] {
  return [
    `unix_socket_directories=${place.socketFolder}`,
    'unix_socket_permissions=0700',
    'listen_addresses=',
    `port=${serverPort}`,
    `fsync=${place.isDurable ? 'on' : 'off'}`,
    'max_connections=60',
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
export function findServerProcess(cluster: string): number | undefined {
  const recorded = recordedServer(cluster)
  return recorded && isServer(recorded) ? recorded.pid : undefined
}

/**
 * Removes a postmaster.pid whose process id now belongs to another program (or to a server that is dead but was never
 * waited for, as in a container without an init): PostgreSQL itself would refuse to start. Leftover backends are still
 * noticed by it, through their shared memory.
 */
export async function removeStalePidFile(cluster: string): Promise<void> {
  const recorded = recordedServer(cluster)
  if (!recorded || !isProcessAlive(recorded.pid) || isServer(recorded)) return
  await rm(join(cluster, 'postmaster.pid'), { force: true })
}

/** Stops the server and waits until its files are closed. `fast`: open transactions are rolled back. */
export async function stopServer(cluster: string, pid: number): Promise<void> {
  process.kill(pid, 'SIGINT')
  const patience = AbortSignal.timeout(30_000)
  while (existsSync(join(cluster, 'postmaster.pid')) && !patience.aborted) await delay(10)
  if (findServerProcess(cluster) === pid) process.kill(pid, 'SIGQUIT')
}

/** What postmaster.pid tells: its first line is the process, its second the data folder as that process calls it. */
type RecordedServer = { pid: number; cluster: string }

function recordedServer(cluster: string): RecordedServer | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const [pid, recordedCluster] = readFileSync(file, 'utf8').split('\n')
  return Number(pid) > 0 ? { pid: Number(pid), cluster: recordedCluster ?? '' } : undefined
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
