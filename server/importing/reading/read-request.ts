import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { toStorable } from '#server/text/storable.ts'
import { chooseImporter } from './choose-importer.ts'
import { fitLimits } from './fit-limits.ts'
import { inspect } from './inspected-document.ts'
import type { ReadingReply, ReadingRequest } from './reading-messages.ts'

/** Reads a document in this process, which only the reading process may do with those of strangers. Never throws. */
export function readRequest(request: ReadingRequest): Promise<ReadingReply> {
  return read(request).catch((thrown) => ({ error: toReply(thrown, request) }))
}

async function read(request: ReadingRequest): Promise<ReadingReply> {
  if (request.isLexicon) {
    const { readPls } = await import('#server/pronunciation/read-pls.ts')
    return { lexicon: readPls(await readFile(request.path)) }
  }
  const importer = await chooseImporter(request.path, request.fileName, request.contentType)
  const document = toStorable(await importer.read(request))
  const fitted = fitLimits(document, request)
  const { format } = importer
  return request.isInspection ? { inspected: inspect(fitted, format) } : { document: { ...fitted, format } }
}

/** What an importer did not foresee is the document's doing too: it must not look like a fault of the studio. */
function toReply(thrown: unknown, { fileName, limits }: ReadingRequest): ReadingReply['error'] {
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  const message = reason.slice(0, limits.charactersPerSentence).toWellFormed() // it may name a file by megabytes
  if (thrown instanceof StudioError) return { code: thrown.code, message, param: thrown.param ?? undefined }
  return { code: 'document_broken', message: `"${fileName}" could not be read: ${message}` }
}
