import { open } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import type { DocumentSample, Importer } from '../document/importer.ts'
import { type ForeignFormat, foreignFormat, zipArchive } from './foreign-formats.ts'
import { importers } from './importers.ts'

const sampleBytes = 65_536

/**
 * Finds who can read a file: what the bytes surely are wins over the name and media type that came with it.
 * @throws StudioError `invalid_file_type` or `document_protected`, with what was found and what helps
 */
export async function chooseImporter(path: string, fileName: string, contentType = ''): Promise<Importer> {
  const sample = await readSample(path)
  const sure = importers.find((importer) => importer.sniff(sample) === 'sure')
  if (sure) return sure
  const named = importers.find((importer) => isNamed(importer, fileName, contentType))
  const other = foreignFormat(sample)
  if (other && !(other.name === zipArchive && named)) throw foreign(fileName, other)
  const likely = named ?? importers.find((importer) => importer.sniff(sample) === 'maybe')
  if (!likely) throw unknownFormat(fileName, 'of an unknown kind')
  return likely
}

/** The first and last 64 KB of a file. */
export async function readSample(path: string): Promise<DocumentSample> {
  await using file = await open(path)
  const { size } = await file.stat()
  const length = Math.min(size, sampleBytes)
  const [start, end] = [Buffer.alloc(length), Buffer.alloc(length)]
  await file.read(start, 0, length, 0)
  await file.read(end, 0, length, size - length)
  return { start, end }
}

function foreign(fileName: string, { name, remedy, isProtected }: ForeignFormat): StudioError {
  const code = isProtected ? 'document_protected' : 'invalid_file_type'
  return remedy ? new StudioError(code, `"${fileName}" is ${name}: ${remedy}.`) : unknownFormat(fileName, name)
}

/** @param found completes "it is …" */
function unknownFormat(fileName: string, found: string): StudioError {
  const formats = importers.map(({ format, extensions }) => `${format} (.${extensions[0]})`)
  const taken = new Intl.ListFormat('en').format(formats)
  return new StudioError('invalid_file_type', `"${fileName}" is ${found}; this server reads ${taken} files.`)
}

function isNamed(importer: Importer, fileName: string, contentType: string): boolean {
  const extension = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  const mediaType = contentType.split(';')[0]!.trim().toLowerCase()
  return importer.extensions.includes(extension) || importer.mediaTypes.includes(mediaType)
}
