import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { S3 } from './s3-client.ts'
import { explainS3Fault, explainS3Reading } from './s3-fault.ts'

export interface Range {
  start: number
  /** Exclusive; the end of the file when left out. */
  end?: number
}

/** Streams an object; where the connection breaks, it goes on from there, as long as the object is still the same. */
export async function streamObject(s3: S3, key: string, range: Range = { start: 0 }): Promise<Readable> {
  if (range.end !== undefined && range.end <= range.start) return emptyAt(s3, key, range.start)
  try {
    return resume(s3, key, range, await askForObject(s3, key, range))
  } catch (error) {
    if (!hasCode(error, 'range_not_satisfiable')) throw error
    return emptyAt(s3, key, range.start)
  }
}

export async function readObject(s3: S3, key: string): Promise<Buffer> {
  return buffer(await streamObject(s3, key))
}

/** How often in a row, without any byte between, a broken answer is asked for anew. */
const resumeLimit = 4

type Answer = { body: Readable; etag: string | undefined }

function resume(s3: S3, key: string, range: Range, first: Answer): Readable {
  let answer = first
  const stream = Readable.from(readOn(), { objectMode: false })
  stream.once('close', () => answer.body.destroy())
  return stream

  async function* readOn(): AsyncGenerator<Uint8Array> {
    let position = range.start
    for (let breaks = 0; ; breaks++) {
      try {
        for await (const piece of answer.body as AsyncIterable<Uint8Array>) {
          position += piece.length
          breaks = 0
          yield piece
        }
        return
      } catch (error) {
        if (stream.destroyed) explainS3Fault(s3.place, key)(error)
        if (breaks === resumeLimit) await explainS3Reading(s3, key, () => true)(error)
      }
      answer = await askForObject(s3, key, { ...range, start: position }, first.etag)
    }
  }
}

async function askForObject(s3: S3, key: string, { start, end }: Range, etag?: string): Promise<Answer> {
  const { bucket, prefix } = s3.place
  const isWhole = start === 0 && end === undefined
  const command = new s3.sdk.GetObjectCommand({
    Bucket: bucket,
    Key: prefix + key,
    Range: isWhole ? undefined : `bytes=${start}-${end === undefined ? '' : end - 1}`,
    IfMatch: etag,
  })
  const { Body, ETag } = await s3.client.send(command).catch(explainS3Reading(s3, key))
  return { body: Body as Readable, etag: ETag }
}

/** Nothing, of a file that is there and reaches so far. */
async function emptyAt(s3: S3, key: string, start: number): Promise<Readable> {
  const { bucket, prefix } = s3.place
  const { ContentLength = 0 } = await s3.client
    .send(new s3.sdk.HeadObjectCommand({ Bucket: bucket, Key: prefix + key }))
    .catch(explainS3Reading(s3, key))
  if (start <= ContentLength) return Readable.from([])
  const sentence = `The file ${key} has ${ContentLength} bytes; byte ${start} was asked for.`
  throw new StudioError('range_not_satisfiable', sentence)
}
