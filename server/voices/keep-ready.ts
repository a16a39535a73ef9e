import { toStudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import type { Events } from '#server/events/events.ts'
import type { VoiceCatalogue } from './voice-catalogue.ts'

/** Told to all processes while somebody looks at the studio. */
const studioWatched = 'studio:watched'

/** More often than engines forget what they have loaded. */
const tellingMilliseconds = 2 * 60_000

/** Tells that somebody looks at the studio, now and again until it is disposed of. */
export function tellWatched(events: Events): Disposable {
  const tell = () => void events.publish({ topic: studioWatched, payload: {} }).catch(() => {}) // then the first sound comes later
  tell()
  const timer = setInterval(tell, tellingMilliseconds).unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

type Needs = { voices: VoiceCatalogue; events: Events; log: Log }

export interface KeptReady extends AsyncDisposable {
  /** Whether it still loads for the first time, and is waited for. */
  readonly isStarting: boolean
  /** Fulfilled when that is over. */
  started: Promise<void>
}

/** A voice that takes longer to load, as on a slow and busy machine, is not waited for. */
const mostStartSeconds = 30

/**
 * Has the engine of the default voice ready to speak, if it is here: from now on, as soon as another voice becomes the default
 * one, and as long as somebody looks at the studio.
 */
export function keepReady({ voices, events, log }: Needs, startSeconds = mostStartSeconds): KeptReady {
  const closing = new AbortController()
  let ready: string | undefined
  let preparing: Promise<void> | undefined
  const prepare = () => {
    preparing ??= prepareDefault().finally(() => {
      preparing = undefined
    })
    return preparing
  }
  async function prepareDefault(): Promise<void> {
    if (!voices.hasDefaultVoice) return
    const { engine, name, id } = voices.get(voices.defaultVoiceId)
    if (!engine.prepare || !voices.isHere(engine.id, name)) return
    ready = id
    await engine.prepare(name, closing.signal).catch((error) => {
      if (!closing.signal.aborted)
        log.info({ err: toStudioError(error) }, `Engine ${engine.id} is not ready beforehand.`)
    })
  }
  const stop = events.subscribe(studioWatched, () => void prepare())
  voices.onRefreshed(() => {
    if (!closing.signal.aborted && voices.hasDefaultVoice && voices.defaultVoiceId !== ready) void prepare()
  })
  let isStarting = true
  const started = within(startSeconds, prepare()).then(() => {
    isStarting = false
  })
  return {
    get isStarting() {
      return isStarting
    },
    started,
    async [Symbol.asyncDispose]() {
      stop()
      closing.abort(new Error('The studio is closed.'))
      await preparing
    },
  }
}

/** @returns when it is done, or takes too long */
async function within(seconds: number, work: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, seconds * 1000).unref()
  await Promise.race([work, late.promise])
  clearTimeout(timer)
}
