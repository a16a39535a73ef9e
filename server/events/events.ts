import { hasCode, StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import type { Connection } from '#server/storage/database-client.ts'
import { Session } from './session.ts'
import { type AnyTransaction, runIn } from './transaction.ts'

/** What an event is about, as `kind:id`: `project:4f…`, `take:9c…`, `job-cancelled:…`. */
export type Topic = `${string}:${string}`

/** Something that changed. The payload is small JSON: it says what to look at, not what it looks like. */
export interface StudioEvent {
  topic: Topic
  payload: unknown
}

/** What a listener hears: an event, or that events may have been missed, so that it looks for itself. */
export type Heard = ({ kind: 'event' } & StudioEvent) | { kind: 'reconnected'; topic: Topic }

/** Tells all processes of the studio what changed, through PostgreSQL's NOTIFY. */
export interface Events extends AsyncDisposable {
  /**
   * Tells an event to the subscribers in all processes, in one statement; with `inTransaction`, when that commits.
   * @throws StudioError `internal_error` for an event of 8,000 bytes or more (PostgreSQL's limit)
   */
  publish(event: StudioEvent, options?: { inTransaction?: AnyTransaction }): Promise<void>
  /** Calls the listener for each event of this topic, and after a lost connection; answers how to stop that. */
  subscribe(topic: Topic, listener: (heard: Heard) => void): () => void
  /** The next event of a topic; also answers after a lost connection. Rejects with the signal's reason. */
  next(topic: Topic, signal: AbortSignal): Promise<Heard>
}

/** Where PostgreSQL tells all events. */
export const channel = 'lectern_events'
const byteLimit = 8_000

/** Listens with one connection of its own. Events told while it is lost are not heard, but listeners are told so. */
export async function openEvents({ connection, log }: { connection: Connection; log: Log }): Promise<Events> {
  const listeners: Listeners = new Map()
  let connections = 0
  const session = await Session.open({
    connection,
    name: 'events',
    log,
    async onConnect(client) {
      await client.query(`listen ${channel}`)
      if (connections++ > 0) tellReconnected(listeners, log)
    },
    onNotification: (payload) => hear(listeners, payload, log),
  })
  return {
    async publish(event, options = {}) {
      const statement = 'select pg_notify($1, $2)'
      const values = [channel, toPayload(event)]
      if (options.inTransaction) await runIn(options.inTransaction, statement, values)
      else await tryTwice(() => session.query(statement, values))
    },
    subscribe: (topic, listener) => subscribe(listeners, topic, listener),
    next: (topic, signal) => next(listeners, topic, signal),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}

/** An event told twice does no harm; one that is lost with the connection would. */
async function tryTwice(statement: () => Promise<unknown>): Promise<void> {
  await statement().catch((error) => {
    if (!hasCode(error, 'database_unavailable')) throw error
    return statement()
  })
}

/** Exact topics, so that thousands of subscribers cost an event nothing. */
type Listeners = Map<Topic, Set<(heard: Heard) => void>>

/** An event as it is told. @throws StudioError `internal_error` for one of 8,000 bytes or more */
export function toPayload(event: StudioEvent): string {
  const payload = JSON.stringify([event.topic, event.payload])
  const byteLength = Buffer.byteLength(payload)
  if (byteLength < byteLimit) return payload
  throw new StudioError('internal_error', `The event ${event.topic} has ${byteLength} bytes; an event has under 8,000.`)
}

function hear(listeners: Listeners, text: string, log: Log): void {
  const [topic, payload] = JSON.parse(text) as [Topic, unknown]
  for (const listener of [...(listeners.get(topic) ?? [])]) tell(listener, { kind: 'event', topic, payload }, log)
}

function tellReconnected(listeners: Listeners, log: Log): void {
  for (const [topic, ofTopic] of [...listeners]) {
    for (const listener of [...ofTopic]) tell(listener, { kind: 'reconnected', topic }, log)
  }
}

function tell(listener: (heard: Heard) => void, heard: Heard, log: Log): void {
  try {
    listener(heard)
  } catch (error) {
    log.error({ err: error }, `A listener of ${heard.topic} failed.`)
  }
}

function subscribe(listeners: Listeners, topic: Topic, listener: (heard: Heard) => void): () => void {
  const ofTopic = listeners.get(topic) ?? new Set()
  listeners.set(topic, ofTopic)
  // Its own function for each subscription: the same listener may subscribe twice.
  const own = (heard: Heard) => listener(heard)
  ofTopic.add(own)
  return () => {
    ofTopic.delete(own)
    if (ofTopic.size === 0 && listeners.get(topic) === ofTopic) listeners.delete(topic)
  }
}

async function next(listeners: Listeners, topic: Topic, signal: AbortSignal): Promise<Heard> {
  signal.throwIfAborted()
  const heard = Promise.withResolvers<Heard>()
  const abort = () => heard.reject(signal.reason)
  const unsubscribe = subscribe(listeners, topic, heard.resolve)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await heard.promise
  } finally {
    unsubscribe()
    signal.removeEventListener('abort', abort)
  }
}
