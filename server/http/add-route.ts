import { sql } from 'drizzle-orm'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { z } from 'zod'
import { ErrorDetail, HTTPValidationError } from '#contract/errors.ts'
import { OpenaiError } from '#contract/openai-speech.ts'
import { StudioError } from '#server/base/errors.ts'
import { untilMyTurn } from '#server/base/give-way.ts'
import { answerOnce, type NamedRequest } from '#server/keys/idempotent-requests.ts'
import type { Studio } from '#server/studio.ts'
import type { InTurn } from './answers/making.ts'
import { replyErrorPage } from './answers/reply-error-page.ts'
import { replyOpenaiError } from './answers/reply-openai-error.ts'
import { type BytesReply, isBytesReply, jsonReply, jsonType, sendBytes } from './answers/send-bytes.ts'
import { whenClosed } from './answers/when-closed.ts'
import { type Caller, requireRole } from './entrance/authenticate.ts'
import { bodyLimits } from './entrance/body-limits.ts'
import type { Entrance } from './entrance/entrance.ts'
import { networkOf } from './entrance/network-of.ts'
import { holdBack } from './entrance/rate-limit.ts'
import { withForm } from './requests/read-form.ts'
import type { Route } from './route.ts'
import { hasBody } from './slow-requests.ts'

/** Makes a route answer: key and role first, then the parts of the request, then the handler. */
export function addRoute(app: FastifyInstance, route: Route, studio: Studio, entrance: Entrance): void {
  const callers = new WeakMap<FastifyRequest, Caller>()
  /** Until the answer is taken. @throws StudioError `rate_limit_exceeded` */
  function hold(byteLength: number, request: FastifyRequest, reply: FastifyReply): void {
    if (byteLength <= leastCounted) return
    whenClosed(reply.raw, entrance.unread.enter(toName(callers.get(request), request), byteLength))
  }
  app.route({
    method: route.method,
    url: route.path,
    schema: schemaOf(route),
    ...(route.isOpenai && { errorHandler: replyOpenaiError }),
    ...(route.isPage && { errorHandler: replyErrorPage }),
    bodyLimit: bodyLimitOf(route),
    ...(route.multipart && { validatorCompiler: () => (value: unknown) => ({ value }) }),
    ...(route.socket && socketOf(route.socket, studio, entrance)),
    async onRequest(request, reply) {
      if (route.socket) entrance.doorkeeper.admitReader(request)
      if (route.role === null) return entrance.connections.belongsTo(request.raw.socket, toName(undefined, request))
      const caller = entrance.doorkeeper.admit(request)
      entrance.connections.belongsTo(request.raw.socket, toName(caller, request))
      if (caller.key) holdBack(entrance.limiter, caller.key, 'This key asks too often.')
      requireRole(caller, route.role)
      if (route.role === 'editor' && writes(route)) entrance.room.require()
      if (hasBody(request.raw)) whenClosed(reply.raw, entrance.bodies.enter(caller.key ?? '', mostKept(request, route)))
      callers.set(request, caller)
    },
    async onSend(request, reply, payload) {
      hold(lengthOf(payload), request, reply)
    },
    async onResponse(request, { statusCode: status }) {
      const { name } = callers.get(request) ?? {}
      if (name === undefined || route.method === 'GET' || route.role === 'viewer') return
      const { id: requestId, method, url } = request
      studio.log.info({ key: name, method, path: url.split('?')[0], status, requestId }, 'Changed with a key.')
    },
    async handler(request, reply) {
      const caller = callers.get(request) ?? { role: 'viewer' as const }
      const { params, query } = request
      const signal = signalOf(reply)
      const who = toName(callers.get(request), request)
      // What is sent while it is made does not wait for lists and the like, nor they for it.
      const turnsOf = isBytes(route) ? `${who}, long` : who
      const inTurn: InTurn = (work) => entrance.answering(turnsOf, signal, work)
      const asked = { params, query, caller, studio, signal, inTurn, request, entrance }
      // While nobody could note it down, no document is taken in.
      if (route.multipart) await studio.db.execute(sql`select 1`)
      // What is large has held the event loop long enough while it was checked.
      if (route.isLarge) await untilMyTurn()
      const handle = (body: unknown) => {
        // It may take an hour to come, and the key may be revoked meanwhile.
        if (caller.key !== undefined && hasBody(request.raw)) entrance.doorkeeper.admit(request)
        const answer = async () => toReply(route, await route.handle({ ...asked, body }))
        return route.waits || route.isShared ? answer() : inTurn(answer)
      }
      const work = async () =>
        route.multipart ? withForm(request, route.body!, studio.files, handle) : handle(request.body)
      const named = nameOf(route, request, caller)
      const { body, isRepeated } = named
        ? await answerOnce(studio.db, named, work, toKept)
        : { body: await work(), isRepeated: false }
      if (isRepeated) reply.header('idempotent-replayed', 'true')
      const answer = await toReply(route, body)
      if (route.isEmbeddable) reply.removeHeader('x-frame-options')
      hold(heldBytesOf(answer), request, reply)
      return sendBytes(answer, request, reply)
    },
  })
}

/** What a handler answers, or what was kept of it, as bytes: JSON is written here, and not by Fastify, which writes all of it at once. */
function toReply({ reply }: Route, answer: unknown): BytesReply | Promise<BytesReply> {
  return isBytesReply(answer) ? answer : jsonReply(reply as z.ZodType, answer)
}

/** Whose share something takes: a key's, that of the person at this machine, or of a stranger's network. */
function toName(caller: Caller | undefined, { ip }: FastifyRequest): string {
  return caller ? (caller.key ?? '') : `address ${networkOf(ip)}`
}

/** Answers of fewer bytes are not counted while they are taken: there are no more of them than connections. */
const leastCounted = 65_536

/** 0 of what is made while it is taken. */
function lengthOf(payload: unknown): number {
  if (typeof payload === 'string') return Buffer.byteLength(payload)
  return payload instanceof Uint8Array ? payload.byteLength : 0
}

/** What is between its making and its taking of an answer that is made, or read from a file, while it is taken. */
const heldOfStream = 524_288

/** What is at hand as a whole is counted when it is sent. */
function heldBytesOf({ bytes, heldBytes }: BytesReply): number {
  return heldBytes ?? (bytes instanceof Uint8Array ? 0 : heldOfStream)
}

/** What deletes makes room, and what cancels takes no more of it. */
function writes({ method, path }: Route): boolean {
  return method !== 'GET' && method !== 'DELETE' && !path.endsWith('/cancel')
}

/** Sound and pages, which are made while they are taken; not JSON. */
function isBytes({ reply }: Route): boolean {
  return !(reply instanceof z.ZodType)
}

function bodyLimitOf({ role, isLarge }: Route): number {
  if (role === null) return bodyLimits.stranger
  return isLarge ? bodyLimits.large : bodyLimits.json
}

/** How much of a body is kept in memory, as far as its head tells; files of a form are written down as they come. */
function mostKept({ headers }: FastifyRequest, route: Route): number {
  const most = route.multipart ? bodyLimits.content + bodyLimits.fields : bodyLimitOf(route)
  return Math.min(Number(headers['content-length'] ?? Infinity), most)
}

/** What Fastify is told of a route that is also a socket. What of its address is wrong, the socket tells. */
function socketOf({ check, serve }: NonNullable<Route['socket']>, studio: Studio, entrance: Entrance) {
  return {
    attachValidation: true,
    async preHandler(request: FastifyRequest) {
      if (request.ws) check?.({ studio, entrance, request })
    },
    wsHandler: (socket: WebSocket, request: FastifyRequest) => serve(socket, { studio, entrance, request }),
  }
}

/** In bytes: a longer answer is made again, as a chapter that is written again is the same. */
const longestKept = 1_000_000

/** What is kept of an answer, to be given again; undefined of sound, and of what is too long to be kept for each request. */
function toKept({ bytes, contentType }: BytesReply): unknown {
  const isKept = bytes instanceof Uint8Array && contentType === jsonType && bytes.length <= longestKept
  return isKept ? JSON.parse(Buffer.from(bytes).toString()) : undefined
}

/** Undefined where a client does not ask for it, where nobody is known or may change anything, or where the answer is sound or a secret. */
function nameOf(route: Route, request: FastifyRequest, { key = '' }: Caller): NamedRequest | undefined {
  const name = request.headers['idempotency-key']
  const isKept = route.method === 'POST' && route.reply instanceof z.ZodType && !route.answersSecret
  if (!isKept || route.role === null || route.role === 'viewer' || typeof name !== 'string') return
  if (name.length === 0 || name.length > 255) {
    const sentence = 'An Idempotency-Key has 1 to 255 characters.'
    throw new StudioError('invalid_parameters', sentence, { param: 'Idempotency-Key' })
  }
  return { caller: key, name, operation: `POST ${request.url.split('?')[0]}` }
}

function schemaOf({ tag, summary, role, params, query, body, multipart, reply, refusal, isOpenai }: Route) {
  const errors = isOpenai
    ? { '4xx': OpenaiError, '5xx': OpenaiError }
    : { 422: HTTPValidationError, '4xx': ErrorDetail, '5xx': ErrorDetail }
  return {
    tags: [tag, ...(role === 'admin' && tag !== 'admin' ? ['admin'] : [])],
    summary,
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(multipart && { consumes: ['multipart/form-data', 'application/x-www-form-urlencoded'] }),
    response: {
      200: reply instanceof z.ZodType ? reply : { content: bytesContent(reply.bytes) },
      ...(refusal && { 400: z.union([refusal, ErrorDetail]) }),
      ...errors,
    },
  }
}

function bytesContent(mediaTypes: string[]) {
  const binary = z.any().meta({ type: 'string', format: 'binary' })
  const ofType = (type: string) => (type === 'text/event-stream' ? z.any() : binary) // events are no single value
  return Object.fromEntries(mediaTypes.map((type) => [type, { schema: ofType(type) }]))
}

/** Aborted when the caller goes before the answer is sent, or wants to know only its head. */
function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  whenClosed(reply.raw, () => {
    if (!reply.raw.writableFinished || reply.request.method === 'HEAD')
      controller.abort(new StudioError('job_cancelled', 'The caller has gone.'))
  })
  return controller.signal
}
