import type { EventLog } from '#server/events/event-log.ts'
import type { Metrics } from '#server/operating/metrics.ts'
import type { Doorkeeper } from './authenticate.ts'
import type { RateLimiter } from './rate-limit.ts'
import type { SocketLimit } from './sockets/socket-limit.ts'

/** What stands before all routes that are not for everybody, and what there is once for the whole server. */
export interface Entrance {
  doorkeeper: Doorkeeper
  limiter: RateLimiter
  sockets: SocketLimit
  /** Those who follow the events. */
  followers: SocketLimit
  /** The bodies that are read or answered, as far as they are kept in memory. */
  bodies: SocketLimit
  /** Those who have told what would be said of a text, which may take as long as speaking it. */
  telling: SocketLimit
  metrics: Metrics
  /** What browsers follow. */
  eventLog: EventLog
}
