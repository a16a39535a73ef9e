import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export type ProcessKind = 'web' | 'worker' | 'postmaster' | 'backend' | 'other'

export interface RunningProcess {
  pid: number
  kind: ProcessKind
}

/**
 * The processes that work in a folder or below, whoever started them: the web process is started there, its children
 * stay there, and PostgreSQL goes into its cluster. Linux only, since it reads /proc.
 */
export function listProcesses(folder: string): RunningProcess[] {
  return listPids().flatMap((pid) => {
    const workingFolder = tryTo(() => readlinkSync(`/proc/${pid}/cwd`))
    const isOurs = workingFolder === folder || workingFolder?.startsWith(`${folder}/`)
    return isOurs ? [{ pid, kind: kindOf(pid) }] : []
  })
}

/** Children of these processes that have ended and that nobody has waited for. */
export function listZombies(parents: RunningProcess[]): number[] {
  const parentIds = new Set(parents.map((parent) => parent.pid))
  return listPids().filter((pid) => {
    // Behind the program's name, which may hold anything: the state and the parent's id.
    const [, state, parentPid] = /\) (\w) (\d+) [^)]*$/.exec(tryTo(() => read(pid, 'stat')) ?? '') ?? []
    return state === 'Z' && parentIds.has(Number(parentPid))
  })
}

function listPids(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function kindOf(pid: number): ProcessKind {
  const [program = '', ...words] = (tryTo(() => read(pid, 'cmdline')) ?? '').split('\0')
  if (program.startsWith('postgres:')) return 'backend'
  if (program.endsWith('/postgres')) return 'postmaster'
  const script = words.find((word) => !word.startsWith('-')) ?? ''
  if (!script.endsWith('/server/main.ts')) return 'other'
  const environment = (tryTo(() => read(pid, 'environ')) ?? '').split('\0')
  return environment.includes('LECTERN_ROLE=worker') ? 'worker' : 'web'
}

function read(pid: number, file: string): string {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8')
}

/** Undefined for what is gone meanwhile or belongs to somebody else. */
function tryTo<T>(ask: () => T): T | undefined {
  try {
    return ask()
  } catch {
    return undefined
  }
}
