import { open } from 'node:fs/promises'
import { StudioError } from '#server/base/errors.ts'
import type { DocumentSample, Importer } from './importer.ts'
import { importers } from './importers.ts'

const sampleBytes = 65_536

/**
 * Finds who can read a file: what the bytes surely are wins over the name and media type that came with it.
 * @throws StudioError `invalid_file_type`, with what was found and what is taken
 */
export async function chooseImporter(path: string, fileName: string, contentType = ''): Promise<Importer> {
  const sample = await readSample(path)
  const sure = importers.find((importer) => importer.sniff(sample) === 'sure')
  if (sure) return sure
  const named = importers.find((importer) => isNamed(importer, fileName, contentType))
  const foreign = foreignFormat(sample)
  if (foreign && !(foreign === zipArchive && named)) throw unknownFormat(fileName, foreign)
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

const zipArchive = 'a ZIP archive'

/** Formats that are known by their first bytes; a ZIP by the names of the files inside. */
const foreignFormats: readonly [string, (sample: DocumentSample) => boolean][] = [
  ['a PDF document', ({ start }) => start.subarray(0, 1024).includes('%PDF-')],
  ['a Word document (.docx)', (sample) => isZip(sample) && holds(sample, 'word/document')],
  ['an OpenDocument text (.odt)', ({ start }) => start.includes('application/vnd.oasis.opendocument')],
  [zipArchive, isZip],
  ['an old Word document (.doc)', ({ start }) => /^d0cf11e0/.test(firstBytes(start))],
  ['a rich text document (.rtf)', ({ start }) => start.toString('latin1', 0, 5) === '{\\rtf'],
  ['a Kindle book', ({ start }) => /^(BOOKMOBI|TEXtREAd)/.test(start.toString('latin1', 60, 68))],
  ['a picture', ({ start }) => /^(89504e47|ffd8ff|47494638|52494646.{8}57454250)/.test(firstBytes(start))],
  ['a sound file', ({ start }) => /^(494433|4f676753|664c6143|52494646.{8}57415645)/i.test(firstBytes(start))],
  ['a compressed file', ({ start }) => /^(1f8b|377abcaf|52617221)/.test(firstBytes(start))],
  ['an XML file', ({ start }) => /^(\xef\xbb\xbf)?\s*<\?xml/i.test(start.toString('latin1', 0, 512))],
]

/** In hexadecimal. */
function firstBytes(start: Buffer): string {
  return start.toString('hex', 0, 12)
}

function foreignFormat(sample: DocumentSample): string | undefined {
  if (sample.start.length < 4) return undefined
  return foreignFormats.find(([, matches]) => matches(sample))?.[0]
}

function isZip({ start }: DocumentSample): boolean {
  return start.readUInt32BE(0) === 0x504b0304
}

function holds({ start, end }: DocumentSample, name: string): boolean {
  return start.includes(name) || end.includes(name)
}
