import type { DocumentSample } from '../document/importer.ts'

/** A kind of file that is known and not read. */
export type ForeignFormat = {
  /** Completes "it is …". */
  name: string
  /** What a person can do; without one, the formats that are read are listed. */
  remedy?: string
  /** Encrypted, so that no other program would help either. */
  isProtected?: boolean
}

type Known = ForeignFormat & { matches(sample: DocumentSample): boolean }

/** Tells by the bytes what a file is that no importer reads. */
export function foreignFormat(sample: DocumentSample): ForeignFormat | undefined {
  return sample.start.length < 4 ? undefined : foreignFormats.find(({ matches }) => matches(sample))
}

export const zipArchive = 'a ZIP archive'

const toWord = 'open it in Word or LibreOffice, save it as a Word document (.docx), and import that'
const toEpub = 'convert it to EPUB (Calibre does), and import that'
const recognise = 'recognise its text (OCR), and import that'

/** The surest first. */
const foreignFormats: readonly Known[] = [
  { name: 'an OpenDocument text (.odt)', remedy: toWord, matches: isZipWith('opendocument.text') },
  { name: 'an OpenDocument file', matches: isZipWith('application/vnd.oasis.opendocument') },
  {
    name: 'a document of Apple Pages',
    remedy: 'export it from Pages as Word or EPUB, and import that',
    matches: isZipWith('Index/Document.iwa', 'Index/Tables/', 'buildVersionHistory.plist'),
  },
  {
    name: 'a presentation (.pptx)',
    remedy: 'export it as PDF or as text, and import that',
    matches: isZipWith('ppt/presentation', 'ppt/slides'),
  },
  { name: 'a spreadsheet (.xlsx)', matches: isZipWith('xl/workbook', 'xl/worksheets') },
  {
    name: zipArchive,
    remedy: 'unpack it and import the documents in it one by one',
    matches: ({ start }) => begins(start, '504b0304'),
  },
  {
    name: 'an Office document that is locked with a password',
    remedy: 'open it there, save it without one, and import that',
    isProtected: true,
    matches: isOleWith('EncryptedPackage'),
  },
  { name: 'an old Word document (.doc)', remedy: toWord, matches: isOleWith('WordDocument') },
  { name: 'an old Excel or PowerPoint document', matches: isOleWith('Workbook', 'Book', 'PowerPoint Document') },
  { name: 'an old Office document', remedy: toWord, matches: ({ start }) => begins(start, 'd0cf11e0') },
  {
    name: 'a Kindle book with copy protection (DRM)',
    remedy: 'it opens only where it was bought; get a copy without protection',
    isProtected: true,
    matches: isProtectedKindle,
  },
  { name: 'a Kindle book (MOBI or AZW3)', remedy: toEpub, matches: isKindle },
  { name: 'a WordPerfect document', remedy: toWord, matches: ({ start }) => begins(start, 'ff575043') },
  { name: 'a PostScript file', remedy: 'convert it to PDF (`ps2pdf`), and import that', matches: isText('%!PS') },
  { name: 'a DjVu document', remedy: 'convert it to PDF with its text, and import that', matches: isText('AT&TFORM') },
  { name: 'a Windows help file (.chm)', remedy: toEpub, matches: isText('ITSF') },
  { name: 'a book of Microsoft Reader (.lit)', remedy: toEpub, matches: isText('ITOLITLS') },
  {
    name: 'a picture',
    remedy: recognise,
    matches: ({ start }) =>
      /^(?:89504e47|ffd8ff|47494638|52494646.{8}57454250|49492a00|4d4d002a|424d.{8}0{8}|.{8}6674797068656963)/.test(
        hex(start),
      ),
  },
  {
    name: 'a sound file',
    matches: ({ start }) => /^(?:494433|4f676753|664c6143|52494646.{8}57415645|fff[ab3])/i.test(hex(start)),
  },
  { name: 'a film', matches: ({ start }) => /^(?:.{8}66747970|1a45dfa3|52494646.{8}41564920)/.test(hex(start)) },
  {
    name: 'a compressed file',
    remedy: 'unpack it and import the document in it',
    matches: ({ start }) => /^(?:1f8b|377abcaf|52617221|425a68|fd377a58|28b52ffd)/.test(hex(start)),
  },
  { name: 'an XML file', matches: ({ start }) => /^(\xef\xbb\xbf)?\s*<\?xml/i.test(start.toString('latin1', 0, 512)) },
]

function hex(start: Buffer): string {
  return start.toString('hex', 0, 16)
}

function begins(start: Buffer, bytes: string): boolean {
  return hex(start).startsWith(bytes)
}

function isText(text: string): Known['matches'] {
  return ({ start }) => start.toString('latin1', 0, text.length) === text
}

function isZipWith(...names: string[]): Known['matches'] {
  return ({ start, end }) =>
    begins(start, '504b0304') && names.some((name) => start.includes(name) || end.includes(name))
}

/** The names of the streams in an old Office file are in UTF-16. */
function isOleWith(...names: string[]): Known['matches'] {
  const written = names.map((name) => Buffer.from(`${name}\0`, 'utf16le'))
  return ({ start, end }) =>
    begins(start, 'd0cf11e0') && written.some((name) => start.includes(name) || end.includes(name))
}

/** A text may begin with "CONTENTS": a KFX has its version behind the first four of these letters. */
function isKindle({ start }: DocumentSample): boolean {
  return (
    /^(?:BOOKMOBI|TEXtREAd)/.test(start.toString('latin1', 60, 68)) ||
    /^TPZ\d/.test(start.toString('latin1', 0, 4)) ||
    /^434f4e540[12]00/.test(start.toString('hex', 0, 6))
  )
}

/** The header of a MOBI is its first record; 12 bytes in, it says how its text is encrypted. KFX says it in its name. */
function isProtectedKindle({ start }: DocumentSample): boolean {
  if (start.toString('latin1', 0, 8) === '\xeaDRMION\xee') return true
  if (start.toString('latin1', 60, 68) !== 'BOOKMOBI' || start.length < 82) return false
  const record = start.readUInt32BE(78)
  return record + 14 <= start.length && start.readUInt16BE(record + 12) !== 0
}
