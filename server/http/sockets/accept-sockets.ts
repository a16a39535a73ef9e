import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import websocket from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import { StudioError } from '#server/base/errors.ts'
import { writeError } from '../answers/write-error.ts'
import { longestMessage } from './serve-speech-socket.ts'

/** Going away. Source: RFC 6455, 7.4.1. */
const goingAway = 1001
/** Of a message. Browsers send a long one in two or three. */
const mostFragments = 100
/** So long clients have to agree when the server closes. */
const closingMilliseconds = 1_000

/** Lets routes have sockets. They are closed before the server is. */
export async function acceptSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    // One message at each turn of the event loop, however many come at once. Its fragments come in one turn.
    options: { maxPayload: longestMessage, maxFragments: mostFragments, allowSynchronousEvents: false },
    // What is wrong with a connection closes it: ws does so by itself, and for the rest there is no one to tell.
    errorHandler: (_error, socket) => socket.close(),
    preClose(done) {
      const { clients } = app.websocketServer
      for (const client of clients) client.close(goingAway, 'The server is being stopped.')
      setTimeout(() => {
        for (const client of clients) client.terminate()
      }, closingMilliseconds).unref()
      app.websocketServer.close()
      done()
    },
  })
  app.websocketServer.on('wsClientError', ({ message }: Error, socket: Duplex, request: IncomingMessage) => {
    const error = new StudioError('bad_request', `This is no handshake of a WebSocket: ${message}.`)
    writeError(socket, error, ids.get(request) ?? null, ['sec-websocket-version: 13'])
  })
  const ids = new WeakMap<IncomingMessage, string>()
  app.addHook('onRequest', async ({ raw, id, ws }) => {
    if (ws) ids.set(raw, id)
  })
  app.websocketServer.on('headers', (headers, request) => headers.push(`x-trace-id: ${ids.get(request)}`))
}

/** For all other addresses a request to upgrade is answered as if it were none, as to HTTP/2, which some clients send. */
export function isForSockets({ url = '', headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket' && /^[^?]*\/(multi-)?stream-input\/?(\?|$)/.test(url)
}
