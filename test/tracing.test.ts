import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { test } from 'node:test'
import { exportAs } from './exports.ts'
import { hurrying } from './hurry.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: { code: number; message?: string }
}

test('a conversion is one trace: its jobs are parts of it, and their utterances parts of them', async () => {
  await using collector = await openCollector()
  await using studio = await openTestStudio({ environment: collector.environment })
  const projectId = await studio.addProject([['It was dark.', 'Rain fell.'], ['Nobody came.']])
  await studio.convertProject(projectId)
  const spans = await until('the conversion is told', () => {
    const root = collector.spans.find(({ name }) => name === 'conversion')
    const trace = collector.spans.filter(({ traceId }) => traceId === root?.traceId)
    return trace.some(({ name }) => name === 'publish') ? trace : undefined
  })
  const root = spans.find(({ name }) => name === 'conversion')!
  assert.equal(root.parentSpanId, undefined)
  const jobs = spans.filter(({ parentSpanId }) => parentSpanId === root.spanId)
  assert.deepEqual(new Set(jobs.map(({ name }) => name)), new Set(['convert', 'speak.tone', 'publish']))
  const utterances = spans.filter(({ name }) => name === 'utterance')
  assert.equal(utterances.length, 3)
  for (const { parentSpanId } of utterances) {
    assert.equal(spans.find(({ spanId }) => spanId === parentSpanId)?.name, 'speak.tone')
  }
  for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
    assert.ok(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano))
  }
})

test('proof: a conversion that fails is told with its reason, and a collector that is away holds nobody up', async () => {
  await using collector = await openCollector()
  await using studio = await openTestStudio({
    environment: collector.environment,
    mayLog: /the weights are gone/,
    beforeSpeak: () => {
      throw new Error('the weights are gone')
    },
  })
  const projectId = await studio.addProject([['It was dark.']])
  await hurrying(studio, () => studio.convertProject(projectId))
  const root = await until('its end is told', () => collector.spans.find(({ name }) => name === 'conversion'))
  assert.equal(root.status.code, 2)
  assert.match(root.status.message!, /the weights are gone/)
  await using alone = await openTestStudio({ environment: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' } })
  await alone.convert(await alone.addChapter(['It was dark.']))
})

test('proof: exports are traces of their own, though those of one key take turns together', async () => {
  await using collector = await openCollector()
  await using studio = await openTestStudio({ environment: collector.environment })
  const projectId = await studio.addProject([['It was dark.']])
  await studio.convertProject(projectId)
  for (const format of ['wav', 'srt']) await exportAs(studio, projectId, format)
  const told = () => collector.spans.filter(({ name }) => name === 'export')
  await until('both are told', () => told().length === 2)
  assert.equal(new Set(told().map(({ traceId }) => traceId)).size, 2)
})

/** Takes what a collector of OpenTelemetry is told. */
async function openCollector() {
  const spans: Span[] = []
  const server = createServer(async (request, response) => {
    assert.equal(request.url, '/v1/traces')
    assert.equal(request.headers.authorization, 'Basic abc=')
    const { resourceSpans } = (await json(request)) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
    response.end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20abc=',
  }
  return { spans, environment, [Symbol.asyncDispose]: async () => void server.close() }
}
