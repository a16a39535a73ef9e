import type { LeftOutKind } from '../document/imported-document.ts'
import { blockElements } from './block-elements.ts'
import { meaningsOf, textOf, type XmlElement } from './xml.ts'

/** Nothing in them is text to be read: ruby readings repeat what they annotate, `case` needs what we cannot show. */
const silentElements = new Set(
  (
    'annotation annotation-xml audio button canvas case head iframe input map metadata noscript object rp rt rtc ' +
    'script select style svg template textarea title video'
  ).split(' '),
)

export function isBlockElement({ name }: XmlElement): boolean {
  return blockElements.has(name)
}

/** Whether an element and all in it is passed over, and as what; `undefined` for what is read. */
export function skippedAs(element: XmlElement): LeftOutKind | 'silent' | undefined {
  if (element.name === 'nav' || meaningsOf(element).includes('navigation')) return 'contents'
  if (silentElements.has(element.name) || isHidden(element) || isLinkToItself(element)) return 'silent'
  if (isPageBreak(element)) return 'page_numbers'
  return isGutenbergFrame(element) ? 'licence' : undefined
}

function isHidden({ attributes }: XmlElement): boolean {
  const isInvisible = /display\s*:\s*none/i.test(attributes.style ?? '')
  return attributes.hidden !== undefined || attributes['aria-hidden'] === 'true' || isInvisible
}

/** "12", "[Pg 12]", "{15}", "p. xii". */
const pageNumber = /^[[({]?\s*(?:(?:p|pp|pg|page|s|seite)\b\.?\s*)?(?:\d{1,4}|[ivxlc]{1,8})[a-z]?\s*[\])}]?$/i
const pageClass =
  /(?:^|\s)(?:line-?_?num(?:ber)?|linenum|line-?no|page-?_?num(?:ber)?|page-?_?no|page|pb|pg-?num|pagebreak|folio)(?:\s|$)/i
const pageId = /^(?:page|pg|p)[-_]?(?:\d+|[ivxlc]+)$/i

/** The number of a printed page, or a way back from a note. Publishers also put breaks around the first word of a page. */
function isPageBreak(element: XmlElement): boolean {
  const meanings = meaningsOf(element)
  if (meanings.includes('backlink')) return textOf(element).length <= 20
  const { class: itsClass = '', id = '' } = element.attributes
  const isHeading = /^(?:h\d|body|section|article)$/.test(element.name)
  const isCalledPage = !isHeading && (pageClass.test(itsClass) || pageId.test(id) || isAnchorOfItself(element))
  if (!meanings.includes('pagebreak') && !isCalledPage) return false
  return isShort(element) && pageNumber.test(textOf(element))
}

/** Numbers of paragraphs that link to themselves, as SiSU writes them. */
function isAnchorOfItself({ name, attributes }: XmlElement): boolean {
  const id = attributes.id ?? attributes.name
  return name === 'a' && id !== undefined && attributes.href === `#${id}`
}

/** So that the text of a whole page is not gathered to find out that it is no number. */
function isShort(element: XmlElement, deepest = 4): boolean {
  if (element.children.length > 8 || deepest === 0) return false
  return element.children.every((child) =>
    typeof child === 'string' ? child.length < 200 : isShort(child, deepest - 1),
  )
}

/** The sign beside a heading that links to the heading, or the arrow back from a note. */
function isLinkToItself(element: XmlElement): boolean {
  if (element.name !== 'a' || element.attributes.href === undefined || !isShort(element)) return false
  return /^(?:[\s¶#§🔗↩↑←⤴⬆⏎↵^]|\ufe0e|\ufe0f)+$/u.test(textOf(element))
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
