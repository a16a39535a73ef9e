import { createHash, randomBytes } from 'node:crypto'
import { describeFailure } from './errors.ts'
import type { Log } from './log.ts'

/** Something that took some time, as a tracing system shows it. */
export interface Span {
  /** What it belongs to, such as a conversion's id: all processes find the same trace by it. */
  trace: string
  name: string
  startedAt: Date
  endedAt: Date
  attributes?: Record<string, string | number | boolean>
  /** Why it failed. */
  error?: string
  /** The one that all others of the trace are part of, and which may be told last. */
  isRoot?: boolean
  /** Part of the root, unless of another one that `newSpanId` named, or (null) of none. */
  parentId?: string | null
  id?: string
}

/** Tells a collector of OpenTelemetry what took how long. What cannot be told is forgotten. */
export interface Tracer extends AsyncDisposable {
  record(span: Span): void
}

export interface TracerOptions {
  /** As `OTEL_EXPORTER_OTLP_ENDPOINT` has it. */
  endpoint: string
  /** `name=value`, comma-separated, as `OTEL_EXPORTER_OTLP_HEADERS` has them. */
  headers?: string
  serviceName: string
  log: Log
}

const sendMilliseconds = 2_000
const mostWaiting = 2_000

/** For those who want no traces. */
export const noTracer: Tracer = { record() {}, async [Symbol.asyncDispose]() {} }

/** Over HTTP with JSON. Source: OpenTelemetry Protocol 1.9, OTLP/HTTP. */
export function openTracer({ endpoint, headers, serviceName, log }: TracerOptions): Tracer {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`
  let waiting: Span[] = []
  let sending = Promise.resolve()
  const send = () => {
    if (waiting.length === 0) return sending
    const spans = waiting
    waiting = []
    sending = sending.then(() => post(spans)).catch((err) => log.debug({ err }, 'Traces could not be told.'))
    return sending
  }
  async function post(spans: Span[]): Promise<void> {
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual', // the headers are for who is configured
      headers: { 'content-type': 'application/json', ...readHeaders(headers) },
      body: JSON.stringify(toRequest(spans, serviceName)),
      signal: AbortSignal.timeout(10_000),
    })
    await answer.body?.cancel()
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}.`)
  }
  const timer = setInterval(send, sendMilliseconds).unref()
  return {
    record(span) {
      if (waiting.length < mostWaiting) waiting.push(span)
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await send()
    },
  }
}

/** Does something, and tells how long it took. @throws what the work throws */
export async function traced<Result>(
  tracer: Tracer,
  span: Omit<Span, 'startedAt' | 'endedAt' | 'error'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const startedAt = new Date()
  const tell = (error?: string) => tracer.record({ ...span, startedAt, endedAt: new Date(), error })
  try {
    const result = await work()
    tell()
    return result
  } catch (thrown) {
    tell(describeFailure(thrown).message) // of the database's errors not the values of the statement
    throw thrown
  }
}

export function newSpanId(): string {
  return randomBytes(8).toString('hex')
}

function toRequest(spans: Span[], serviceName: string): object {
  const resource = { attributes: toAttributes({ 'service.name': serviceName, 'process.pid': process.pid }) }
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'lectern' }, spans: spans.map(toOtlp) }] }] }
}

function toOtlp({ trace, name, startedAt, endedAt, attributes = {}, error, isRoot, parentId, id }: Span): object {
  const root = hash(`root ${trace}`, 8)
  const [ok, failed] = [1, 2]
  return {
    traceId: hash(trace, 16),
    spanId: isRoot ? root : (id ?? newSpanId()),
    ...(!isRoot && parentId !== null && { parentSpanId: parentId ?? root }),
    name,
    kind: 1,
    startTimeUnixNano: toNanoseconds(startedAt),
    endTimeUnixNano: toNanoseconds(endedAt),
    attributes: toAttributes(attributes),
    status: error === undefined ? { code: ok } : { code: failed, message: error },
  }
}

function toAttributes(values: Record<string, string | number | boolean>): object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: toValue(value) }))
}

function toValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

function toNanoseconds(moment: Date): string {
  return `${moment.getTime()}000000`
}

function hash(text: string, byteLength: number): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, 2 * byteLength)
}

function readHeaders(text = ''): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='))
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('=')
      return [pair.slice(0, end).trim(), decodeURIComponent(pair.slice(end + 1).trim())]
    }),
  )
}
