import type { Socket } from 'node:net'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifySchemaCompiler,
  LogController,
} from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject, serializerCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { newId } from '#server/base/ids.ts'
import type { Studio } from '#server/studio.ts'
import { addRoute } from './add-route.ts'
import { openDoorkeeper } from './authenticate.ts'
import { allowOrigins } from './cross-origin.ts'
import { openRateLimiter } from './rate-limit.ts'
import { replyError } from './reply-error.ts'
import { listRoutes } from './routes/index.ts'

const megabyte = 1024 * 1024
const bodyLimit = 10 * megabyte
const fileLimit = 200 * megabyte

/** The HTTP server of a studio, with all routes but not yet listening. */
export async function openServer(studio: Studio): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: studio.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit,
    genReqId: () => newId(),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    // As long as Node lets an address be: ids that are too long are refused like other wrong values.
    routerOptions: { maxParamLength: 16_384, ignoreTrailingSlash: true },
    frameworkErrors: replyError,
  })
  app.setValidatorCompiler(checkPart)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(replyError)
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ detail: 'Not Found' }))
  acceptEmptyJson(app)
  setHeaders(app)
  allowOrigins(app, studio.config.LECTERN_CORS_ORIGINS ?? [])
  endWithLastAnswer(app)
  await app.register(multipart, { limits: { fileSize: fileLimit, files: 20, parts: 1_000, fieldSize: bodyLimit } })
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Lectern', version: '0.1.0' } },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  await app.register(swaggerUi, { routePrefix: '/docs' })
  const doorkeeper = await openDoorkeeper(studio)
  app.addHook('onClose', async () => doorkeeper[Symbol.dispose]())
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
  const limiter = openRateLimiter(studio.config.LECTERN_RATE_LIMIT)
  for (const one of listRoutes()) addRoute(app, one, studio, { doorkeeper, limiter })
  return app
}

/** Checks a part of a request. What is wrong stays a ZodError, which knows where in the part it is. */
const checkPart: FastifySchemaCompiler<z.ZodType> = ({ schema }) => {
  return (value) => {
    const read = schema.safeParse(value)
    return read.success ? { value: read.data } : { error: read.error }
  }
}

/** Clients send an empty body with a JSON content type, and mean `{}` or nothing. */
function acceptEmptyJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'ignore')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body as string, done)
  })
}

// A page of ours is never framed, guessed at or told where it came from. Written by hand: helmet doubles a request's CPU.
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
}

function setHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('request-id', request.id)
  })
}

/**
 * Closing ends with the last answer. Node alone would also wait for a minute of keep-alive after it, and for connections
 * on which nothing was ever asked: browsers open such ones in advance.
 */
function endWithLastAnswer(app: FastifyInstance): void {
  const unused = new Set<Socket>()
  app.server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  app.server.on('request', ({ socket }) => unused.delete(socket))
  app.addHook('preClose', async () => {
    app.server.keepAliveTimeout = 1
    for (const socket of unused) socket.destroy()
  })
}
