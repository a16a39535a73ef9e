import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Studio } from '#server/studio.ts'
import type { Caller } from './authenticate.ts'
import type { BytesReply } from './send-bytes.ts'

/** A route is data: where it is, what it takes, what it answers, and who may ask. The handler calls an operation. */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  method: 'GET' | 'POST' | 'DELETE' | 'PATCH'
  /** With `:names`, as Fastify has them. */
  path: string
  /** For the OpenAPI document: what it is about, and a line that says what it does. */
  tag: string
  summary: string
  /** For docs/compatibility.md; wholly when left out. `not`: the operation is there to say so. */
  served?: 'partly' | 'not'
  /** For docs/compatibility.md: what differs from the hosted service, and why. */
  differs?: string
  /** The least role that may ask; `null` for everybody. */
  role: Caller['role'] | null
  /** A page that others may show in a frame. */
  isEmbeddable?: boolean
  params?: Params
  query?: Query
  /** JSON; or, with `multipart`, the form once its parts are read. */
  body?: Body
  multipart?: boolean
  /** JSON of this shape, or bytes of these media types. */
  reply: Reply | { bytes: string[] }
  /** What a 400 may answer here besides the usual error. */
  refusal?: z.ZodType
  handle(asked: Asked<Params, Query, Body>): Promise<z.input<Reply> | BytesReply>
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
  request: FastifyRequest
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
