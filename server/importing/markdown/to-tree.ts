import type { Nodes, Parents, Root, TableRow } from 'mdast'
import { findElement, parseXml, type XmlElement, type XmlNode } from '../markup/xml.ts'
import { deepestNesting, nestsTooDeep } from './nesting.ts'

/**
 * A Markdown document as the tree of the page it describes, for `toPageBlocks`.
 * @throws StudioError `document_broken` when it nests more than 200 deep
 */
export function toTree(root: Root): XmlElement {
  return element('body', childrenOf(root, 0))
}

function childrenOf(node: Parents, depth: number): XmlNode[] {
  if (depth > deepestNesting) throw nestsTooDeep()
  return node.children.flatMap((child) => toNodes(child, depth + 1))
}

/** Link targets, front matter and comments are nothing to be read. */
function toNodes(node: Nodes, depth: number): XmlNode[] {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
      return [node.value]
    case 'heading':
      return [element(`h${node.depth}`, childrenOf(node, depth))]
    case 'paragraph':
      return [element('p', childrenOf(node, depth))]
    case 'blockquote':
      return [element('blockquote', childrenOf(node, depth))]
    case 'list':
      return [element(node.ordered ? 'ol' : 'ul', childrenOf(node, depth))]
    case 'listItem':
      return [element('li', childrenOf(node, depth))]
    case 'table':
      return [
        element(
          'table',
          node.children.map((row) => toRow(row, depth)),
        ),
      ]
    case 'code':
      return [element('pre', [element('code', [node.value])])]
    case 'image':
    case 'imageReference':
      return [element('img', [], { alt: node.alt ?? '' })]
    case 'link':
      return [element('a', childrenOf(node, depth), { href: node.url })]
    case 'break':
      return [element('br')]
    case 'thematicBreak':
      return [element('hr')]
    case 'html':
      return htmlNodes(node.value)
    case 'footnoteReference':
      return [element('a', [node.identifier], { href: `#note-${node.identifier}`, 'epub:type': 'noteref' })]
    case 'footnoteDefinition':
      return [element('aside', childrenOf(node, depth), { id: `note-${node.identifier}` })]
    case 'delete':
    case 'emphasis':
    case 'strong':
    case 'linkReference':
      return childrenOf(node, depth)
    default:
      return []
  }
}

function toRow(row: TableRow, depth: number): XmlElement {
  return element(
    'tr',
    row.children.map((cell) => element('td', childrenOf(cell, depth))),
  )
}

/** HTML inside a line comes tag by tag, and its text is beside it; a block of it is a whole. */
function htmlNodes(source: string): XmlNode[] {
  if (/^<br\s*\/?>$/i.test(source)) return [element('br')]
  const tree = parseXml(Buffer.from(source))
  return (findElement(tree, 'body') ?? tree).children
}

function element(name: string, children: XmlNode[] = [], attributes: Record<string, string> = {}): XmlElement {
  return { name, attributes, children }
}
