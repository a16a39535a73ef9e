import { StudioError } from '#server/base/errors.ts'
import type { XmlElement, XmlNode } from '../epub/xml.ts'
import { elementNode, type PageElement, type PageNode, textNode } from './page.ts'

/** No page of good will nests deeper. */
const deepestNesting = 1000

/**
 * The part of a page that is read aloud, as a tree for `toPageBlocks`. Left out are menus, side notes, footers, captions
 * of pictures, and page headers that hold no heading.
 * @throws StudioError `document_broken` when elements nest more than 1,000 deep
 */
export function toSpokenTree(element: PageElement, depth = 0): XmlElement {
  if (depth > deepestNesting) {
    throw new StudioError('document_broken', `The page nests elements more than ${deepestNesting} deep.`)
  }
  const attributes = Object.fromEntries(
    Array.from(element.attributes, ({ name, value }) => [name.toLowerCase(), value]),
  )
  const children = Array.from(element.childNodes).flatMap((node): XmlNode[] => {
    if (node.nodeType === textNode) return [node.nodeValue ?? '']
    return isElement(node) && !isFurniture(node) ? [toSpokenTree(node, depth + 1)] : []
  })
  return { name: element.localName.toLowerCase(), attributes, children }
}

function isElement(node: PageNode): node is PageElement {
  return node.nodeType === elementNode
}

const furniture = new Set(['aside', 'dialog', 'figcaption', 'footer', 'menu', 'nav'])
const furnitureRoles = new Set(['alert', 'complementary', 'contentinfo', 'dialog', 'navigation', 'search'])

function isFurniture(element: PageElement): boolean {
  const name = element.localName.toLowerCase()
  if (name === 'header' || element.getAttribute('role') === 'banner') return !element.querySelector('h1, h2, h3')
  return furniture.has(name) || furnitureRoles.has(element.getAttribute('role') ?? '') || isEditLink(element)
}

/** "[edit]" beside the headings of MediaWiki. */
function isEditLink(element: PageElement): boolean {
  return element.getAttribute('class') === 'mw-editsection'
}
