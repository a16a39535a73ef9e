import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/base/config.ts'
import { counted } from '#server/base/counted.ts'
import { StudioError } from '#server/base/errors.ts'
import { writeError } from './answers/write-error.ts'
import { bodyLimits } from './entrance/body-limits.ts'
import { isForSockets } from './sockets/accept-sockets.ts'

/** A body that brings less than this is as good as one that stands still. */
const leastBytesPerSecond = 1_000
/** How long the rest of a body is read after its request was answered. */
const restSeconds = 15

/** For Node's server: how long heads, requests and connections may take. */
export function timeLimits(config: Config) {
  return {
    requestTimeout: config.LECTERN_REQUEST_SECONDS * 1000,
    keepAliveTimeout: config.LECTERN_IDLE_SECONDS * 1000,
    headersTimeout: config.LECTERN_HEAD_SECONDS * 1000,
    connectionsCheckingInterval: 1_000,
    shouldUpgradeCallback: isForSockets,
    requireHostHeader: false, // told by us: Node refuses without a word
  }
}

/**
 * Ends connections of those who keep us waiting for a body, and reads no more than a bounded rest of one whose request was
 * answered already. That rest is read, for who sends all before reading would else not hear why it was refused.
 */
export function limitBodies(app: FastifyInstance, config: Config): void {
  app.addHook('onRequest', async ({ raw, id }, reply) => {
    if (!hasBody(raw)) return
    const watch = setInterval(() => check(raw, reply.raw, id), config.LECTERN_BODY_SECONDS * 1000).unref()
    seen.set(raw, raw.socket.bytesRead)
    raw.once('close', () => clearInterval(watch))
    raw.once('end', () => clearInterval(watch))
    reply.raw.once('finish', () => dropRest(raw))
  })
  app.addHook('onSend', async ({ raw }, reply) => {
    // Else Node closes at once where the client asked for that, and who still sends never hears the answer.
    if (hasBody(raw) && !raw.complete) reply.raw.shouldKeepAlive = true
  })

  function check(raw: IncomingMessage, answer: ServerResponse, id: string): void {
    const bytes = raw.socket.bytesRead
    const came = bytes - (seen.get(raw) ?? 0)
    seen.set(raw, bytes)
    const isOurs = raw.readableLength > 0 // what has come waits for us
    if (isOurs || came >= config.LECTERN_BODY_SECONDS * leastBytesPerSecond) return
    if (answer.headersSent) return void raw.socket.destroy()
    const sentence = `The body did not come within ${counted(config.LECTERN_BODY_SECONDS, 'second')}.`
    writeError(raw.socket, new StudioError('request_timeout', sentence), id)
  }
}

const seen = new WeakMap<IncomingMessage, number>()

/** Whether a request says that a body follows its head. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function dropRest(raw: IncomingMessage): void {
  if (raw.complete) return
  const end = () => raw.socket.destroy()
  const timer = setTimeout(end, restSeconds * 1000).unref()
  raw.once('close', () => clearTimeout(timer))
  raw.once('end', () => clearTimeout(timer))
  if (raw.headers.connection === 'close') raw.once('end', () => raw.socket.end())
  let rest = 0
  raw.unpipe()
  raw.on('data', (piece: Buffer) => (rest += piece.length) > bodyLimits.refusedRest && end())
  raw.resume()
}

/** Ends a connection whose body comes in more pieces than any program sends, with a word where the answer has not begun. */
export function refuseBody({ socket }: IncomingMessage, answer: ServerResponse): void {
  if (answer.headersSent) return void socket.destroy()
  writeError(socket, new StudioError('request_too_large', 'The body comes in too many small pieces.'), null)
}

/** Answers what Node refuses before there is a request, in the shape of all errors. */
export function answerClientError(thrown: Error & { code?: string }, socket: import('node:net').Socket): void {
  if (thrown.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  writeError(socket, toClientError(thrown), null)
}

function toClientError(cause: Error & { code?: string }): StudioError {
  if (cause.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new StudioError('request_timeout', 'The request did not come in time.', { cause })
  }
  if (cause.code === 'HPE_HEADER_OVERFLOW') {
    return new StudioError('headers_too_large', 'The address and the headers of this request are too long.', { cause })
  }
  return new StudioError('bad_request', 'This is no request in HTTP.', { cause })
}
