import type { ChildProcess } from 'node:child_process'

/** Processes that wait for a job. One that waits for too long is killed. */
export interface IdleProcesses {
  add(child: ChildProcess): void
  /** The one that was used last, so that those which are not needed come to their end. */
  take(isWanted?: (child: ChildProcess) => boolean): ChildProcess | undefined
  /** All of them may wait that long again. */
  refresh(): void
  /** Leaves them to who ends them. */
  close(): void
}

export function openIdleProcesses(mostSeconds: number): IdleProcesses {
  const idle: { child: ChildProcess; timer: NodeJS.Timeout }[] = []
  return {
    add(child) {
      const timer = setTimeout(() => child.kill('SIGKILL'), mostSeconds * 1000)
      idle.push({ child, timer: timer.unref() })
    },
    take(isWanted = () => true) {
      const index = idle.findLastIndex(({ child }) => isWanted(child))
      const [taken] = index < 0 ? [] : idle.splice(index, 1)
      clearTimeout(taken?.timer)
      return taken?.child
    },
    refresh() {
      for (const { timer } of idle) timer.refresh()
    },
    close() {
      for (const { timer } of idle) clearTimeout(timer)
    },
  }
}
