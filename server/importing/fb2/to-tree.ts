import type { ContentsEntry } from '../markup/book-sections.ts'
import { childElements, labelOf, textOf, type XmlElement, type XmlNode } from '../markup/xml.ts'

/** The tree of the page that a FictionBook describes, and its sections with titles, which lead into it. */
export type BookTree = { body: XmlElement; contents: ContentsEntry[] }

/** Notes are bodies of their own. */
export function toTree(book: XmlElement): BookTree {
  const contents: ContentsEntry[] = []
  const bodies = childElements(book).filter(({ name }) => name === 'body')
  const isNotes = ({ attributes }: XmlElement) => /note|comment|примеч/i.test(attributes.name ?? '')
  const texts = bodies.filter((body, index) => index === 0 || !isNotes(body))
  const notes = bodies.filter((body) => !texts.includes(body))
  const children = [...texts.flatMap((body) => partsOf(body, 0, contents)), ...notes.flatMap(notesOf)]
  return { body: element('body', children), contents }
}

function element(name: string, children: XmlNode[] = [], attributes: Record<string, string> = {}): XmlElement {
  return { name, attributes, children }
}

/** Each section of it is a note; its title repeats the mark. */
function notesOf(body: XmlElement): XmlElement[] {
  return childElements(body)
    .filter(({ name }) => name === 'section')
    .flatMap((section) => {
      const { id } = section.attributes
      if (!id) return notesOf(section)
      const parts = childElements(section).filter(({ name }) => name !== 'title')
      return [
        element(
          'aside',
          parts.flatMap((part) => blocksOf(part, 5, [])),
          { id },
        ),
      ]
    })
}

function partsOf(parent: XmlElement, depth: number, contents: ContentsEntry[]): XmlNode[] {
  return childElements(parent).flatMap((child) => blocksOf(child, depth, contents))
}

/** @param depth of the section around, from 0 */
function blocksOf(child: XmlElement, depth: number, contents: ContentsEntry[]): XmlNode[] {
  const { name, attributes } = child
  const identity: Record<string, string> = attributes.id ? { id: attributes.id } : {}
  if (name === 'section') return sectionOf(child, depth, contents)
  if (name === 'title') return [titleOf(child, depth)]
  if (name === 'subtitle')
    return [/\p{L}|\p{N}/u.test(textOf(child)) ? element(`h${Math.min(depth + 2, 6)}`, inlineOf(child)) : element('hr')]
  if (name === 'p') return [element('p', inlineOf(child), identity)]
  if (name === 'poem' || name === 'epigraph' || name === 'cite' || name === 'annotation') {
    return [element('blockquote', partsOf(child, depth + 1, contents), identity)]
  }
  if (name === 'stanza') return [stanzaOf(child)]
  if (name === 'text-author' || name === 'date') return [element('p', inlineOf(child))]
  if (name === 'table')
    return [
      element(
        'table',
        childElements(child).map((row) =>
          element(
            'tr',
            childElements(row).map((cell) => element('td', inlineOf(cell))),
          ),
        ),
      ),
    ]
  return name === 'image' ? imageOf(child) : []
}

/** One with a title is an entry of the table of contents. */
function sectionOf(section: XmlElement, depth: number, contents: ContentsEntry[]): XmlNode[] {
  const title = childElements(section).find(({ name }) => name === 'title')
  const fragment = `section-${contents.length + 1}`
  const label = title ? labelOf(title) : ''
  if (label !== '') contents.push({ title: label, path: '', fragment, depth })
  const anchor = label === '' ? [] : [element('a', [], { id: fragment })]
  const { id } = section.attributes
  return [...anchor, element('section', partsOf(section, depth + 1, contents), id ? { id } : {})]
}

/** Its lines are one title. Sections of the first depth are chapters. */
function titleOf(title: XmlElement, depth: number): XmlElement {
  const lines = childElements(title).filter(({ name }) => name === 'p')
  const children = lines.flatMap((line, index) => (index === 0 ? inlineOf(line) : [element('br'), ...inlineOf(line)]))
  return element(`h${Math.min(depth + 1, 6)}`, children.length > 0 ? children : inlineOf(title))
}

function stanzaOf(stanza: XmlElement): XmlElement {
  const lines = childElements(stanza).filter(({ name }) => name === 'v')
  const titles = childElements(stanza).filter(({ name }) => name === 'title' || name === 'subtitle')
  const verse = lines.flatMap((line, index) => (index === 0 ? inlineOf(line) : [element('br'), ...inlineOf(line)]))
  return element('div', [...titles.map((title) => element('p', [textOf(title)])), element('p', verse)])
}

function imageOf({ attributes }: XmlElement): XmlNode[] {
  const alternative = attributes.alt ?? attributes.title ?? ''
  return alternative === '' ? [] : [element('img', [], { alt: alternative })]
}

function inlineOf(parent: XmlElement): XmlNode[] {
  return parent.children.flatMap((child): XmlNode[] => {
    if (typeof child === 'string') return [child]
    if (child.name === 'a') return [linkOf(child)]
    if (child.name === 'image') return imageOf(child)
    if (child.name === 'sup' || child.name === 'sub') return [element(child.name, inlineOf(child))]
    return inlineOf(child)
  })
}

function linkOf(link: XmlElement): XmlElement {
  const href = Object.entries(link.attributes).find(([name]) => /(?:^|:)href$/.test(name))?.[1] ?? ''
  const isNote = link.attributes.type === 'note'
  return element('a', inlineOf(link), { href, ...(isNote && { 'epub:type': 'noteref' }) })
}
