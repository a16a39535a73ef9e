import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Guard } from '#server/net/guarded-fetch.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'
import { type FetchedPage, fetchWebPage } from './reading/web-page.ts'

/** A document that lies in the file store: deleted when all went well, kept for another try when not. */
export interface StoredDocument {
  fileKey: string
  fileName: string
  contentType?: string
}

export type DocumentPlace = StoredDocument | { url: string }

type Needs = { ownFolder: string; files: FileStore; outgoing: Guard }

/** Copies a document out of the store or the web, since a process of its own reads it; closing removes the copy. */
export async function copySource(needs: Needs, source: DocumentPlace, signal: AbortSignal): Promise<FetchedPage> {
  if (!('url' in source)) return copyStored(needs, source, signal)
  await requireAnswer(needs.files) // what cannot be kept is not asked of others every few seconds until it can
  return fetchWebPage(source.url, { outgoing: needs.outgoing, folder: needs.ownFolder }, signal)
}

/** The same of a document in the store. */
export async function copyStored(
  { ownFolder: folder, files }: Pick<Needs, 'ownFolder' | 'files'>,
  source: StoredDocument,
  signal: AbortSignal,
): Promise<FetchedPage> {
  const path = join(folder, randomUUID())
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const remove = () => rm(path, { force: true })
  try {
    await pipeline(await files.get(source.fileKey), createWriteStream(path, { mode: 0o600 }), { signal })
  } catch (error) {
    await remove()
    throw error
  }
  return { path, fileName: source.fileName, contentType: source.contentType, [Symbol.asyncDispose]: remove }
}
