import type { IncomingMessage } from 'node:http'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifySchemaCompiler,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { lastOfRepeated } from '#contract/requests.ts'
import { StudioError } from '#server/base/errors.ts'
import { openGate } from '#server/base/gate.ts'
import { newId } from '#server/base/ids.ts'
import { readJson } from '#server/base/read-json.ts'
import { version } from '#server/base/version.ts'
import { openEventLog } from '#server/events/event-log.ts'
import { openMetrics } from '#server/operating/metrics.ts'
import { openRoomWatch } from '#server/storage/require-room.ts'
import type { Studio } from '#server/studio.ts'
import { voicesChanged } from '#server/voices/voice-catalogue.ts'
import { addRoute } from './add-route.ts'
import { replyError } from './answers/reply-error.ts'
import { jsonType } from './answers/send-bytes.ts'
import { looksAtPages, type ShowPage, serveWebPages } from './answers/web-pages.ts'
import { openDoorkeeper } from './entrance/authenticate.ts'
import { bodyLimits } from './entrance/body-limits.ts'
import { openCallerLimit } from './entrance/caller-limit.ts'
import { limitConnections, openNodeServer } from './entrance/connections.ts'
import { allowOrigins } from './entrance/cross-origin.ts'
import { openRateLimiter } from './entrance/rate-limit.ts'
import { safeParseLax } from './requests/lax.ts'
import { toPresentPath } from './requests/old-paths.ts'
import { toOpenaiPath } from './requests/openai-paths.ts'
import { formOptions } from './requests/read-form.ts'
import { readText } from './requests/read-text.ts'
import { listRoutes } from './routes/index.ts'
import { answerClientError, limitBodies, refuseBody, timeLimits } from './slow-requests.ts'
import { acceptSockets } from './sockets/accept-sockets.ts'
import { refuseByName } from './unserved-paths.ts'

/** So many of one key: the database has ten connections for all, and what is read of it may have megabytes. */
const answeredAtOnce = 4

/** The HTTP server of a studio, with all routes but not yet listening. */
export async function openServer(studio: Studio): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: studio.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimits.json,
    serverFactory: (handle) => openNodeServer(handle, timeLimits(studio.config), refuseBody),
    clientErrorHandler: answerClientError,
    rewriteUrl: ({ url = '/', headers }) => toPresentPath(toOpenaiPath(url, headers)),
    genReqId: () => newId(),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    // As long as Node lets an address be: ids that are too long are refused like other wrong values.
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: true },
    frameworkErrors: replyError,
    trustProxy: studio.config.LECTERN_TRUST_PROXY ?? false,
    schemaController,
  })
  app.setErrorHandler(replyError)
  let showMissing: ShowPage | undefined
  const answerMissing = (request: FastifyRequest, reply: FastifyReply) => {
    refuseByName(request.url)
    reply.code(404)
    return showMissing && looksAtPages(request) ? showMissing(request, reply) : reply.send({ detail: 'Not Found' })
  }
  app.setNotFoundHandler(answerMissing)
  acceptJson(app)
  acceptOtherTypes(app)
  setHeaders(app)
  requireHost(app)
  allowOrigins(app, studio.config.LECTERN_CORS_ORIGINS ?? [])
  const connections = limitConnections(app, studio.config)
  limitBodies(app, studio.config)
  // No body is read for what is not there: strangers may send many.
  app.addHook('onRequest', async (request, reply) => (request.is404 ? answerMissing(request, reply) : undefined))
  await app.register(multipart, formOptions)
  await acceptSockets(app)
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Lectern', version } },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  const documents = openDocuments(app)
  const doorkeeper = await openDoorkeeper(studio)
  app.addHook('onClose', () => doorkeeper[Symbol.asyncDispose]())
  await app.register(async (reading) => {
    reading.addHook('onRequest', async (request, reply) => {
      doorkeeper.admitReader(request)
      const kept = documents.get(request.url.split('?')[0]!)
      if (kept) return reply.type(kept.type).send(kept.write())
    })
    await reading.register(swaggerUi, { routePrefix: '/docs', staticCSP: policyOfDocuments })
    reading.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  })
  const eventLog = openEventLog(studio.events, voicesChanged)
  app.addHook('preClose', async () => eventLog[Symbol.dispose]())
  const limiter = openRateLimiter(studio.config.LECTERN_RATE_LIMIT)
  const sockets = openCallerLimit(studio.config.LECTERN_SOCKETS, 'sockets')
  // Each of them is a connection for as long as somebody looks: no key may take the place of all others.
  const { LECTERN_CONNECTIONS: ofAll, LECTERN_SOCKETS: atLeast } = studio.config
  const followers = openCallerLimit(Math.max(Math.floor(ofAll / 4), atLeast), 'streams of events')
  const bodies = openCallerLimit(bodyLimits.ofOneKey, 'bytes of requests')
  const telling = openCallerLimit(4, 'requests of this kind')
  const answering = openGate({ ofAll: Number.POSITIVE_INFINITY, ofOne: answeredAtOnce })
  const unread = openCallerLimit(bodyLimits.unreadOfOneKey, 'bytes of answers')
  const room = openRoomWatch(studio.files)
  const metrics = openMetrics(studio)
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    metrics.answered({ method: request.method, route, status: reply.statusCode, seconds: reply.elapsedTime / 1_000 })
  })
  const entrance = {
    doorkeeper,
    limiter,
    connections,
    eventLog,
    sockets,
    followers,
    telling,
    bodies,
    answering,
    unread,
    room,
    metrics,
  }
  for (const one of listRoutes()) addRoute(app, one, studio, entrance)
  showMissing = serveWebPages(app)
  return app
}

/** Checks a part of a request. What is wrong stays a ZodError, which knows where in the part it is. */
const checkPart: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (value) => {
    const read = safeParseLax(schema, httpPart === 'querystring' ? lastOfRepeated(schema, value) : value)
    return read.success ? { value: read.data } : { error: read.error }
  }
}

/** Given from the start, since Fastify otherwise loads Ajv first. Its types know no others. */
const schemaController = {
  compilersFactory: { buildValidator: () => checkPart, buildSerializer: () => serializerCompiler },
} as unknown as FastifyServerOptions['schemaController']

/** The OpenAPI documents. They need no key, so each is written once. */
function openDocuments(app: FastifyInstance) {
  const kept = new Map<string, Buffer>()
  const document = (type: string, write: () => string) => ({
    type,
    write: () => kept.get(type) ?? kept.set(type, Buffer.from(write())).get(type)!,
  })
  const json = document(jsonType, () => JSON.stringify(app.swagger()))
  const yaml = document('application/x-yaml', () => app.swagger({ yaml: true }))
  return new Map([
    ['/openapi.json', json],
    ['/docs/json', json],
    ['/docs/yaml', yaml],
  ])
}

/** Clients send an empty body with a JSON content type, and mean `{}` or nothing. */
function acceptJson(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: IncomingMessage) => {
    const body = await readText(request, payload)
    return body === '' ? undefined : readJson(body)
  })
}

/** Bodies that say that they are a kind of JSON, or say nothing at all, are JSON; forms as text are for routes that have a form. */
function acceptOtherTypes(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ headers }) => {
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    const type = headers['content-type']
    const isJson = type === undefined ? hasBody : /^application\/[\w.-]+\+json\s*(;|$)/i.test(type)
    if (isJson) headers['content-type'] = 'application/json'
  })
  app.addContentTypeParser('application/x-www-form-urlencoded', readText)
}

/** Our own files alone; and nothing becomes https by itself, which a network at home does not have. */
const policyOfDocuments =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Source: RFC 9112, 3.2. @throws StudioError `bad_request` */
function requireHost(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ raw: { headers, httpVersion } }) => {
    if (headers.host === undefined && httpVersion === '1.1')
      throw new StudioError('bad_request', 'This request does not say which host it is for.')
  })
}

// A page of ours is never framed, guessed at or told where it came from. Written by hand: helmet doubles a request's CPU.
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Nothing between keeps it for others; what is for everybody says so.
  'cache-control': 'private',
}

function setHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('request-id', request.id)
  })
}
