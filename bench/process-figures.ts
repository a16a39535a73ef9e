import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// What Linux tells of running processes, whoever started them (proc(5)).

const ticksPerSecond = 100
const megabyte = 1024 * 1024

/** User and system time of a process until now, with that of its children that have ended. 10 ms fine. */
export function cpuSecondsOf(pid: number): number {
  const fields = statOf(pid)
  const [user, system, ofUser, ofSystem] = [11, 12, 13, 14].map((index) => Number(fields[index]))
  return (user! + system! + ofUser! + ofSystem!) / ticksPerSecond
}

/** Memory in use now. */
export function residentMegabytesOf(pid: number): number {
  return kilobytes(`/proc/${pid}/status`, 'VmRSS') / 1024
}

/** The same, with a share of what it has in common with others: what PostgreSQL's processes are added up by. */
function proportionalMegabytesOf(pid: number): number {
  return kilobytes(`/proc/${pid}/smaps_rollup`, 'Pss') / 1024
}

export function listChildren(parent: number): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => tryTo(() => Number(statOf(pid)[1])) === parent)
}

/** The embedded server of a data folder and its backends. */
function listPostgres(dataFolder: string): number[] {
  const pidFile = join(dataFolder, 'postgres', 'data', 'postmaster.pid')
  const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
  return [postmaster, ...listChildren(postmaster)]
}

export function postgresCpuSeconds(dataFolder: string): number {
  return sum(listPostgres(dataFolder).map((pid) => tryTo(() => cpuSecondsOf(pid)) ?? 0))
}

export function postgresMegabytes(dataFolder: string): number {
  return sum(listPostgres(dataFolder).map((pid) => tryTo(() => proportionalMegabytesOf(pid)) ?? 0))
}

/** User and system time of this process, all threads. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

export function ownMegabytes(): number {
  return process.memoryUsage.rss() / megabyte
}

/** The fields behind the program's name, which may hold anything: state, parent, … */
function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function kilobytes(file: string, name: string): number {
  const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(file, 'utf8')) ?? []
  return Number(value ?? Number.NaN)
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

/** Undefined for a process that is gone meanwhile. */
function tryTo<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
