import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

/** The child processes of this one that run a script, as Linux tells them. */
export function listChildren(script: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => read(`/proc/${pid}/cmdline`).includes(script) && parentOf(pid) === process.pid)
}

/** Kills them as they come, each soon after it was started, until there were so many or the signal says so; answers how many. */
export async function killChildren(
  script: string,
  { most = Number.POSITIVE_INFINITY, signal }: { most?: number; signal?: AbortSignal },
): Promise<number> {
  const killed = new Set<number>()
  while (killed.size < most && !signal?.aborted) {
    for (const pid of listChildren(script)) {
      if (killed.size === most || killed.has(pid)) continue
      process.kill(pid, 'SIGKILL')
      killed.add(pid)
    }
    await delay(5)
  }
  return killed.size
}

/** The field behind the program's name, which may hold anything, and its state: proc(5). */
function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}

/** Nothing of a process that has ended meanwhile. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
