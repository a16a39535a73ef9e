import type { EventLog, LoggedChange } from '#server/events/event-log.ts'
import type { Studio } from '#server/studio.ts'
import { tellWatched } from '#server/voices/keep-ready.ts'
import type { Caller } from '../entrance/authenticate.ts'
import type { Entrance } from '../entrance/entrance.ts'
import { type Route, route } from '../route.ts'

const follow = route({
  method: 'GET',
  path: '/lectern/v1/events',
  tag: 'editor',
  summary: 'Follow what changes, as server-sent events; Last-Event-ID replays what was missed',
  role: 'viewer',
  reply: { bytes: ['text/event-stream'] },
  async handle({ studio, request, caller, signal, entrance }) {
    const after = request.headers['last-event-id']
    const bytes = followEvents(studio, entrance, caller, typeof after === 'string' ? after : undefined, signal)
    const headers = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
    // Each holds little, and how many there may be is counted by itself.
    return { contentType: 'text/event-stream; charset=utf-8', bytes, headers, heldBytes: 0 }
  },
})
export const eventRoutes: Route[] = [follow]

const encoder = new TextEncoder()

/** As long as the caller is here and may be. @throws StudioError `rate_limit_exceeded` */
async function* followEvents(
  { events }: Pick<Studio, 'events'>,
  { eventLog, followers, doorkeeper }: Entrance,
  caller: Caller,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  using following = new DisposableStack()
  following.defer(followers.enter(caller.key ?? ''))
  following.use(tellWatched(events))
  const admission = following.use(doorkeeper.whileAdmitted(caller))
  yield* writeEvents(eventLog, after, AbortSignal.any([signal, admission.signal]))
}

async function* writeEvents(log: EventLog, after: string | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  yield encoder.encode(`retry: 1000\nid: ${after ?? log.lastId}\nevent: hello\ndata: {}\n\n`)
  for await (const change of log.follow(after, signal)) {
    yield encoder.encode(change ? writeEvent(change) : ': alive\n\n')
  }
}

function writeEvent({ id, kind, ...fields }: LoggedChange): string {
  const data = Object.fromEntries(Object.entries(fields).map(([name, value]) => [toSnakeCase(name), value]))
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`
}

function toSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
