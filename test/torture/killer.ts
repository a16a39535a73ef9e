import { setTimeout as delay } from 'node:timers/promises'
import type { RunningProcess } from './processes.ts'
import type { Chance } from './random.ts'
import { kill, type Service } from './service.ts'

/** What may be killed. PostgreSQL's backends notice the death of its first process by themselves, a moment later. */
const targets = {
  web: ({ kind }: RunningProcess) => kind === 'web',
  worker: ({ kind }: RunningProcess) => kind === 'worker',
  'first process of PostgreSQL': ({ kind }: RunningProcess) => kind === 'postmaster',
  'all of PostgreSQL': ({ kind }: RunningProcess) => kind === 'postmaster' || kind === 'backend',
  everything: () => true,
}
export type Target = keyof typeof targets
export const allTargets = Object.keys(targets) as Target[]

/** Nothing may be away longer. */
const longestAbsenceSeconds = 60

/**
 * Kills something at a random moment: mostly when all is in order again, sometimes in the midst of recovering.
 * @throws when something was away for too long
 */
export async function killSomething(service: Service, chance: Chance, choices: Target[]): Promise<Target> {
  const target = chance.oneOf(choices)!
  if (chance.next() < 0.7) await untilPresent('a studio that is ready', () => service.isReady())
  await delay(chance.next() < 0.3 ? chance.between(0, 300) : chance.between(300, 3_500))
  await untilPresent(target, () => killAll(service.listProcesses().filter(targets[target])))
  return target
}

function killAll(victims: RunningProcess[]): boolean {
  for (const { pid } of victims) kill(pid)
  return victims.length > 0
}

async function untilPresent(what: string, look: () => boolean | Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(longestAbsenceSeconds * 1000)
  while (!(await look())) {
    if (patience.aborted) throw new Error(`For ${longestAbsenceSeconds} s there was no ${what}.`)
    await delay(20)
  }
}
