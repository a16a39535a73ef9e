import type { Guard } from '#server/net/guarded-fetch.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { copySource, type DocumentPlace } from './copy-source.ts'
import type { ReadingChoices } from './document/reading-choices.ts'
import { inspectDocument } from './reading/import-document.ts'
import type { InspectedDocument } from './reading/inspected-document.ts'

type Needs = { ownFolder: string; files: FileStore; outgoing: Guard }

/**
 * Tells what a document would become. One that was sent for this is deleted, as nothing else asks for it.
 * @throws StudioError as `inspectDocument` and `fetchWebPage`
 */
export async function inspectSource(
  needs: Needs,
  source: DocumentPlace,
  choices: Partial<ReadingChoices>,
  signal: AbortSignal,
): Promise<InspectedDocument> {
  try {
    await using copy = await copySource(needs, source, signal)
    return await inspectDocument(copy.path, { ...copy, choices, signal })
  } finally {
    if ('fileKey' in source) await needs.files.delete([source.fileKey])
  }
}
