import type { Log } from '#server/base/log.ts'
import type { Database } from '#server/storage/database.ts'
import { noteUse } from './api-keys.ts'

const pauseMilliseconds = 60_000

/** Notes in the database which keys are used: at most once a minute, so that a request costs nothing. */
export interface UseTeller extends AsyncDisposable {
  /** @param hash of the secret */
  add(hash: string): void
}

/** Closing notes what is still to be noted. */
export function openUseTeller({ db, log }: { db: Database; log: Log }): UseTeller {
  const used = new Set<string>()
  let telling = Promise.resolve()
  function tell() {
    const hashes = [...used]
    used.clear()
    if (hashes.length === 0) return
    telling = telling
      .then(() => noteUse(db, hashes))
      .catch((err) => log.debug({ err }, 'The use of keys is noted with the next one.'))
  }
  const timer = setInterval(tell, pauseMilliseconds).unref()
  return {
    add: (hash) => used.add(hash),
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      tell()
      await telling
    },
  }
}
