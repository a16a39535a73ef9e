import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { describeFailure, StudioError } from '#server/base/errors.ts'
import { nextTurn, untilMyTurn, writeInTurns } from '#server/base/give-way.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { whenClosed } from './when-closed.ts'
import { isLong, writeJson } from './write-json.ts'

/** An answer that is bytes already: at hand, to be read from anywhere, or a stream of unknown length. */
export interface BytesReply {
  contentType: string
  bytes: Uint8Array | ByteSource | AsyncIterable<Uint8Array>
  headers?: Record<string, string>
  /** Of bytes that never change, in quotes: who goes on with a download tells it. */
  etag?: string
  /** How much is kept in memory until an answer that is made while it is taken is taken; half a megabyte when not given. */
  heldBytes?: number
  /** 200 unless it says otherwise. */
  status?: number
}

/** JSON that is written already. */
export interface JsonReply extends BytesReply {
  bytes: Buffer
}

export const jsonType = 'application/json; charset=utf-8'

export function isBytesReply(answer: unknown): answer is BytesReply {
  return typeof answer === 'object' && answer !== null && 'bytes' in answer && 'contentType' in answer
}

/**
 * JSON of a declared shape, checked and written without holding up others, however long it is.
 * @throws StudioError `internal_error` when the answer is not of that shape
 */
export async function jsonReply<Answer extends z.ZodType>(
  shape: Answer,
  answer: z.input<Answer>,
  options: Pick<BytesReply, 'headers' | 'status'> = {},
): Promise<JsonReply> {
  if (isLong(answer)) await untilMyTurn() // it has been read and made just now
  return { contentType: jsonType, bytes: await writeInTurns(writeJson(shape, answer)), ...options }
}

/** JSON of an object that is one list, which is read while it is taken: however long it is, little of it is in memory. */
export function jsonListStream<Shape extends z.ZodRawShape, List extends keyof Shape & string>(
  shape: z.ZodObject<Shape>,
  list: List,
  items: AsyncIterable<unknown[]>,
): BytesReply {
  const { element } = shape.shape[list] as unknown as z.ZodArray
  return { contentType: jsonType, bytes: writeItems(list, element as z.ZodType, items) }
}

/** What is read some at a time, as it is answered. */
export async function* presentEach<Item, Answer>(
  read: AsyncIterable<Item[]>,
  present: (item: Item) => Answer,
): AsyncGenerator<Answer[]> {
  for await (const some of read) yield some.map((item) => present(item))
}

async function* writeItems(
  list: string,
  element: z.ZodType,
  items: AsyncIterable<unknown[]>,
): AsyncGenerator<Uint8Array> {
  const start = `{${JSON.stringify(list)}:[`
  let before = start
  for await (const some of items) {
    let text = ''
    for (const item of some) {
      text += before
      for (const piece of writeJson(element, item)) text += piece
      before = ','
    }
    if (text !== '') yield Buffer.from(text)
    await nextTurn()
  }
  yield Buffer.from(before === start ? `${start}]}` : ']}')
}

/**
 * Sends bytes, with their length and ranges where they are known. The first piece is waited for before anything is
 * sent, so that what goes wrong at once is still answered as an error.
 */
export async function sendBytes(
  answer: BytesReply,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const headers = { 'content-type': answer.contentType, ...(answer.etag && { etag: answer.etag }), ...answer.headers }
  const send = (payload: Uint8Array | Readable) => reply.headers(headers).send(payload)
  if (answer.status) reply.code(answer.status)
  if (answer.bytes instanceof Uint8Array) return send(answer.bytes)
  if (!('byteLength' in answer.bytes)) return send(await startStream(answer.bytes, request, reply))
  const { byteLength } = answer.bytes
  const range = isOfAnother(request, answer.etag) ? undefined : parseRange(request.headers.range, byteLength)
  if (range === 'unsatisfiable') {
    reply.header('content-range', `bytes */${byteLength}`)
    throw new StudioError('range_not_satisfiable', `The file has ${byteLength} bytes.`)
  }
  const { start, end } = range ?? { start: 0, end: byteLength }
  const stream = await startStream(answer.bytes.read(start, end), request, reply)
  if (range) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${byteLength}`)
  reply.headers({ 'accept-ranges': 'bytes', 'content-length': end - start })
  return send(stream)
}

/**
 * The one range of a Range header, end exclusive; undefined for none, and for what may be ignored: other units, several
 * ranges, nonsense. Source: RFC 9110, 14.2.
 */
export function parseRange(
  header: string | undefined,
  byteLength: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), byteLength)
    return length === 0 ? 'unsatisfiable' : { start: byteLength - length, end: byteLength }
  }
  const start = Number(first)
  const end = last === '' ? byteLength : Math.min(Number(last) + 1, byteLength)
  if (last !== '' && Number(last) < start) return undefined
  return start >= byteLength ? 'unsatisfiable' : { start, end }
}

/** A range that is asked for only if the file is still the same one: never known of a file without a tag. */
function isOfAnother({ headers }: FastifyRequest, etag: string | undefined): boolean {
  return headers['if-range'] !== undefined && headers['if-range'] !== etag
}

async function startStream(
  pieces: AsyncIterable<Uint8Array>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Readable> {
  const stream = Readable.from(pieces, { objectMode: false, highWaterMark: 262_144 })
  whenClosed(reply.raw, () => stream.destroy())
  const failed = once(stream, 'error').then(([error]) => Promise.reject(error))
  failed.catch(() => {})
  await Promise.race([once(stream, 'readable'), failed])
  stream.on('error', (thrown) => noteBreak(thrown, request, reply))
  return stream
}

/** Whoever asked only sees that an answer breaks off whose head is sent: why, the log alone can tell. */
function noteBreak(thrown: unknown, { id, method, url, log }: FastifyRequest, { raw }: FastifyReply): void {
  if (raw.closed) return // nobody takes it any more
  const { code, message } = describeFailure(thrown)
  const path = url.split('?')[0]
  log.info({ code, method, path, requestId: id }, `An answer broke off: ${message}`)
}
