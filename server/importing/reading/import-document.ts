import { stat } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { defaultImportLimits, type ImportLimits, inMegabytes } from '../document/import-limits.ts'
import type { ReadDocument } from '../document/imported-document.ts'
import { defaultReadingChoices, type ReadingChoices } from '../document/reading-choices.ts'
import type { InspectedDocument } from './inspected-document.ts'
import type { ReadingRequest } from './reading-messages.ts'
import { readInProcess } from './reading-process.ts'

export type DocumentSource = {
  /** As the person called the file; `blob` and the like say nothing, and then the bytes decide. */
  fileName: string
  contentType?: string
  /** Those that differ from `defaultImportLimits`. */
  limits?: Partial<ImportLimits>
  /** Those that differ from `defaultReadingChoices`. */
  choices?: Partial<ReadingChoices>
  signal?: AbortSignal
}

/**
 * Turns a document into chapters. The reading happens in a process of its own, with limits of time and memory.
 * @param path the file on this machine
 * @throws StudioError `invalid_file_type`, `document_broken`, `document_too_large`, `document_protected`, `empty_text`;
 *   the signal's reason when aborted
 */
export async function importDocument(path: string, source: DocumentSource): Promise<ReadDocument> {
  const request = await requestFor(path, source)
  const { document } = await readInProcess(request, source.signal)
  return document!
}

/** The same, for the one who only wants to know what it would become. */
export async function inspectDocument(path: string, source: DocumentSource): Promise<InspectedDocument> {
  const request = await requestFor(path, source)
  const { inspected } = await readInProcess({ ...request, isInspection: true }, source.signal)
  return inspected!
}

async function requestFor(path: string, { fileName, contentType, ...source }: DocumentSource): Promise<ReadingRequest> {
  const limits = { ...defaultImportLimits, ...source.limits }
  const choices = { ...defaultReadingChoices, ...source.choices }
  const { size } = await stat(path)
  if (size > limits.documentBytes) throw tooLarge(fileName, size, limits.documentBytes)
  return { path, fileName, contentType, limits, choices }
}

function tooLarge(fileName: string, size: number, limit: number): StudioError {
  const sentence = `"${fileName}" has ${inMegabytes(size)}; at most ${inMegabytes(limit)} can be imported.`
  return new StudioError('document_too_large', sentence)
}
