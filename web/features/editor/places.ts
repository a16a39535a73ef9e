import type { Node } from 'prosemirror-model'
import { type EditorState, NodeSelection } from 'prosemirror-state'
import { codePointAtOffset } from './convert.ts'
import { attributesOf, type BlockAttributes, schema } from './schema.ts'

/** A paragraph and where it begins in the document. */
export interface PlacedBlock {
  node: Node
  position: number
}

export function findBlock(doc: Node, isIt: (attributes: BlockAttributes) => boolean): PlacedBlock | undefined {
  let found: PlacedBlock | undefined
  doc.forEach((node, position) => {
    if (!found && isIt(attributesOf(node))) found = { node, position }
  })
  return found
}

/** The paragraph with the caret. */
export function currentBlock({ selection: { $from } }: EditorState): (PlacedBlock & { index: number }) | undefined {
  if ($from.depth === 0) return undefined
  return { node: $from.node(1), position: $from.before(1), index: $from.index(0) }
}

/** The paragraph with the caret, and the code point before which it stands. */
export function caretOf(state: EditorState): { id: string; codePoint: number } | undefined {
  const current = currentBlock(state)
  if (!current) return undefined
  const offset = state.selection.from - current.position - 1
  return { id: attributesOf(current.node).id, codePoint: codePointAtOffset(current.node, offset) }
}

/** The paragraphs that the selection touches. */
export function selectedBlocks({ doc, selection: { from, to } }: EditorState): PlacedBlock[] {
  const touched: PlacedBlock[] = []
  doc.nodesBetween(from, to, (node, position) => {
    if (node.type === schema.nodes.block) touched.push({ node, position })
    return false
  })
  return touched
}

/** The break that is selected, where it is nothing else. */
export function selectedBreak({ selection }: EditorState): Node | undefined {
  const node = selection instanceof NodeSelection ? selection.node : undefined
  return node?.type === schema.nodes.brk ? node : undefined
}

/** Where a paragraph begins. */
export function positionOf(doc: Node, index: number): number {
  let position = 0
  for (let at = 0; at < index; at++) position += doc.child(at).nodeSize
  return position
}

/** The names that paragraphs have in this browser, by their ids. */
export function keysById(doc: Node): Map<string, string> {
  const keys = new Map<string, string>()
  doc.forEach((node) => {
    const { id, key } = attributesOf(node)
    if (id) keys.set(id, key)
  })
  return keys
}
