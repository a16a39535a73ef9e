import { setTimeout as delay } from 'node:timers/promises'
import { actions } from './actions.ts'
import type { Ledger } from './ledger.ts'
import type { Chance } from './random.ts'
import { ask, type Outcome, type Request } from './requests.ts'

/** Somebody who works in projects of their own, one request after the other. */
export interface Writer {
  name: string
  chance: Chance
  ledger: Ledger
  /** What was otherwise than promised. */
  violations: string[]
  /** How often each outcome came: `done`, or why not. */
  outcomes: Map<string, number>
  /** Waits a moment after a request that failed, as people do. */
  send(request: Request): Promise<Outcome>
}

/** Refusals that belong to the ways of a studio. */
const ordinaryRefusals = /already_processing|empty_text/

export function newWriter(name: string, chance: Chance, baseUrl: () => string): Writer {
  const writer: Writer = {
    name,
    chance,
    ledger: { projects: [], conversions: [] },
    violations: [],
    outcomes: new Map(),
    async send(request) {
      const outcome = await ask(baseUrl(), request)
      const told = outcome.kind === 'done' ? 'done' : outcome.reason
      writer.outcomes.set(told, (writer.outcomes.get(told) ?? 0) + 1)
      const isWrong = told === 'hangs' || (outcome.kind === 'refused' && !ordinaryRefusals.test(told))
      if (isWrong) writer.violations.push(`${request.method} ${request.path}: ${told}`)
      if (outcome.kind === 'unknown') await delay(chance.between(100, 700))
      return outcome
    },
  }
  return writer
}

/** Does one thing after another. While there is much to do already it only waits, so that all can end in time. */
export async function writeUntil(writer: Writer, stopped: AbortSignal, isMuchToDo: () => boolean): Promise<void> {
  const choices = actions.flatMap(({ weight, act }) => Array.from({ length: weight }, () => act))
  for (let number = 1; !stopped.aborted; number++) {
    if (!isMuchToDo()) await writer.chance.oneOf(choices)!(writer, `${writer.name} ${number}`)
    await delay(writer.chance.between(20, 250), undefined, { signal: stopped }).catch(() => {})
  }
}
