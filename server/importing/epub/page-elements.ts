import { meaningsOf, textOf, type XmlElement } from './xml.ts'

const blockElements = new Set(
  (
    'address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer ' +
    'form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
)

/** Nothing in them is text to be read: ruby readings repeat what they annotate, `case` needs what we cannot show. */
const silentElements = new Set(
  (
    'annotation annotation-xml audio button canvas case head iframe img input map metadata noscript object rp rt rtc ' +
    'script select style svg template textarea title video'
  ).split(' '),
)

export function isBlockElement({ name }: XmlElement): boolean {
  return blockElements.has(name)
}

/** Whether an element and all in it is passed over. */
export function isSkipped(element: XmlElement): boolean {
  return silentElements.has(element.name) || isHidden(element) || isPageBreak(element) || isGutenbergFrame(element)
}

function isHidden({ attributes }: XmlElement): boolean {
  const isInvisible = /display\s*:\s*none/i.test(attributes.style ?? '')
  return attributes.hidden !== undefined || attributes['aria-hidden'] === 'true' || isInvisible
}

/** The number of a printed page, or a way back from a note. A long text is neither, whatever it is called. */
function isPageBreak(element: XmlElement): boolean {
  const meanings = meaningsOf(element)
  return (meanings.includes('pagebreak') || meanings.includes('backlink')) && textOf(element).length <= 20
}

/** Project Gutenberg's header and licence. */
function isGutenbergFrame({ attributes }: XmlElement): boolean {
  return (
    /^pg-(?:header|footer|machine-header)$/.test(attributes.id ?? '') ||
    /\bpg-boilerplate\b/.test(attributes.class ?? '')
  )
}

/** Words of the EPUB structural semantics vocabulary, and of EPUB 2's guide, for parts that nobody reads aloud. */
const unspokenParts = new Set(
  (
    'cover titlepage title-page halftitlepage halftitle imprint copyright-page copyright colophon toc landmarks page-list ' +
    'loi lot loa lov index footnote footnotes endnote endnotes rearnote rearnotes other.halftitle'
  ).split(' '),
)

export function isUnspokenPart(element: XmlElement): boolean {
  return meaningsOf(element).some(isUnspokenMeaning)
}

export function isUnspokenMeaning(meaning: string): boolean {
  return unspokenParts.has(meaning)
}
