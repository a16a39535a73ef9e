import { hasCode } from '#server/base/errors.ts'
import { checkFileKey, checkFilePrefix } from '../file-key.ts'
import type { FileStore, StoredFile } from '../file-store.ts'
import { readObject, streamObject } from './read-object.ts'
import { openS3, type S3, type S3Access } from './s3-client.ts'
import { explainS3Fault, explainS3Reading } from './s3-fault.ts'
import { readS3Address } from './s3-place.ts'
import { writeObject } from './write-object.ts'

/**
 * A file store in a bucket of Amazon S3 or of a server that speaks its protocol. Any number of processes may have it open.
 * @param address `s3://bucket/prefix`
 * @throws StudioError `storage_unavailable` when it does not answer, `storage_failed` when the bucket is missing or closed to us
 */
export async function openS3Store(address: string, access: S3Access): Promise<FileStore & Disposable> {
  const s3 = await openS3(readS3Address(address), access)
  try {
    await s3.client.send(listCommand(s3, '', { MaxKeys: 1 })).catch(explainS3Fault(s3.place))
    await removeLeftOvers(s3)
  } catch (error) {
    s3[Symbol.dispose]()
    throw error
  }
  return { ...toStore(s3), [Symbol.dispose]: () => s3[Symbol.dispose]() }
}

function toStore(s3: S3): FileStore {
  return {
    async put(key, content) {
      checkFileKey(key)
      await writeObject(s3, key, content)
    },
    async get(key, range) {
      checkFileKey(key)
      return streamObject(s3, key, range)
    },
    async read(key) {
      checkFileKey(key)
      return readObject(s3, key)
    },
    async head(key) {
      checkFileKey(key)
      return findObject(s3, key)
    },
    async delete(keys) {
      for (const key of keys) checkFileKey(key)
      for (let at = 0; at < keys.length; at += deletesAtOnce)
        await Promise.all(keys.slice(at, at + deletesAtOnce).map((key) => deleteObject(s3, key)))
    },
    async *list(prefix) {
      for await (const { key } of listObjects(s3, prefix)) yield key
    },
    listLengths: (prefix) => listObjects(s3, prefix),
    room: async () => undefined,
  }
}

async function findObject(s3: S3, key: string): Promise<{ byteLength: number } | undefined> {
  const { bucket, prefix } = s3.place
  try {
    const { ContentLength } = await s3.client
      .send(new s3.sdk.HeadObjectCommand({ Bucket: bucket, Key: prefix + key }))
      .catch(explainS3Reading(s3, key))
    return { byteLength: ContentLength ?? 0 }
  } catch (error) {
    if (hasCode(error, 'file_not_found')) return undefined
    throw error
  }
}

/** Not the operation for many at once, for which servers want different checksums and Google's has no equal. */
const deletesAtOnce = 16

async function deleteObject(s3: S3, key: string): Promise<void> {
  const { bucket, prefix } = s3.place
  try {
    await s3.client
      .send(new s3.sdk.DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }))
      .catch(explainS3Fault(s3.place, key))
  } catch (error) {
    if (!hasCode(error, 'file_not_found')) throw error
  }
}

/** Page by page, a thousand at a time. */
async function* listObjects(s3: S3, prefix: string): AsyncGenerator<StoredFile> {
  checkFilePrefix(prefix)
  const skipped = s3.place.prefix.length
  let ContinuationToken: string | undefined
  do {
    const page = await s3.client.send(listCommand(s3, prefix, { ContinuationToken })).catch(explainS3Fault(s3.place))
    for (const { Key, Size } of page.Contents ?? [])
      if (Key && !Key.endsWith('/')) yield { key: Key.slice(skipped), byteLength: Size ?? 0 }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (ContinuationToken)
}

function listCommand(s3: S3, prefix: string, options: { ContinuationToken?: string; MaxKeys?: number }) {
  const { bucket, prefix: ours } = s3.place
  return new s3.sdk.ListObjectsV2Command({ Bucket: bucket, Prefix: ours + prefix, ...options })
}

const oldMilliseconds = 24 * 3600 * 1000

/**
 * Ends uploads in parts that killed processes have left: nobody sees them, and they are paid for. What is older than a day is
 * nobody's any more. Where it is not allowed or not known, a rule of the bucket has to do it.
 */
async function removeLeftOvers(s3: S3): Promise<void> {
  const { bucket, prefix } = s3.place
  const list = new s3.sdk.ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix })
  const { Uploads = [] } = await s3.client.send(list).catch(() => ({ Uploads: [] }))
  for (const { Key, UploadId, Initiated } of Uploads) {
    if (!Initiated || Initiated.getTime() > Date.now() - oldMilliseconds) continue
    await s3.client.send(new s3.sdk.AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId })).catch(() => {})
  }
}
