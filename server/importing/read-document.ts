/** The program of the reading process: takes one request, sends one reply, ends. See reading-process.ts. */
import { type ErrorCode, StudioError } from '#server/base/errors.ts'
import { fitLimits } from './fit-limits.ts'
import type { ImportedDocument } from './imported-document.ts'
import { importers } from './importers.ts'
import type { ReadingRequest } from './reading-process.ts'

export type ReadingReply = { document?: ImportedDocument; error?: { code: ErrorCode; message: string } }

process.once('message', async (request: ReadingRequest) => {
  const reply = await read(request).catch((thrown) => ({ error: toReply(thrown, request) }))
  process.send!(reply, () => process.disconnect())
})
process.once('disconnect', () => process.exit())

async function read(request: ReadingRequest): Promise<ReadingReply> {
  const importer = importers.find(({ format }) => format === request.format)!
  const document = await importer.read(request)
  return { document: fitLimits(document, request) }
}

/** What an importer did not foresee is the document's doing too: it must not look like a fault of the studio. */
function toReply(thrown: unknown, { fileName }: ReadingRequest): { code: ErrorCode; message: string } {
  if (thrown instanceof StudioError) return { code: thrown.code, message: thrown.message }
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'document_broken', message: `"${fileName}" could not be read: ${reason}` }
}
