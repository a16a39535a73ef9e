import type { IncomingMessage } from 'node:http'
import { type Duplex, PassThrough, pipeline, type Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { StudioError } from '#server/base/errors.ts'

/** What `decodedBody` can undo, for the header `accept-encoding`. */
export const acceptedEncodings = 'gzip, deflate, br'

/**
 * The body of a response, decompressed. Both what comes over the wire and what it becomes are counted, so that neither
 * an endless answer nor one that unfolds without end takes more memory than the limit.
 * @param name of the URL, for sentences
 * @returns a stream that ends with StudioError `fetch_too_large` when there is more than the limit
 * @throws StudioError `fetch_failed` for an unknown compression
 */
export function decodedBody(response: IncomingMessage, name: string, byteLength: number): Readable {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? ''
  const parts = [response, atMost(byteLength, name), decoderOf(encoding, name), atMost(byteLength, name)] as const
  const body = pipeline(parts, () => {}) as Transform
  // Errors reach whoever reads it; a body that nobody reads may end in one too.
  return body.on('error', () => {})
}

function decoderOf(encoding: string, name: string): Duplex {
  if (encoding === '' || encoding === 'identity') return new PassThrough()
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  throw new StudioError('fetch_failed', `${name} answered in the unknown compression "${encoding.slice(0, 40)}".`)
}

function atMost(byteLength: number, name: string): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      seen += chunk.length
      if (seen <= byteLength) done(null, chunk)
      else done(new StudioError('fetch_too_large', `${name} has more than ${inWords(byteLength)}.`))
    },
  })
}

function inWords(byteLength: number): string {
  return byteLength >= 1_000_000 ? `${Math.round(byteLength / 1_000_000)} MB` : `${byteLength} bytes`
}
