import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Config } from '#server/base/config.ts'
import { gatherPieces } from '#server/net/gather-pieces.ts'

/** So many requests of one connection may wait for their answers: clients send one, browsers never more. */
const mostUnanswered = 32

/**
 * A server of Node for Fastify. Whoever sends requests on and on without waiting for answers (HTTP/1.1 pipelining) loses the
 * connection: the thousands that fit into one packet would all be begun at once, before anybody else has a turn.
 * @param refuseBody of a request whose body comes in more pieces than any program sends
 */
export function openNodeServer(
  handle: RequestListener,
  options: ServerOptions,
  refuseBody: (request: IncomingMessage, answer: ServerResponse) => void,
): Server {
  const server = createServer(options, (request, response) => {
    if ((unanswered.get(request.socket) ?? 0) >= mostUnanswered) return void request.socket.destroy()
    gatherPieces(request, () => refuseBody(request, response))
    handle(request, response)
  })
  // Else Node itself refuses what it does not know to expect, however much of it comes. Source: RFC 9110, 10.1.1: we may ignore it.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  return server
}

/** How many requests of a connection are not answered yet; counted by `watchQuiet`. */
const unanswered = new WeakMap<Socket, number>()

/** Whose request a connection is busy with, so that nobody takes the place of all others. */
export interface Connections {
  /** @param who a key or a network */
  belongsTo(socket: Socket, who: string): void
}

/**
 * Who may keep a connection: as many as the configuration says. One more is let in for that on which nothing has been asked
 * for longest; where all are busy, or more than half with requests of one key or network, for the oldest request of whoever
 * has the most. Who does not read their answer loses theirs. Closing the server ends with the last answer.
 */
export function limitConnections(app: FastifyInstance, config: Config): Connections {
  const { server } = app
  const { quiet, listBusyOfMost, belongsTo } = watchConnections(server)
  let open = 0
  server.on('connection', (socket: Socket) => {
    open += 1
    socket.once('close', () => (open -= 1))
    if (open > config.LECTERN_CONNECTIONS) findRoomFor(socket).destroy()
  })
  function findRoomFor(newest: Socket): Socket {
    const busy = listBusyOfMost()
    const isMostOfAll = busy.size > config.LECTERN_CONNECTIONS / 2
    const [longest] = isMostOfAll || quiet.size === 1 ? busy : quiet
    // Nobody loses the only one that they have.
    return longest && (quiet.has(longest) || busy.size > 1) ? longest : newest
  }
  endUnread(app, config.LECTERN_UNREAD_SECONDS)
  // Node alone would also wait for a minute of keep-alive, and for connections on which nothing was ever asked: browsers
  // open such ones in advance.
  app.addHook('preClose', async () => {
    server.keepAliveTimeout = 1
    for (const socket of quiet) socket.destroy()
  })
  return { belongsTo }
}

/** Of a page, or of what is refused. */
const somebody = 'somebody'

/** Connections on which no request is being answered, those first that have been so for longest; and whose requests are answered on the others. */
function watchConnections(server: FastifyInstance['server']) {
  const quiet = new Set<Socket>()
  const busy = new Map<string, Set<Socket>>()
  const owners = new Map<Socket, string>()

  function begin(socket: Socket, who: string): void {
    end(socket)
    owners.set(socket, who)
    const theirs = busy.get(who)
    if (theirs) theirs.add(socket)
    else busy.set(who, new Set([socket]))
  }
  function end(socket: Socket): void {
    const who = owners.get(socket)
    if (who === undefined) return
    owners.delete(socket)
    const theirs = busy.get(who)!
    theirs.delete(socket)
    if (theirs.size === 0) busy.delete(who)
  }
  const count = (socket: Socket, more: 1 | -1) => {
    const number = (unanswered.get(socket) ?? 0) + more
    unanswered.set(socket, number)
    if (number > 0) {
      quiet.delete(socket)
      if (!owners.has(socket)) begin(socket, somebody)
    } else {
      end(socket)
      if (!socket.destroyed) quiet.add(socket)
    }
  }
  server.on('connection', (socket: Socket) => {
    quiet.add(socket)
    socket.once('close', () => {
      quiet.delete(socket)
      end(socket)
    })
  })
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (socket.destroyed) return
    count(socket, 1)
    response.once('close', () => count(socket, -1))
  })
  server.on('upgrade', (_request, socket) => {
    quiet.delete(socket as Socket)
    begin(socket as Socket, somebody)
  })
  return {
    quiet,
    /** The oldest first. */
    listBusyOfMost(): Set<Socket> {
      return [...busy.values()].reduce((most, one) => (one.size > most.size ? one : most), new Set<Socket>())
    },
    belongsTo(socket: Socket, who: string): void {
      if (owners.has(socket) && owners.get(socket) !== who) begin(socket, who)
    },
  }
}

/** An answer that its reader takes nothing more of holds a connection, and what is to be sent of it. */
function endUnread(app: FastifyInstance, seconds: number): void {
  app.server.timeout = seconds * 1000
  app.addHook('onRequest', async (_request, { raw }) => {
    // Called when nothing was received or sent for that time; while nothing is there to be sent, it is we who are waited for.
    raw.on('timeout', (socket: Socket) => {
      if (socket.writableLength > 0) socket.destroy()
    })
  })
}
