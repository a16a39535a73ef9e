/** The program of the reading process: takes one request, sends one reply, ends. See reading-process.ts. */
import { readFile } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { readPls } from '#server/pronunciation/read-pls.ts'
import { fitLimits } from './fit-limits.ts'
import { importers } from './importers.ts'
import { inspect } from './inspected-document.ts'
import type { ReadingReply, ReadingRequest } from './reading-messages.ts'
import { toStorable } from './storable.ts'

process.once('message', async (request: ReadingRequest) => {
  const reply = await read(request).catch((thrown) => ({ error: toReply(thrown, request) }))
  process.send!(reply, () => process.disconnect())
})
process.once('disconnect', () => process.exit())
// PDF.js leaves promises of damaged files behind, and goes on to repair the file. What never ends meets the time limit.
process.on('unhandledRejection', () => undefined)

async function read(request: ReadingRequest): Promise<ReadingReply> {
  if (request.format === 'PLS') return { lexicon: readPls(await readFile(request.path)) }
  const importer = importers.find(({ format }) => format === request.format)!
  const document = toStorable(await importer.read(request))
  const fitted = fitLimits(document, request)
  return request.isInspection ? { inspected: inspect(fitted, request.format) } : { document: fitted }
}

/** What an importer did not foresee is the document's doing too: it must not look like a fault of the studio. */
function toReply(thrown: unknown, { fileName }: ReadingRequest): ReadingReply['error'] {
  if (thrown instanceof StudioError) {
    return { code: thrown.code, message: thrown.message, param: thrown.param ?? undefined }
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return { code: 'document_broken', message: `"${fileName}" could not be read: ${reason}` }
}
