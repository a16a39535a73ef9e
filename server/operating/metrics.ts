import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Config } from '#server/base/config.ts'
import { type CounterName, listCounts } from '#server/storage/counters.ts'
import type { Database } from '#server/storage/database.ts'
import { readQueuesAndWorkers } from './read-status.ts'
import { readStorageSums, type StorageSums } from './read-storage.ts'

type Needs = { db: Database; config: Config }

/** What a monitoring system reads of this web process and, the same at each of them, of the whole studio. */
export interface Metrics {
  /** A request was answered. @param route with `:names` instead of ids, so that there are not too many */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
  /** In the text format of Prometheus. */
  write(): Promise<string>
  readonly contentType: string
}

/** What all processes count together (storage/counters.ts), as it is called outside. */
const counted: Record<CounterName, { name: string; help: string; label: string }> = {
  takes: { name: 'lectern_takes_total', help: 'Utterances that were spoken', label: 'engine' },
  speech_seconds: { name: 'lectern_speech_seconds_total', help: 'Seconds of sound that were spoken', label: 'engine' },
  speaking_seconds: {
    name: 'lectern_speaking_seconds_total',
    help: 'Seconds that the engines took for it',
    label: 'engine',
  },
  engine_restarts: {
    name: 'lectern_engine_restarts_total',
    help: 'Processes and threads of engines that died amidst their work',
    label: 'engine',
  },
  renditions: {
    name: 'lectern_renditions_total',
    help: 'Readings of encoded chapters that were kept, and chapters that were encoded',
    label: 'result',
  },
}

/** From an answer out of memory to the import of a book. */
const secondsBuckets = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300]

/** Sums over all takes are read at most this often, however often one asks. */
const sumsMilliseconds = 60_000

export function openMetrics(needs: Needs): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Histogram({
    name: 'lectern_http_request_seconds',
    help: 'How long requests took to the end of their answer, in this web process',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers,
  })
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `lectern_${name}`, help, labelNames, registers })
  const queues = gauge('queue_jobs', 'Jobs that wait or are being worked on', ['queue', 'state'])
  const workers = gauge('workers', 'Worker processes that live')
  const workerJobs = gauge('worker_jobs', 'Jobs that run in workers')
  const storage = gauge('storage_bytes', 'What is held, and what is free on the disk of the files', ['kind'])
  const counters = new Map(
    Object.entries(counted).map(([key, { name, help, label }]) => {
      return [key, { label, counter: new Counter({ name, help, labelNames: [label], registers }) }] as const
    }),
  )
  const readSums = rememberFor(sumsMilliseconds, () => readStorageSums(needs))
  let isMeasuringProcess = false

  async function refresh(): Promise<void> {
    const [now, counts, sums] = await Promise.all([readQueuesAndWorkers(needs.db), listCounts(needs.db), readSums()])
    queues.reset()
    for (const { name, waiting, working } of now.queues) {
      queues.set({ queue: name, state: 'waiting' }, waiting)
      queues.set({ queue: name, state: 'working' }, working)
    }
    workers.set(now.workers.length)
    workerJobs.set(now.workers.reduce((sum, { jobCount }) => sum + jobCount, 0))
    for (const [kind, bytes] of Object.entries(sums)) if (bytes !== null) storage.set({ kind }, bytes)
    for (const { counter } of counters.values()) counter.reset()
    for (const { name, label, value } of counts) {
      const known = counters.get(name)
      known?.counter.inc({ [known.label]: label }, value)
    }
  }

  return {
    answered({ method, route, status, seconds }) {
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds)
    },
    async write() {
      // The lag of the event loop and the like are measured from the first time that somebody asks.
      if (!isMeasuringProcess) collectDefaultMetrics({ register: registry })
      isMeasuringProcess = true
      await refresh()
      return registry.metrics()
    },
    contentType: registry.contentType,
  }
}

function rememberFor(milliseconds: number, read: () => Promise<StorageSums>): () => Promise<StorageSums> {
  let known: { at: number; sums: Promise<StorageSums> } | undefined
  return () => {
    if (known && performance.now() - known.at < milliseconds) return known.sums
    const reading = { at: performance.now(), sums: read() }
    reading.sums.catch(() => (known = undefined))
    known = reading
    return reading.sums
  }
}
