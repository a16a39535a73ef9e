import { resolveHref } from './resolve-href.ts'
import { elementsNamed, meaningsOf, textOf, type XmlElement } from './xml.ts'

/** A mark in the text that leads to a note: what it shows ("1"), and where it leads (`path#fragment`). */
export type NoteReference = {
  mark: string
  target: string
  /** Its own id and that of its link (`path#id`), where a note may lead back to. */
  ids: string[]
  /** The book says that it is one; otherwise it only looks like one. */
  isDeclared: boolean
}

/**
 * Tells whether an element is a reference to a note: by its meaning, or because it is a small number or sign that links
 * somewhere, is raised, in brackets or led back to, and stands behind text. (At the start of a paragraph it is the note's own number, leading back.)
 * @param linkedIds those that links of the page lead to
 */
export function noteReferenceAt(
  element: XmlElement,
  path: string,
  hasTextBefore: boolean,
  linkedIds: ReadonlySet<string>,
): NoteReference | undefined {
  const isDeclared = meaningsOf(element).includes('noteref')
  if (!isDeclared && !(hasTextBefore && looksLikeReference(element, linkedIds))) return undefined
  const link = linkIn(element)
  const target = resolveHref(path, link?.attributes.href ?? '')
  const ids = [element, ...elementsNamed(element, 'a', 'sup', 'span')].flatMap(({ attributes }) => attributes.id ?? [])
  return {
    mark: textOf(element),
    target: `${target.path}#${target.fragment}`,
    ids: ids.map((id) => `${path}#${id}`),
    isDeclared,
  }
}

const marks = /^[[({]?(?:(?:note|nb|fn|n)\.?\s*)?(?:\d{1,4}|[*†‡§¶]{1,4}|[a-z]|[ivxl]{1,6})[\])}]?$/i

function looksLikeReference(element: XmlElement, linkedIds: ReadonlySet<string>): boolean {
  if (element.name !== 'a' && element.name !== 'sup') return false
  const link = linkIn(element)
  if (!link?.attributes.href?.includes('#')) return false
  const mark = textOf(element)
  if (!marks.test(mark)) return false
  if (element.attributes.id !== undefined && linkedIds.has(element.attributes.id)) return true
  const isRaised = element.name === 'sup' || elementsNamed(element, 'sup').next().value !== undefined
  return isRaised || /^[[({]|^[*†‡§¶]/.test(mark) || /note|^fn|super|\bref\b/i.test(`${link.attributes.class ?? ''}`)
}

function linkIn(element: XmlElement): XmlElement | undefined {
  return element.name === 'a' ? element : elementsNamed(element, 'a').next().value
}
