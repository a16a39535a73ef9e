import type { TakeKey } from '#server/base/ids.ts'
import type { Log } from '#server/base/log.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import { bumpRevisionsOfTakes } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { tellSpokenBlocks } from './block-speeches.ts'
import { readProgressOfTakes } from './frozen-plan.ts'

/** Between two tellings; what shows progress asks about twice a second at most. */
const pauseMilliseconds = 500

/**
 * Tells projects of takes that this process made for them: the first at once, those that follow together, every half second.
 * How far a conversion is takes a look at all of it, so that telling is for the process to ration, not for each batch.
 */
export interface ProgressTeller extends AsyncDisposable {
  add(takeKey: TakeKey): void
}

/** Closing tells what is still to be told. */
export function openProgressTeller({ db, log }: { db: Database; log: Log }): ProgressTeller {
  let keys: TakeKey[] = []
  let toldAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let telling = Promise.resolve()
  function tell() {
    const told = keys
    ;[keys, timer, toldAt] = [[], undefined, performance.now()]
    telling = telling
      .then(() => bumpRevisionsOfTakes(db, told))
      .then(() => tellProgress(db, told))
      .catch((err) => log.debug({ err }, 'Progress is told with the next take.'))
  }
  return {
    add(takeKey) {
      keys.push(takeKey)
      timer ??= setTimeout(tell, Math.max(0, toldAt + pauseMilliseconds - performance.now()))
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(timer)
      if (keys.length > 0) tell()
      await telling
    },
  }
}

/** Tells browsers which blocks are spoken by now, and how far the conversions are that waited for these takes. */
async function tellProgress(db: Database, takeKeys: TakeKey[]): Promise<void> {
  await tellSpokenBlocks(db, takeKeys)
  const progress = await readProgressOfTakes(db, takeKeys)
  await tellStudio(
    db,
    progress.map((one) => ({ kind: 'project.progress', ...one })),
  )
}
