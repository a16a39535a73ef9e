import { StudioError } from '#server/base/errors.ts'
import { fileNotFound } from '../file-fault.ts'
import type { S3 } from './s3-client.ts'
import type { S3Place } from './s3-place.ts'

/** What the SDK throws: an answer of the server that says no, or no answer at all. */
interface S3Fault extends Error {
  $metadata?: { httpStatusCode?: number }
  /** Of the network: `ECONNREFUSED`. */
  code?: string
  syscall?: string
}

// Amazon's codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html; MinIO's begin with XMinio.
const fullNames = ['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'InsufficientStorage']
/** Not implemented, and a version of HTTP that is not: it will not be tomorrow either. */
const refusals = [501, 505]
/** The SDK's name for an answer that holds no code. */
const namelessFault = 'Unknown'
const patientNames = ['SlowDown', 'RequestTimeout', 'TimeoutError', 'RequestTimeTooSkewed']

/**
 * For `catch`: `file_not_found`, `range_not_satisfiable`, `disk_full`, `storage_unavailable` when the store does not answer at
 * the moment, and `storage_failed` for what will not change by waiting.
 */
export function explainS3Fault({ bucket }: S3Place, key?: string): (error: unknown) => never {
  return (thrown) => {
    const cause = thrown as S3Fault
    const status = cause.$metadata?.httpStatusCode
    const what = key === undefined ? `The bucket ${bucket}` : `The file ${key} in the bucket ${bucket}`
    const said = wordsOf(cause)
    if (key !== undefined && status === 404 && cause.name !== 'NoSuchBucket') throw fileNotFound(key)
    if (status === 416) throw new StudioError('range_not_satisfiable', `${what} is shorter.`, { cause })
    if (status === 507 || fullNames.includes(cause.name))
      throw new StudioError('disk_full', `There is no room left in the bucket ${bucket}.`, { cause })
    if (isSilent(cause, status))
      throw new StudioError('storage_unavailable', `The bucket ${bucket} cannot be reached: ${said}.`, { cause })
    throw new StudioError('storage_failed', `${what} cannot be read or written: ${said}.`, { cause })
  }
}

/**
 * For `catch`, around what is read: a file that cannot be read where its bucket answers is damaged, and no waiting helps
 * (`storage_failed`). That the store is overloaded, or cannot be reached at all, says nothing of a file.
 * @param mayBeOfFile whether the error may be the file's
 */
export function explainS3Reading(
  s3: S3,
  key: string,
  mayBeOfFile: (cause: S3Fault) => boolean = comesFromStore,
): (error: unknown) => Promise<never> {
  return async (thrown) => {
    const cause = thrown as S3Fault
    if (!(mayBeOfFile(cause) && (await answers(s3)))) explainS3Fault(s3.place, key)(cause)
    const sentence = `The file ${key} cannot be read, though the bucket ${s3.place.bucket} answers: ${wordsOf(cause)}.`
    throw new StudioError('storage_failed', sentence, { cause })
  }
}

function comesFromStore(cause: S3Fault): boolean {
  const status = cause.$metadata?.httpStatusCode
  if (['SlowDown', 'RequestTimeTooSkewed'].includes(cause.name) || status === 429) return false
  if (status === 503 && cause.name === namelessFault) return false // an answer to HEAD cannot say that it is SlowDown
  return isSilent(cause, status) && (status !== undefined || cause.name === 'TimeoutError')
}

async function answers({ place, client, sdk }: S3): Promise<boolean> {
  const list = new sdk.ListObjectsV2Command({ Bucket: place.bucket, Prefix: place.prefix, MaxKeys: 1 })
  return client.send(list).then(
    () => true,
    () => false,
  )
}

function wordsOf({ name, message }: S3Fault): string {
  const words = message?.replace(/\.$/, '')
  return `${name}${words && words !== name ? `: ${words}` : ''}`
}

function isSilent({ name, code }: S3Fault, status: number | undefined): boolean {
  if (patientNames.includes(name)) return true
  if (status === undefined) return code !== undefined
  return (status >= 500 && !refusals.includes(status)) || status === 429
}
