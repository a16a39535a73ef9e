import type { FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { z } from 'zod'
import type { Studio } from '#server/studio.ts'
import type { InTurn } from './answers/making.ts'
import type { BytesReply } from './answers/send-bytes.ts'
import type { Caller } from './entrance/authenticate.ts'
import type { Entrance } from './entrance/entrance.ts'

/** A route is data: where it is, what it takes, what it answers, and who may ask. The handler calls an operation. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** With `:names`, as Fastify has them. */
  path: string
  /** For the OpenAPI document: what it is about, and a line that says what it does. */
  tag: string
  summary: string
  /** For docs/compatibility.md (scripts/differences.ts tells what differs); wholly when left out. `not`: it is there to say so. */
  served?: 'partly' | 'not'
  /** The least role that may ask; `null` for everybody. */
  role: Caller['role'] | null
  /** Errors are in the shape of OpenAI's API. */
  isOpenai?: boolean
  /** A page for people: so are its errors. */
  isPage?: boolean
  /** A page that others may show in a frame. */
  isEmbeddable?: boolean
  params?: Params
  query?: Query
  /** JSON; or, with `multipart`, the form once its parts are read. */
  body?: Body
  multipart?: boolean
  /** It waits for others, such as what is spoken or a language model: of one key, any number may wait at once. */
  waits?: boolean
  /** What was answered before is answered again: it asks for its turn itself (`inTurn`), where there is something to be made. */
  isShared?: boolean
  /** Its body may be as long as a book's chapter. */
  isLarge?: boolean
  /** What it answers lets somebody in: it is kept nowhere, so that an `Idempotency-Key` means nothing here. */
  answersSecret?: boolean
  /** JSON of this shape, or bytes of these media types. */
  reply: Reply | { bytes: string[] }
  /** What a 400 may answer here besides the usual error. */
  refusal?: z.ZodType
  handle(asked: Asked<Params, Query, Body>): Promise<z.input<Reply> | BytesReply>
  /** The same address for WebSockets. It looks itself who asks and for what, since some of that comes over the socket. */
  socket?: {
    /** Before the socket is opened. @throws StudioError to refuse that */
    check?(asked: SocketAsked): void
    serve(socket: WebSocket, asked: SocketAsked): void
  }
}

/** What an opened socket is served with. */
export interface SocketAsked {
  studio: Studio
  entrance: Entrance
  request: FastifyRequest
}

/** A request whose parts have been checked. */
export interface Asked<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  params: z.output<Params>
  query: z.output<Query>
  body: z.output<Body>
  caller: Caller
  studio: Studio
  /** Aborted when the caller has gone. */
  signal: AbortSignal
  inTurn: InTurn
  request: FastifyRequest
  entrance: Entrance
}

/** Gives a route its types. */
export function route<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Reply extends z.ZodType,
>(definition: Route<Params, Query, Body, Reply>): Route {
  return definition as unknown as Route
}
