import { sql } from 'drizzle-orm'
import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { deleteOldCallbacks } from '#server/callbacks/callback-store.ts'
import { deleteLeftUploads } from '#server/importing/uploads.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { deleteOldRequests } from '#server/keys/idempotent-requests.ts'
import { deleteHistoryBefore } from '#server/speaking/speech-history.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { limitRenditions, renditionsLimit } from './limit-renditions.ts'
import {
  deleteFilesWithoutTake,
  deleteOldExports,
  deleteUnusedCovers,
  deleteUnusedRenditions,
  deleteUnusedSources,
} from './unused-files.ts'
import { deleteUnwanted, markUnwanted } from './unwanted-takes.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; log: Log }

/** What one round has taken away. */
export interface Collected {
  historyItems: number
  takes: number
  files: number
  renditions: number
  covers: number
  /** EPUBs that projects came from. */
  sources: number
  exports: number
}

/**
 * Takes away what nothing needs any more: old history when it is to end, takes that nothing has pointed to for the time of
 * grace, their samples, renditions, covers and EPUBs of what is gone, renditions beyond their limit, exports whose time is over,
 * documents that nobody imports, answers that no client asks for again, callbacks of projects that are gone. May run beside everything else, and beside itself.
 * What of it cannot be done holds up nothing else.
 * @throws why the first of that failed; the signal's reason
 */
export async function collect(needs: Needs, signal: AbortSignal): Promise<Collected> {
  const { config, db } = needs
  const {
    LECTERN_HISTORY_DAYS: days,
    LECTERN_KEEP_UNUSED_HOURS: hours,
    LECTERN_RENDITIONS_GB: limit = Number.POSITIVE_INFINITY,
  } = config
  const failures: unknown[] = []
  async function step<Done>(work: () => Promise<Done>): Promise<Done | 0> {
    return work().catch((error) => {
      signal.throwIfAborted()
      failures.push(error)
      return 0
    })
  }
  const historyItems = await step(async () => (days === undefined ? 0 : deleteHistoryBefore(db, days)))
  await step(() => markUnwanted(db, signal))
  const takes = await step(() => deleteUnwanted(needs, hours, signal))
  const left = await step(() => deleteFilesWithoutTake(needs, signal))
  const unused = await step(() => deleteUnusedRenditions(needs, signal))
  const beyond = await step(async () => {
    const most = await renditionsLimit(needs, limit * 1e9)
    return limitRenditions(needs, most, signal)
  })
  const covers = await step(() => deleteUnusedCovers(needs, signal))
  const sources = await step(() => deleteUnusedSources(needs, signal))
  const exports = await step(() => deleteOldExports(needs, signal))
  await step(() => deleteLeftUploads(needs))
  await step(() => deleteOldRequests(db))
  await step(() => deleteOldCallbacks(db))
  if (failures.length > 0) throw failures[0]
  return { historyItems, takes, files: left, renditions: unused + beyond, covers, sources, exports }
}

const lookMilliseconds = 10 * 60_000
const roundMinutes = 60

/** Collects once an hour, one worker for all, until it is stopped; not right after a start, when there is other work. */
export function collectHourly(needs: Needs): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let running = Promise.resolve()
  const look = () => {
    running = running.then(async () => {
      if (!stopping.signal.aborted && (await claimRound(needs.db))) await collectAndTell(needs, stopping.signal)
    })
    running = running.catch((err) => {
      if (!stopping.signal.aborted) needs.log.warn({ err }, 'What nothing needs is collected in the next round.')
    })
  }
  const timer = setInterval(look, lookMilliseconds).unref()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort(new Error('The worker stops.'))
      await running
    },
  }
}

async function collectAndTell(needs: Needs, signal: AbortSignal): Promise<void> {
  const collected = await collect(needs, signal)
  if (Object.values(collected).some((count) => count > 0)) needs.log.info(collected, 'Took away what nothing needs.')
}

/** Whether this worker is the one that collects this hour. */
async function claimRound(db: Database): Promise<boolean> {
  const { rows } = await db.execute(sql`
    insert into settings (key, value) values ('collected_at', to_jsonb(extract(epoch from now())))
    on conflict (key) do update set value = excluded.value
    where abs(extract(epoch from now()) - settings.value::float8) > ${roundMinutes * 60} -- a clock may be set back
    returning key`)
  return rows.length > 0
}
