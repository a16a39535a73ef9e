import { StudioError } from '#server/base/errors.ts'
import { fileNotFound } from '../file-fault.ts'
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
    const message = cause.message?.replace(/\.$/, '')
    const said = `${cause.name}${message && message !== cause.name ? `: ${message}` : ''}`
    if (key !== undefined && status === 404 && cause.name !== 'NoSuchBucket') throw fileNotFound(key)
    if (status === 416) throw new StudioError('range_not_satisfiable', `${what} is shorter.`, { cause })
    if (status === 507 || fullNames.includes(cause.name))
      throw new StudioError('disk_full', `There is no room left in the bucket ${bucket}.`, { cause })
    if (isSilent(cause, status))
      throw new StudioError('storage_unavailable', `The bucket ${bucket} cannot be reached: ${said}.`, { cause })
    throw new StudioError('storage_failed', `${what} cannot be read or written: ${said}.`, { cause })
  }
}

function isSilent({ name, code }: S3Fault, status: number | undefined): boolean {
  if (patientNames.includes(name)) return true
  if (status === undefined) return code !== undefined
  return (status >= 500 && !refusals.includes(status)) || status === 429
}
