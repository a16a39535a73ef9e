import { sql } from 'drizzle-orm'
import type { Log } from '#server/base/log.ts'
import type { Database } from './database.ts'
import { counters } from './schema.ts'

/** What is counted, and by what: takes, seconds of speech and of speaking, deaths by engine; readings of renditions by result. */
export type CounterName = 'takes' | 'speech_seconds' | 'speaking_seconds' | 'engine_restarts' | 'renditions'

/** What all processes count together. It is written down every few seconds: what a process counted last may die with it. */
export interface Counters extends AsyncDisposable {
  add(name: CounterName, label: string, count?: number): void
}

const writeMilliseconds = 5_000

export function openCounters({ db, log }: { db: Database; log: Log }): Counters {
  let counted = new Map<string, number>()
  async function write(): Promise<void> {
    if (counted.size === 0) return
    const writing = counted
    counted = new Map()
    await addCounts(db, writing).catch((err) => {
      for (const [key, count] of writing) counted.set(key, (counted.get(key) ?? 0) + count)
      log.debug({ err }, 'What was counted is written down later.')
    })
  }
  const timer = setInterval(write, writeMilliseconds).unref()
  return {
    add(name, label, count = 1) {
      const key = `${name} ${label}`
      counted.set(key, (counted.get(key) ?? 0) + count)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await write()
    },
  }
}

/** In one order, so that two processes never wait for each other. */
async function addCounts(db: Database, counts: Map<string, number>): Promise<void> {
  const rows = [...counts].sort().map(([key, value]) => {
    const [name, label] = key.split(' ') as [string, string]
    return { name, label, value }
  })
  await db
    .insert(counters)
    .values(rows)
    .onConflictDoUpdate({
      target: [counters.name, counters.label],
      set: { value: sql`${counters.value} + excluded.value` },
    })
}

export async function listCounts(db: Database): Promise<{ name: string; label: string; value: number }[]> {
  return db.select().from(counters)
}
