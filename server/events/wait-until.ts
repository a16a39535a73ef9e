import type { Events, Topic } from './events.ts'

/**
 * Waits until `look` answers something. It looks at once, then after each event of the topic and after a lost
 * connection, so what changed just before, during or between is never missed.
 * @throws the signal's reason
 */
export async function waitUntil<Found>(
  events: Events,
  topic: Topic,
  look: () => Promise<Found | undefined>,
  signal: AbortSignal,
): Promise<Found> {
  for (;;) {
    const looked = new AbortController()
    // Listening starts before looking, so nothing falls in between.
    const heard = events.next(topic, AbortSignal.any([signal, looked.signal]))
    heard.catch(() => {})
    try {
      const found = await look()
      if (found !== undefined) return found
      await heard
    } finally {
      looked.abort()
    }
  }
}
