import type { Node, ResolvedPos } from 'prosemirror-model'
import { type EditorState, NodeSelection, Selection, TextSelection, type Transaction } from 'prosemirror-state'
import { offsetOfCodePoint, type VoiceRef } from './convert.ts'
import { findBlock, selectedBlocks, selectedBreak } from './places.ts'
import { fromOutside } from './plugins.ts'
import { type BlockAttributes, schema } from './schema.ts'

// What may become of a text, each as one transaction; nothing of it has happened before that is dispatched.

/** Puts the caret into a paragraph; nothing when it is there. */
export function goIntoBlock({ tr, doc, selection }: EditorState, position: number): Transaction | undefined {
  const end = position + doc.nodeAt(position)!.nodeSize
  if (selection.from > position && selection.to < end) return undefined
  return tr.setSelection(Selection.near(doc.resolve(position + 1))).scrollIntoView()
}

/** Changes what the selected paragraphs are besides their text. */
export function changeBlocks(state: EditorState, attributes: Partial<BlockAttributes>): Transaction {
  const { tr } = state
  for (const { node, position } of selectedBlocks(state)) {
    tr.setNodeMarkup(position, null, { ...node.attrs, ...attributes })
  }
  return tr
}

/** Gives a voice to the selection, or to all paragraphs that it touches. */
export function giveVoice(state: EditorState, voice: VoiceRef, isOnlySelection: boolean): Transaction {
  const { from, to, empty } = state.selection
  if (isOnlySelection && !empty) return state.tr.addMark(from, to, schema.marks.voice.create(voice))
  const tr = changeBlocks(state, voice)
  for (const { node, position } of selectedBlocks(state)) {
    tr.removeMark(position, position + node.nodeSize, schema.marks.voice)
  }
  return tr
}

export function insertBreak({ tr }: EditorState, seconds: number): Transaction {
  return tr.replaceSelectionWith(schema.nodes.brk.create({ seconds }), false).scrollIntoView()
}

/** Makes the selected break longer or shorter. */
export function setBreak(state: EditorState, seconds: number): Transaction | undefined {
  if (!selectedBreak(state)) return undefined
  const { from } = state.selection
  const tr = state.tr.setNodeMarkup(from, null, { seconds, raw: '' })
  return tr.setSelection(NodeSelection.create(tr.doc, from))
}

/** Replaces a stretch of a paragraph, in code points of its text. */
export function replaceText(
  { tr, doc }: EditorState,
  blockId: string,
  { from, to, text }: { from: number; to: number; text: string },
): Transaction | undefined {
  const found = findBlock(doc, ({ id }) => id === blockId)
  if (!found) return undefined
  const start = found.position + 1
  return tr.insertText(text, start + offsetOfCodePoint(found.node, from), start + offsetOfCodePoint(found.node, to))
}

/** Makes another document of it. Changes only what differs, so that the caret stays where it is. */
export function becomeDocument(state: EditorState, doc: Node): Transaction | undefined {
  const before = state.doc.content
  const start = before.findDiffStart(doc.content)
  if (start === null) return undefined
  const end = before.findDiffEnd(doc.content)!
  const overlap = Math.max(0, start - Math.min(end.a, end.b))
  const least = state.tr.replace(start, end.a + overlap, doc.slice(start, end.b + overlap))
  if (least.doc.eq(doc)) return quietly(stayInBlock(state, least))
  const whole = state.tr.replaceWith(0, before.size, doc.content)
  return quietly(stayInBlock(state, whole.setSelection(TextSelection.atStart(whole.doc))))
}

/** The caret does not leave a paragraph that was replaced as a whole. */
function stayInBlock({ selection: { $anchor, $head } }: EditorState, change: Transaction): Transaction {
  const { key } = $head.parent.attrs
  const found =
    key && change.selection.$head.parent.attrs.key !== key && findBlock(change.doc, (one) => one.key === key)
  if (!found) return change
  const place = ({ parentOffset }: ResolvedPos) => found.position + 1 + Math.min(parentOffset, found.node.content.size)
  const anchor = $anchor.sameParent($head) ? $anchor : $head
  return change.setSelection(TextSelection.create(change.doc, place(anchor), place($head)))
}

/** Names paragraphs as the server does. @param ids by their keys */
export function giveIds({ tr, doc }: EditorState, ids: ReadonlyMap<string, string>): Transaction | undefined {
  doc.forEach((node, position) => {
    const id = ids.get(node.attrs.key)
    if (id && id !== node.attrs.id) tr.setNodeAttribute(position, 'id', id)
  })
  return tr.docChanged ? quietly(tr) : undefined
}

/** Whether a change is one of the person's, which is to be sent. */
export function isWritten(transaction: Transaction): boolean {
  return !transaction.getMeta('quietly')
}

/** Nobody writes it: it is not sent, not undone, and may change what is locked. */
function quietly(transaction: Transaction): Transaction {
  return transaction.setMeta('quietly', true).setMeta(fromOutside, true).setMeta('addToHistory', false)
}
