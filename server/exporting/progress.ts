import { StudioError } from '#server/base/errors.ts'
import type { ExportId } from '#server/base/ids.ts'
import type { Log } from '#server/base/log.ts'
import type { Database } from '#server/storage/database.ts'
import { tellProgress } from './export-store.ts'

const pauseMilliseconds = 500

/**
 * Tells how far an export is, every half second at most and never less than before. Where nobody is left to be told, its
 * `unwanted` is aborted. Closing forgets what is not told yet.
 */
export function openProgress({ db, log }: { db: Database; log: Log }, id: ExportId) {
  let told = 0
  let known = 0
  let timer: NodeJS.Timeout | undefined
  let telling: Promise<unknown> = Promise.resolve()
  const unwanted = new AbortController()
  const sayUnwanted = () => unwanted.abort(new StudioError('job_cancelled', `The export ${id} is not wanted any more.`))
  function tellNow(): void {
    timer = undefined
    if (known <= told) return
    told = known
    const progress = Math.min(known, 0.999)
    telling = telling
      .then(async () => (await tellProgress(db, id, progress)) || sayUnwanted())
      .catch((err) => log.debug({ err }, 'Progress is told a little later.'))
  }
  async function settle(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    await telling
  }
  return {
    unwanted: unwanted.signal,
    tell(progress: number): void {
      known = Math.max(known, progress)
      timer ??= setTimeout(tellNow, pauseMilliseconds).unref()
    },
    /** Until nothing more is told, so that the end is not overtaken. */
    settle,
    [Symbol.asyncDispose]: settle,
  }
}
