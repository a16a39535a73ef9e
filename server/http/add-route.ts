import { sql } from 'drizzle-orm'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ErrorDetail, HTTPValidationError } from '#contract/errors.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Studio } from '#server/studio.ts'
import { type Caller, type Doorkeeper, requireRole } from './authenticate.ts'
import type { RateLimiter } from './rate-limit.ts'
import { withForm } from './read-form.ts'
import type { Route } from './route.ts'
import { isBytesReply, sendBytes } from './send-bytes.ts'

/** What stands before all routes that are not for everybody. */
export interface Entrance {
  doorkeeper: Doorkeeper
  limiter: RateLimiter
}

/** Makes a route answer: key and role first, then the parts of the request, then the handler. */
export function addRoute(app: FastifyInstance, route: Route, studio: Studio, entrance: Entrance): void {
  const callers = new WeakMap<FastifyRequest, Caller>()
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    ...(route.multipart && { validatorCompiler: () => (value: unknown) => ({ value }) }),
    async onRequest(request, reply) {
      if (route.role === null) return
      const caller = entrance.doorkeeper.admit(request)
      if (caller.key) holdBack(entrance.limiter, caller.key, reply)
      requireRole(caller, route.role)
      callers.set(request, caller)
    },
    async handler(request, reply) {
      const caller = callers.get(request) ?? { role: 'viewer' as const }
      const { params, query } = request
      const asked = { params, query, caller, studio, signal: signalOf(reply), request }
      // While nobody could note it down, no document is taken in.
      if (route.multipart) await studio.db.execute(sql`select 1`)
      const answer = route.multipart
        ? await withForm(request, route.body!, studio.files, (body) => route.handle({ ...asked, body }))
        : await route.handle({ ...asked, body: request.body })
      if (route.isEmbeddable) reply.removeHeader('x-frame-options')
      return isBytesReply(answer) ? sendBytes(answer, request, reply) : reply.send(answer)
    },
  })
}

/** @throws StudioError `rate_limit_exceeded` */
function holdBack(limiter: RateLimiter, key: string, reply: FastifyReply): void {
  const seconds = limiter.secondsToWait(key)
  if (seconds === 0) return
  const resetAtUnix = Math.ceil(Date.now() / 1000 + seconds)
  reply.headers({ 'retry-after': Math.ceil(seconds), 'x-ratelimit-reset': resetAtUnix })
  throw new StudioError('rate_limit_exceeded', 'This key asks too often.')
}

function schemaOf({ tag, summary, role, params, query, body, multipart, reply, refusal }: Route) {
  return {
    tags: [tag, ...(role === 'admin' && tag !== 'admin' ? ['admin'] : [])],
    summary,
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(multipart && { consumes: ['multipart/form-data'] }),
    response: {
      200: reply instanceof z.ZodType ? reply : { content: bytesContent(reply.bytes) },
      ...(refusal && { 400: z.union([refusal, ErrorDetail]) }),
      422: HTTPValidationError,
      '4xx': ErrorDetail,
      '5xx': ErrorDetail,
    },
  }
}

function bytesContent(mediaTypes: string[]) {
  return Object.fromEntries(
    mediaTypes.map((type) => [type, { schema: z.any().meta({ type: 'string', format: 'binary' }) }]),
  )
}

/** Aborted when the caller goes before the answer is sent. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('The caller has gone.'))
  })
  return controller.signal
}
