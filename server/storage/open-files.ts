import { join, resolve } from 'node:path'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { FileStore } from './file-store.ts'
import { openFolderStore } from './folder-store.ts'
import type { S3Access } from './s3/s3-client.ts'
import { isS3Address } from './s3/s3-place.ts'

/** A file store with what it needs to be closed. */
export type OpenFiles = FileStore & Disposable

/** Opens the file store that the configuration means. @throws StudioError as `openFilesAt` */
export function openFiles(config: Config): Promise<OpenFiles> {
  return openFilesAt(filesAddress(config), config)
}

/** Where the configuration has its files: a folder, or `s3://bucket/prefix`. */
export function filesAddress(config: Config): string {
  return config.LECTERN_FILES ?? join(config.LECTERN_DATA, 'files')
}

/**
 * Opens a file store by its address: a folder, or `s3://bucket/prefix`, which is reached as the configuration says.
 * @throws StudioError `storage_unavailable`, `storage_failed`, `disk_full`, `invalid_configuration`
 */
export async function openFilesAt(address: string, config: Config): Promise<OpenFiles> {
  const place = resolveAddress(address)
  if (!isS3Address(place)) return { ...(await openFolderStore(place)), [Symbol.dispose]: () => {} }
  const { openS3Store } = await import('./s3/s3-store.ts')
  return openS3Store(place, toAccess(config))
}

/**
 * The address of files, by which two places can be compared: `s3://…`, or the whole path of a folder.
 * @throws StudioError `invalid_configuration`
 */
export function resolveAddress(address: string): string {
  if (isS3Address(address)) return address
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return resolve(address)
  throw new StudioError('invalid_configuration', `Files are in a folder or at s3://bucket/prefix, not at ${address}.`)
}

function toAccess(config: Config): S3Access {
  const { LECTERN_S3_ACCESS_KEY: accessKey, LECTERN_S3_SECRET_KEY: secretKey } = config
  if (!accessKey !== !secretKey) {
    const sentence = 'LECTERN_S3_ACCESS_KEY and LECTERN_S3_SECRET_KEY belong together; one of them is missing.'
    throw new StudioError('invalid_configuration', sentence)
  }
  return {
    endpoint: config.LECTERN_S3_ENDPOINT,
    region: config.LECTERN_S3_REGION,
    accessKey,
    secretKey,
    addressing: config.LECTERN_S3_ADDRESSING,
  }
}
