import { collapseWhiteSpace, type ImportedDocument } from '../document/imported-document.ts'
import { elementsNamed, parseXml, textOf, type XmlElement } from '../markup/xml.ts'

export type EpubMetadata = Omit<ImportedDocument, 'chapters' | 'warnings'>

/** What the package document says about the book: Dublin Core elements, refined by `meta` (EPUB 3) or attributes (2). */
export function toMetadata(metadata: XmlElement): EpubMetadata {
  const refinements = refinementsOf(metadata)
  return {
    title: titleOf(metadata, refinements),
    author: authorOf(metadata, refinements),
    language: firstText(metadata, 'language'),
    description: descriptionOf(metadata),
    isbn: isbnOf(metadata),
    publicationDate: dateOf(metadata),
  }
}

/** `#id property` → value. */
type Refinements = Map<string, string>

function refinementsOf(metadata: XmlElement): Refinements {
  const metas = [...elementsNamed(metadata, 'meta')]
  return new Map(metas.map((meta) => [`${meta.attributes.refines} ${meta.attributes.property}`, textOf(meta)]))
}

function titleOf(metadata: XmlElement, refinements: Refinements): string | undefined {
  const titles = [...elementsNamed(metadata, 'title')].filter((title) => textOf(title) !== '')
  const main = titles.find(({ attributes }) => refinements.get(`#${attributes.id} title-type`) === 'main')
  const chosen = main ?? titles[0]
  return chosen && textOf(chosen)
}

/** Creators whose role, when given, is author. */
function authorOf(metadata: XmlElement, refinements: Refinements): string | undefined {
  const authors = [...elementsNamed(metadata, 'creator')].filter(({ attributes }) => {
    const role = refinements.get(`#${attributes.id} role`) ?? attributes['opf:role'] ?? 'aut'
    return role === 'aut'
  })
  const names = [...new Set(authors.map(textOf).filter(Boolean))]
  if (names.length < 2) return names[0]
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

function firstText(metadata: XmlElement, name: string): string | undefined {
  return elementsNamed(metadata, name).map(textOf).find(Boolean)
}

/** Often HTML inside XML. */
function descriptionOf(metadata: XmlElement): string | undefined {
  const description = firstText(metadata, 'description')
  if (!description || !/<[a-z/]|&[a-z#]/i.test(description)) return description
  const spaced = description.replace(/<(?:br|\/?p|\/?div|\/?li)\b/gi, ' $&')
  return collapseWhiteSpace(textOf(parseXml(Buffer.from(spaced)))) || undefined
}

function isbnOf(metadata: XmlElement): string | undefined {
  const identifiers = [...elementsNamed(metadata, 'identifier', 'source')]
  return identifiers.map((element) => textOf(element).replace(/^urn:isbn:|^isbn[:\s]*|[-\s]/gi, '')).find(isIsbn)
}

/** Length and check digit, ISO 2108: weights 1, 3 modulo 10 for thirteen digits, 10 … 1 modulo 11 for ten. */
function isIsbn(text: string): boolean {
  const digits = [...text.toUpperCase()].map((digit) => (digit === 'X' ? 10 : Number(digit)))
  if (/^97[89]\d{10}$/.test(text)) return digits.reduce((sum, digit, i) => sum + digit * (i % 2 ? 3 : 1), 0) % 10 === 0
  return /^\d{9}[\dx]$/i.test(text) && digits.reduce((sum, digit, i) => sum + digit * (10 - i), 0) % 11 === 0
}

/** The day or year of publication; years before 1000 stand for "unknown" in books made by converters. */
function dateOf(metadata: XmlElement): string | undefined {
  const dates = [...elementsNamed(metadata, 'date')]
  const published = dates.find(({ attributes }) => attributes['opf:event'] === 'publication') ?? dates[0]
  const [, year, day] = /^([1-9]\d{3})(-\d{2}-\d{2})?/.exec(published ? textOf(published) : '') ?? []
  return year && (day ? year + day : year)
}
