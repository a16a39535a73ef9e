import { randomUUID } from 'node:crypto'
import { nextTurn, openTurn } from '#server/base/give-way.ts'
import type { Events, Heard, Topic } from './events.ts'
import { type StudioChange, studioChanged } from './tell-studio.ts'

/** A change under its number, or that changes may have been missed: look for yourself. */
export type LoggedChange = { id: string } & (StudioChange | { kind: 'voices.changed' } | { kind: 'reset' })

/** The changes of the last minutes, as this process heard them, for whoever follows or was away for a moment. */
export interface EventLog extends Disposable {
  /**
   * What came after an id, then what comes; a `reset` instead of what is forgotten already: when the id is old or not ours, and when
   * somebody reads so slowly.
   */
  follow(after: string | undefined, signal: AbortSignal): AsyncGenerator<LoggedChange | undefined>
  /** What the next change will come after. */
  readonly lastId: string
}

const keptMilliseconds = 10 * 60_000
const keptAtMost = 20_000
const forgottenAtOnce = 5_000
/** A sign of life for proxies and browsers. */
const beatMilliseconds = 20_000

/**
 * Each process has a log of its own, filled by what PostgreSQL tells all of them. There is no table: who was away for
 * longer compares revisions and asks.
 */
export function openEventLog(events: Events, voicesTopic: Topic): EventLog {
  const logId = randomUUID().slice(0, 8)
  const kept: { number: number; at: number; change: LoggedChange }[] = []
  const waiting = new Set<() => void>()
  const woken = new Set<() => void>()
  let number = 0
  let isClosed = false
  let isWaking = false

  /** Some at a time: to each is written at once, and there may be as many as connections. */
  async function wake(): Promise<void> {
    for (const one of waiting) woken.add(one)
    waiting.clear()
    if (isWaking) return
    isWaking = true
    for (let some = takeSome(woken); some.length > 0; some = takeSome(woken)) {
      for (const one of some) one()
      await nextTurn()
    }
    isWaking = false
  }
  function add(change: StudioChange | { kind: 'voices.changed' } | { kind: 'reset' }): void {
    number++
    const now = performance.now()
    kept.push({ number, at: now, change: { id: `${logId}-${number}`, ...change } })
    if (kept.length > keptAtMost + forgottenAtOnce || kept[0]!.at < now - 2 * keptMilliseconds) forgetOld(now)
    void wake()
  }
  /** Many at once: to take one from the front of a long list costs as much as to take thousands. */
  function forgetOld(now: number): void {
    const young = kept.findIndex(({ at }) => at >= now - keptMilliseconds)
    kept.splice(0, Math.max(young, kept.length - keptAtMost))
  }
  const stops = [
    events.subscribe(studioChanged, (heard: Heard) =>
      add(heard.kind === 'event' ? (heard.payload as StudioChange) : { kind: 'reset' }),
    ),
    events.subscribe(voicesTopic, () => add({ kind: 'voices.changed' })),
  ]

  /** The number behind an id; undefined when it is not ours. */
  function numberOf(id: string): number | undefined {
    const [of, text] = id.split('-')
    const at = Number(text)
    return of === logId && Number.isInteger(at) && at <= number ? at : undefined
  }

  /**
   * The changes after a number: they are counted without gaps, so that nobody looks through all. Undefined when some of them are
   * forgotten.
   */
  function changesAfter(at: number) {
    const oldest = kept[0]?.number ?? number + 1
    return at < oldest - 1 ? undefined : kept.slice(at + 1 - oldest)
  }

  return {
    get lastId() {
      return `${logId}-${number}`
    },
    async *follow(after, signal) {
      const giveWay = openTurn()
      let at = after === undefined ? number : numberOf(after)
      while (!signal.aborted && !isClosed) {
        const next = at === undefined ? undefined : changesAfter(at)
        if (!next) {
          at = number
          yield { id: `${logId}-${at}`, kind: 'reset' }
          continue
        }
        for (const { number, change } of next) {
          at = number
          yield change
          await giveWay()
        }
        if (next.length === 0 && !(await heardWithin(waiting, beatMilliseconds, signal))) yield undefined
      }
    },
    [Symbol.dispose]() {
      isClosed = true
      for (const stop of stops) stop()
      void wake()
    },
  }
}

/** The first ones, who are in it no longer. */
function takeSome(woken: Set<() => void>): (() => void)[] {
  const some = woken.values().take(wokenAtOnce).toArray()
  for (const one of some) woken.delete(one)
  return some
}

const wokenAtOnce = 100

/** Whether something came; false when it is time for a sign of life. */
async function heardWithin(waiting: Set<() => void>, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  const heard = Promise.withResolvers<boolean>()
  const come = () => heard.resolve(true)
  const timer = setTimeout(() => heard.resolve(false), milliseconds).unref()
  waiting.add(come)
  signal.addEventListener('abort', come, { once: true })
  try {
    return await heard.promise
  } finally {
    clearTimeout(timer)
    waiting.delete(come)
    signal.removeEventListener('abort', come)
  }
}
