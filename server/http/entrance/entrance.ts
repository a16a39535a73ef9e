import type { Gate } from '#server/base/gate.ts'
import type { EventLog } from '#server/events/event-log.ts'
import type { Metrics } from '#server/operating/metrics.ts'
import type { RoomWatch } from '#server/storage/require-room.ts'
import type { Doorkeeper } from './authenticate.ts'
import type { CallerLimit } from './caller-limit.ts'
import type { Connections } from './connections.ts'
import type { RateLimiter } from './rate-limit.ts'

/** What stands before all routes that are not for everybody, and what there is once for the whole server. */
export interface Entrance {
  doorkeeper: Doorkeeper
  limiter: RateLimiter
  connections: Connections
  sockets: CallerLimit
  /** Those who follow the events. */
  followers: CallerLimit
  /** The bodies that are read or answered, as far as they are kept in memory. */
  bodies: CallerLimit
  /** Those who have told what would be said of a text, which may take as long as speaking it. */
  telling: CallerLimit
  /** Those who are answered in JSON: one key with much to ask leaves the database and the time to others. */
  answering: Gate
  /** The answers that their readers have not taken yet. */
  unread: CallerLimit
  /** For what is written down. */
  room: RoomWatch
  metrics: Metrics
  /** What browsers follow. */
  eventLog: EventLog
}
