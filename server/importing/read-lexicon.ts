import { StudioError } from '#server/base/errors.ts'
import type { Lexicon } from '#server/pronunciation/read-pls.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { copyStored, type StoredDocument } from './copy-source.ts'
import { defaultImportLimits } from './document/import-limits.ts'
import { defaultReadingChoices } from './document/reading-choices.ts'
import { readInProcess } from './reading/reading-process.ts'

type Needs = { ownFolder: string; files: FileStore }

/** It is waited for. */
const limits = { ...defaultImportLimits, seconds: 30 }

/**
 * Reads a dictionary in PLS that somebody sent, where documents are read, and deletes the file.
 * @throws StudioError what `readPls` throws; the signal's reason when aborted
 */
export async function readLexicon(needs: Needs, source: StoredDocument, signal: AbortSignal): Promise<Lexicon> {
  try {
    await using copy = await copyStored(needs, source, signal)
    const { path, fileName } = copy
    const request = { isLexicon: true, path, fileName, limits, choices: defaultReadingChoices }
    return (await readInProcess(request, signal)).lexicon!
  } catch (error) {
    throw asOfDictionary(error)
  } finally {
    await needs.files.delete([source.fileKey])
  }
}

function asOfDictionary(thrown: unknown): unknown {
  if (!(thrown instanceof StudioError)) return thrown
  const codes = {
    document_broken: 'pronunciation_dictionary_broken',
    document_too_large: 'pronunciation_dictionary_too_large',
  } as const
  const code = codes[thrown.code as keyof typeof codes]
  return code ? new StudioError(code, thrown.message, { cause: thrown, param: 'file' }) : thrown
}
