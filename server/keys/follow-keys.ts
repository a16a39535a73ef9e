import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '#server/base/log.ts'
import type { Events } from '#server/events/events.ts'
import type { Database } from '#server/storage/database.ts'
import { type KnownKey, type KnownKeys, keysChanged, readKnownKeys } from './api-keys.ts'

/** The keys that are valid, as they are now. */
export interface FollowedKeys extends Disposable {
  readonly everHadOne: boolean
  readonly isEmpty: boolean
  /** @param hash of the secret; undefined when there is no such key, or when it was revoked or has expired */
  find(hash: string): KnownKey | undefined
  /** Calls once when something is not so any more, which is looked at whenever keys change or expire. */
  whileTrue(isSo: () => boolean, onEnd: () => void): () => void
}

type Needs = { db: Database; events: Events; log: Log }

const retryMilliseconds = 1_000
/** So late it may be noticed that a key has expired which somebody still holds a connection with. */
const lookMilliseconds = 1_000

/**
 * Keeps the valid keys in memory, and reads them again when they change. One reading follows another, so that the last one
 * is the one that counts, and one that fails is tried again: a key that was revoked does not stay.
 * @param configured of the environment @throws StudioError `invalid_configuration`
 */
export async function followKeys({ db, events, log }: Needs, configured: string | undefined): Promise<FollowedKeys> {
  const watches = new Set<{ isSo: () => boolean; onEnd: () => void }>()
  const closing = new AbortController()
  let isStale = false
  let reading: Promise<void> | undefined = Promise.resolve() // the first, below
  let known: KnownKeys

  async function readUntilFresh(): Promise<void> {
    while (isStale && !closing.signal.aborted) {
      isStale = false
      try {
        known = await readKnownKeys(db, configured)
        look()
      } catch (error) {
        isStale = true
        log.warn({ err: error }, 'The keys could not be read again; another try follows.')
        await delay(retryMilliseconds, undefined, { ref: false, signal: closing.signal }).catch(() => {})
      }
    }
  }

  function readAgain(): void {
    isStale = true
    reading ??= readUntilFresh().finally(() => (reading = undefined))
  }

  function look(): void {
    for (const watch of watches) {
      if (watch.isSo()) continue
      watches.delete(watch)
      watch.onEnd()
    }
  }

  const unsubscribe = events.subscribe(keysChanged.topic, readAgain)
  const looking = setInterval(look, lookMilliseconds).unref()
  try {
    known = await readKnownKeys(db, configured)
    reading = undefined
    if (isStale) readAgain()
  } catch (error) {
    clearInterval(looking)
    unsubscribe()
    throw error
  }
  return {
    get everHadOne() {
      return known.everHadOne
    },
    get isEmpty() {
      return known.byHash.size === 0
    },
    find(hash) {
      const found = known.byHash.get(hash)
      return found?.expiresAt && found.expiresAt.getTime() <= Date.now() ? undefined : found
    },
    whileTrue(isSo, onEnd) {
      const watch = { isSo, onEnd }
      watches.add(watch)
      return () => void watches.delete(watch)
    },
    [Symbol.dispose]() {
      closing.abort()
      clearInterval(looking)
      unsubscribe()
    },
  }
}
