import type { Readable } from 'node:stream'
import type { S3 } from './s3-client.ts'
import { explainS3Fault } from './s3-fault.ts'

/** What is longer goes up in parts of this length. 10,000 of them, the most there can be, are 80 GB; the least is 5 MiB. */
export const partLength = 8 * 1024 * 1024
/** Of one object, so that one on its way holds no more than four parts in memory. */
const partsAtOnce = 3

/** Writes an object from memory or from a stream as it comes; it is there whole or not at all. */
export async function writeObject(s3: S3, key: string, content: Uint8Array | Readable): Promise<void> {
  const parts = content instanceof Uint8Array ? cut([content]) : cut(content)
  try {
    const first = (await parts.next()).value ?? new Uint8Array()
    const second = first.length < partLength ? undefined : (await parts.next()).value
    await (second ? writeInParts(s3, key, startWith([first, second], parts)) : writeAtOnce(s3, key, first))
  } finally {
    await parts.return(undefined) // closes what is not read to its end
  }
}

async function writeAtOnce(s3: S3, key: string, Body: Uint8Array): Promise<void> {
  const { bucket, prefix } = s3.place
  await s3.client
    .send(new s3.sdk.PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body }))
    .catch(explainS3Fault(s3.place, key))
}

async function writeInParts(s3: S3, key: string, parts: AsyncIterable<Uint8Array>): Promise<void> {
  const object = { Bucket: s3.place.bucket, Key: s3.place.prefix + key }
  const { UploadId } = await s3.client
    .send(new s3.sdk.CreateMultipartUploadCommand(object))
    .catch(explainS3Fault(s3.place, key))
  const upload = { ...object, UploadId }
  const sending = new Set<Promise<void>>()
  const sent: { PartNumber: number; ETag: string | undefined }[] = []
  const send = async (PartNumber: number, Body: Uint8Array) => {
    const { ETag } = await s3.client
      .send(new s3.sdk.UploadPartCommand({ ...upload, PartNumber, Body }))
      .catch(explainS3Fault(s3.place, key))
    sent.push({ PartNumber, ETag })
  }
  try {
    let count = 0
    for await (const part of parts) {
      const one = send(++count, part)
      sending.add(one)
      one.then(
        () => sending.delete(one),
        () => {}, // told below
      )
      if (sending.size >= partsAtOnce) await Promise.race(sending)
    }
    await Promise.all(sending)
    sent.sort((one, other) => one.PartNumber - other.PartNumber)
    await s3.client
      .send(new s3.sdk.CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent } }))
      .catch(explainS3Fault(s3.place, key))
  } catch (error) {
    await Promise.allSettled(sending)
    await s3.client.send(new s3.sdk.AbortMultipartUploadCommand(upload)).catch(() => {}) // removed as a left-over later
    throw error
  }
}

/** The same bytes in pieces of exactly the length of a part, but for the last. */
async function* cut(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = []
  let length = 0
  for await (const piece of pieces) {
    held.push(piece)
    length += piece.length
    while (length >= partLength) {
      const bytes = held.length === 1 ? held[0]! : Buffer.concat(held)
      yield bytes.subarray(0, partLength)
      held = [bytes.subarray(partLength)]
      length -= partLength
    }
  }
  if (length > 0) yield Buffer.concat(held)
}

async function* startWith<Item>(first: Item[], rest: AsyncIterable<Item>): AsyncGenerator<Item> {
  yield* first
  yield* rest
}
