import { resolveHref } from './package-document.ts'
import { elementsNamed, meaningsOf, textOf, type XmlElement } from './xml.ts'

/** A mark in the text that leads to a note: what it shows ("1"), and where it leads (`path#fragment`). */
export type NoteReference = {
  mark: string
  target: string
  /** The book says that it is one; otherwise it only looks like one. */
  isDeclared: boolean
}

/**
 * Tells whether an element is a reference to a note: by its meaning, or because it is a small number or sign that links
 * somewhere and stands behind text. (At the start of a paragraph it is the note's own number, leading back.)
 */
export function noteReferenceAt(element: XmlElement, path: string, textBefore: string): NoteReference | undefined {
  const isDeclared = meaningsOf(element).includes('noteref')
  if (!isDeclared && !(looksLikeReference(element) && textBefore.trim() !== '')) return undefined
  const link = element.name === 'a' ? element : elementsNamed(element, 'a').next().value
  const target = resolveHref(path, link?.attributes.href ?? '')
  return { mark: textOf(element), target: `${target.path}#${target.fragment}`, isDeclared }
}

function looksLikeReference(element: XmlElement): boolean {
  if (element.name !== 'a' && element.name !== 'sup') return false
  const mark = textOf(element)
  if (!/^[[(]?(?:\d{1,4}|[*†‡§¶]{1,4}|[a-z]|[ivxl]{1,6})[\])]?$/.test(mark)) return false
  const link = element.name === 'a' ? element : elementsNamed(element, 'a').next().value
  if (!link?.attributes.href?.includes('#')) return false
  const isRaised = element.name === 'sup' || elementsNamed(element, 'sup').next().value !== undefined
  return isRaised || /^[[(]|^[*†‡§¶]/.test(mark) || /note|^fn/i.test(`${link.attributes.class ?? ''}`)
}
