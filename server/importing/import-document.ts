import { stat } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import { chooseImporter } from './choose-importer.ts'
import { defaultImportLimits, type ImportLimits, inMegabytes } from './import-limits.ts'
import type { ImportedDocument } from './imported-document.ts'
import { readInProcess } from './reading-process.ts'

export type DocumentSource = {
  /** As the person called the file; `blob` and the like say nothing, and then the bytes decide. */
  fileName: string
  contentType?: string
  /** Those that differ from `defaultImportLimits`. */
  limits?: Partial<ImportLimits>
  signal?: AbortSignal
}

/**
 * Turns a document into chapters. The reading happens in a process of its own, with limits of time and memory.
 * @param path the file on this machine
 * @throws StudioError `invalid_file_type`, `document_broken`, `document_too_large`, `document_protected`, `empty_text`;
 *   the signal's reason when aborted
 */
export async function importDocument(path: string, source: DocumentSource): Promise<ImportedDocument> {
  const { fileName, contentType, signal } = source
  const limits = { ...defaultImportLimits, ...source.limits }
  const { size } = await stat(path)
  if (size > limits.documentBytes) throw tooLarge(fileName, size, limits.documentBytes)
  const { format } = await chooseImporter(path, fileName, contentType)
  return readInProcess({ format, path, fileName, limits }, signal)
}

function tooLarge(fileName: string, size: number, limit: number): StudioError {
  const sentence = `"${fileName}" has ${inMegabytes(size)}; at most ${inMegabytes(limit)} can be imported.`
  return new StudioError('document_too_large', sentence)
}
