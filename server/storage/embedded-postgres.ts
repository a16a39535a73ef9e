import { setTimeout as delay } from 'node:timers/promises'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import { openServerPlace, type ServerConnection, type ServerPlace } from './postgres/place.ts'
import { callServer, type Presence, takeLeave } from './postgres/presence.ts'
import { reachServer } from './postgres/reach-server.ts'
import { trimLog } from './postgres/server-log.ts'
import { stopServer } from './postgres/server-process.ts'

/** A PostgreSQL of our own, shared by all processes that open the same data folder. */
export type EmbeddedPostgres = AsyncDisposable & {
  /** What `pg` needs to connect; the same after every restart of the server. */
  connection: ServerConnection
  /** The same as a URL, for another process. */
  url: string
}

type Options = {
  /** A folder of its own; made when missing. */
  dataDir: string
  log: Log
  /** Whether to start the server again when it dies (as the others who have it open do too). */
  supervise?: boolean
  /** False only for tests: what is written need not reach the disk. */
  isDurable?: boolean
}

const openPatienceMilliseconds = 5 * 60_000
const longestPauseMilliseconds = 5000
const leavePatienceMilliseconds = 10_000
const logCheckMilliseconds = 60_000

/**
 * Connects to the server of a data folder, starting it when nobody has. It outlives a killed process, and the next one
 * uses it. Closing stops it when no other Lectern is connected.
 * @throws StudioError `database_failed_to_start` with the reason and the last lines of the log
 */
export async function openEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const { dataDir, log, supervise = true, isDurable = true } = options
  const { place, presence } = await enter(dataDir, isDurable).catch((cause) => {
    throw toStartError(dataDir, cause)
  })
  const attendance = attend(place, presence, supervise, log)
  return {
    connection: place.connection,
    url: toUrl(place.connection),
    [Symbol.asyncDispose]: () => attendance[Symbol.asyncDispose](),
  }
}

async function enter(dataDir: string, isDurable: boolean) {
  const place = await openServerPlace(dataDir, isDurable)
  const presence = await reachServer(place, true, AbortSignal.timeout(openPatienceMilliseconds))
  return { place, presence }
}

/** Stays connected: comes back when the server was lost, and takes leave at the end. */
function attend(place: ServerPlace, first: Presence, supervise: boolean, log: Log): AsyncDisposable {
  const closing = new AbortController()
  let current = Promise.resolve<Presence | undefined>(first)
  const watch = (presence: Presence) =>
    presence.once('end', () => {
      if (closing.signal.aborted) return
      log.warn({ dataDir: place.dataDir }, 'The database server is gone.')
      current = comeBack(place, supervise, log, closing.signal)
      current.then((again) => again && watch(again))
    })
  watch(first)
  const logCheck = setInterval(() => trimLog(place.logFile).catch(() => {}), logCheckMilliseconds).unref()
  return {
    async [Symbol.asyncDispose]() {
      if (closing.signal.aborted) return
      closing.abort()
      clearInterval(logCheck)
      const presence = (await current) ?? (await findAgain(place))
      if (presence) await leave(place, presence)
    },
  }
}

/** Undefined when closing was asked for meanwhile. */
async function comeBack(
  place: ServerPlace,
  mayStart: boolean,
  log: Log,
  closing: AbortSignal,
): Promise<Presence | undefined> {
  for (let pause = 100; !closing.aborted; pause = Math.min(2 * pause, longestPauseMilliseconds)) {
    try {
      const presence = await reachServer(place, mayStart, closing)
      log.info({ dataDir: place.dataDir }, 'The database server is back.')
      return presence
    } catch (error) {
      if (!closing.aborted) log.error({ err: error }, 'The database server cannot be started; trying again.')
      await delay(pause, undefined, { signal: closing }).catch(() => {})
    }
  }
  return undefined
}

/** Who leaves while the server is away looks once more: another process may just have started it, and left before. */
async function findAgain(place: ServerPlace): Promise<Presence | undefined> {
  const patience = AbortSignal.timeout(leavePatienceMilliseconds)
  for (;;) {
    const answer = await callServer(place.connection).catch(() => 'absent' as const)
    if (typeof answer === 'object') return answer
    if (answer === 'absent' || patience.aborted) return undefined
    await delay(50)
  }
}

/** The last one out turns off the light. */
async function leave(place: ServerPlace, presence: Presence): Promise<void> {
  const wasLast = await takeLeave(presence).catch(() => false)
  if (wasLast) await stopServer(place)
  await presence.end().catch(() => {})
}

function toUrl({ host, port, user, database }: ServerConnection): string {
  return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}&sslmode=disable`
}

function toStartError(dataDir: string, cause: unknown): StudioError {
  if (cause instanceof StudioError) return cause
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new StudioError('database_failed_to_start', `The database in ${dataDir} did not start: ${reason}.`, { cause })
}
