import { DomUtils, Parser, parseDocument } from 'htmlparser2'
import { StudioError } from '#server/base/errors.ts'
import { markedEncoding } from '../document/decode-text.ts'
import { collapseWhiteSpace } from '../document/imported-document.ts'
import { blockElements } from './block-elements.ts'

export type XmlNode = XmlElement | string
export type XmlElement = {
  /** Lower case, without a prefix. */
  name: string
  /** By lower-case name, with the prefix. */
  attributes: Record<string, string>
  children: XmlNode[]
}

/** No book nests deeper; a document that does is made to exhaust the stack. */
const deepestNesting = 400

/** HTML written as if it were XHTML leaves these open. (`meta` and `source` have content in package documents.) */
const voidElements = new Set(['area', 'br', 'col', 'hr', 'img', 'input', 'wbr'])

/**
 * Parses XML or XHTML, forgiving what is not well-formed. Entities of HTML are decoded, and those that a document
 * declares itself when they are short and name no other; the rest is left as written, so that none can be made to grow.
 * @throws StudioError `document_broken` when elements nest more than 400 deep
 */
export function parseXml(bytes: Buffer): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [] }
  const open = [root]
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const element = { name: localName(name), attributes: withLowerCaseNames(attributes), children: [] }
        open.at(-1)!.children.push(element)
        if (!voidElements.has(element.name)) open.push(element)
        if (open.length > deepestNesting) throw nestedTooDeeply()
      },
      onclosetag(name) {
        const place = open.findLastIndex((element) => element.name === localName(name))
        if (place > 0) open.length = place
      },
      ontext: (text) => void open.at(-1)!.children.push(text),
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(withoutHtmlEntities(withoutOwnEntities(withoutStrayAngles(decodeMarkup(bytes)))))
  return root
}

function nestedTooDeeply(): StudioError {
  return new StudioError('document_broken', `The document nests elements more than ${deepestNesting} deep.`)
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1).toLowerCase()
}

function withLowerCaseNames(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]))
}

/** By byte order mark, then UTF-16 by its first "<", then as the XML declaration or meta element says, else UTF-8. */
function decodeMarkup(bytes: Buffer): string {
  const head = bytes.toString('latin1', 0, 1024)
  const declared = /(?:encoding|charset)\s*=\s*["']?([\w.:-]+)/i.exec(head)?.[1]
  const unmarked = head.startsWith('<\0') ? 'utf-16le' : head.startsWith('\0<') ? 'utf-16be' : declared
  try {
    return new TextDecoder(markedEncoding(bytes) ?? unmarked ?? 'utf-8').decode(bytes)
  } catch {
    return new TextDecoder('utf-8').decode(bytes)
  }
}

/** "a<b." is no tag: a tag begins with a letter, and its name ends with a space, a slash or the closing bracket. */
function withoutStrayAngles(source: string): string {
  return source.replace(/<(?![a-z_/!?])|<(?=[a-z_][\w:-]*[^\w:\s/>-])/gi, '&lt;')
}

const longestEntity = 64

/** Replaces the entities that the document declares, when their value cannot grow. */
function withoutOwnEntities(source: string): string {
  const prologue = source.slice(0, 65_536)
  const values = new Map<string, string>()
  for (const [, name, , value] of prologue.matchAll(/<!ENTITY\s+([\w.-]+)\s+(["'])([^"'<]*)\2\s*>/g)) {
    if (value!.length <= longestEntity && !/&(?!#|(?:amp|lt|gt|quot|apos);)/.test(value!)) values.set(name!, value!)
  }
  if (values.size === 0) return source
  return source.replace(/&([\w.-]{1,64});/g, (entity, name: string) => values.get(name) ?? entity)
}

const entityOfXml = new Set(['amp', 'lt', 'gt', 'quot', 'apos'])
const decodedEntities = new Map<string, string>()

/** XML knows five entities; books use those of HTML as well: `&nbsp;`, `&mdash;`. */
function withoutHtmlEntities(source: string): string {
  return source.replace(/&([a-z][a-z0-9]{1,31});/gi, (entity, name: string) => {
    if (entityOfXml.has(name)) return entity
    if (decodedEntities.size > 5000) decodedEntities.clear()
    const known = decodedEntities.get(entity) ?? DomUtils.textContent(parseDocument(entity))
    decodedEntities.set(entity, known)
    return /[<>&]/.test(known) ? entity : known
  })
}

/** All elements below, in document order, that have one of the names. */
export function* elementsNamed(root: XmlElement, ...names: string[]): Generator<XmlElement> {
  for (const child of root.children) {
    if (typeof child === 'string') continue
    if (names.includes(child.name)) yield child
    yield* elementsNamed(child, ...names)
  }
}

export function findElement(root: XmlElement, name: string): XmlElement | undefined {
  return elementsNamed(root, name).next().value
}

export function childElements(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string')
}

/** All text below, white space collapsed; line breaks and blocks are a space. */
export function textOf(element: XmlElement): string {
  return collapseWhiteSpace(rawText(element))
}

/** The text of a title, where "2" and "The Cart" in two elements are two words as well. */
export function labelOf(element: XmlElement): string {
  return collapseWhiteSpace(rawText(element, true))
}

function rawText(element: XmlElement, isLabel = false): string {
  let text = ''
  for (const child of element.children) {
    const next = typeof child === 'string' ? child : spaced(child, rawText(child, isLabel))
    text += isLabel && isNumberBorder(text, next) ? ` ${next}` : next
  }
  return text
}

function spaced({ name }: XmlElement, text: string): string {
  return name === 'br' || blockElements.has(name) ? ` ${text} ` : text
}

/** Between a digit and a letter, as in a heading of two spans. */
export function isNumberBorder(left: string, right: string): boolean {
  return (/\d$/.test(left) && /^\p{L}{2}/u.test(right)) || (/\p{L}{2}$/u.test(left) && /^\d/.test(right))
}

/** What an element says it is: the words of `epub:type`, and of `role` without "doc-", in lower case. */
export function meaningsOf({ attributes }: XmlElement): string[] {
  const type = attributes['epub:type'] ?? Object.entries(attributes).find(([name]) => name.endsWith(':type'))?.[1]
  const role = attributes.role?.replace(/\bdoc-/g, '')
  return `${type ?? ''} ${role ?? ''}`.toLowerCase().split(/\s+/).filter(Boolean)
}
