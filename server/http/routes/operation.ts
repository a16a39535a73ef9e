import type { FastifyRequest } from 'fastify'
import { ClearedResponse, StudioStatusResponse, UsageQuery, UsageResponse } from '#contract/operation.ts'
import { StudioError } from '#server/base/errors.ts'
import { limitRenditions } from '#server/collecting/limit-renditions.ts'
import { listUsage } from '#server/keys/key-usage.ts'
import { readStatus, type StudioStatus } from '#server/operating/read-status.ts'
import { requireThisMachine } from '../entrance/admit-locally.ts'
import { readBearer } from '../entrance/authenticate.ts'
import type { Entrance } from '../entrance/entrance.ts'
import { type Route, route } from '../route.ts'

const tag = 'admin'

const status = route({
  method: 'GET',
  path: '/lectern/v1/status',
  tag,
  summary: 'How the studio is: its workers and what they speak, what waits in the queues, what takes space',
  role: 'admin',
  reply: StudioStatusResponse,
  handle: async ({ studio }) => presentStatus(await readStatus(studio)),
})

const clearRenditions = route({
  method: 'DELETE',
  path: '/lectern/v1/renditions',
  tag,
  summary: 'Delete encoded chapters that nobody has asked for within the hour: they are made again when somebody does',
  role: 'admin',
  reply: ClearedResponse,
  handle: async ({ studio, signal }) => ({ deleted: await limitRenditions(studio, 0, signal) }),
})

const usage = route({
  method: 'GET',
  path: '/lectern/v1/usage',
  tag,
  summary: 'What was asked for with each key, day by day',
  role: 'admin',
  query: UsageQuery,
  reply: UsageResponse,
  async handle({ studio: { db, config }, query }) {
    const days = await listUsage(db, query.days)
    return {
      limits: {
        characters_a_day: config.LECTERN_KEY_CHARACTERS,
        conversions_at_once: config.LECTERN_KEY_CONVERSIONS,
      },
      usage: days.map(({ keyId, ...day }) => ({ key_id: keyId, ...day })),
    }
  },
})

const metrics = route({
  method: 'GET',
  path: '/metrics',
  tag,
  summary: 'Figures for Prometheus: requests of this process, and queues, workers, engines and space of the studio',
  role: null, // looks itself: monitoring systems have a token of their own
  reply: { bytes: ['text/plain'] },
  async handle({ studio, entrance, request }) {
    requireMonitor(studio.config.LECTERN_METRICS_TOKEN, request, entrance)
    const text = await entrance.metrics.write()
    return { contentType: entrance.metrics.contentType, bytes: Buffer.from(text) }
  },
})

export const operationRoutes: Route[] = [status, clearRenditions, usage, metrics]

/** @throws StudioError `invalid_api_key`, `rate_limit_exceeded`, `forbidden` for other machines while there is no token */
function requireMonitor(token: string | undefined, request: FastifyRequest, { doorkeeper }: Entrance): void {
  if (token === undefined) requireThisMachine(request)
  else if (!doorkeeper.isKnown(readBearer(request.headers.authorization) ?? '', token, request))
    throw new StudioError(
      'invalid_api_key',
      'The figures are read with LECTERN_METRICS_TOKEN as Authorization: Bearer.',
    )
}

function presentStatus({ version, database, workers, queues, storage }: StudioStatus): StudioStatusResponse {
  return {
    version,
    database,
    workers: workers.map(({ id, engines, voiceCount, jobCount, process }) => ({
      ...{ id, engines, voice_count: voiceCount, busy: jobCount > 0, job_count: jobCount },
      process: process?.replace('lectern/', '') ?? null,
    })),
    queues,
    storage: {
      takes_bytes: storage.takes,
      renditions_bytes: storage.renditions,
      exports_bytes: storage.exports,
      database_bytes: storage.database,
      collectable_bytes: storage.collectable,
      free_bytes: storage.free,
    },
  }
}
