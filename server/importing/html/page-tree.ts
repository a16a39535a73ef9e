import type { XmlElement, XmlNode } from '../markup/xml.ts'
import { elementNode, type PageElement, type PageNode, textNode } from './page.ts'

/**
 * The part of a page that is read aloud, as a tree for `toPageBlocks`. Left out are menus, side notes, footers, captions
 * of pictures, and page headers that hold no heading.
 * @param isArticle whether it is below an article, whose header is text
 */
export function toSpokenTree(element: PageElement, isArticle = false): XmlElement {
  const isInside = isArticle || element.localName === 'article' || element.localName === 'main'
  const attributes = Object.fromEntries(
    Array.from(element.attributes, ({ name, value }) => [name.toLowerCase(), value]),
  )
  const children = Array.from(element.childNodes).flatMap((node): XmlNode[] => {
    if (node.nodeType === textNode) return [node.nodeValue ?? '']
    return isElement(node) && !isFurniture(node, isInside) ? [toSpokenTree(node, isInside)] : []
  })
  return { name: element.localName.toLowerCase(), attributes, children }
}

function isElement(node: PageNode): node is PageElement {
  return node.nodeType === elementNode
}

const furniture = new Set(['aside', 'dialog', 'figcaption', 'footer', 'menu', 'nav'])
const furnitureRoles = new Set(['alert', 'complementary', 'contentinfo', 'dialog', 'navigation', 'search'])

function isFurniture(element: PageElement, isArticle: boolean): boolean {
  const name = element.localName.toLowerCase()
  if (name === 'header' || element.getAttribute('role') === 'banner')
    return !isArticle && !element.querySelector('h1, h2, h3')
  return furniture.has(name) || furnitureRoles.has(element.getAttribute('role') ?? '') || isEditLink(element)
}

/** "[edit]" beside the headings of MediaWiki. */
function isEditLink(element: PageElement): boolean {
  return element.getAttribute('class') === 'mw-editsection'
}
