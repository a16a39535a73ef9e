import { StudioError } from '#server/base/errors.ts'

/** A bucket, and how every key of ours in it begins: empty, or ending in a slash. */
export interface S3Place {
  bucket: string
  prefix: string
}

const scheme = 's3://'
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const bucketPattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const prefixPattern = /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/

export function isS3Address(address: string): boolean {
  return address.startsWith(scheme)
}

/** @param address `s3://bucket` or `s3://bucket/some/prefix` @throws StudioError `invalid_configuration` */
export function readS3Address(address: string): S3Place {
  const [bucket = '', ...folders] = address.slice(scheme.length).replace(/\/$/, '').split('/')
  const prefix = folders.map((folder) => `${folder}/`).join('')
  if (isS3Address(address) && bucketPattern.test(bucket) && prefixPattern.test(prefix)) return { bucket, prefix }
  const sentence = 'Files in S3 are named s3://bucket or s3://bucket/prefix, of plain letters, digits, - and _.'
  throw new StudioError('invalid_configuration', sentence)
}
