import { baseKeymap, splitBlockAs } from 'prosemirror-commands'
import { history, redo, undo } from 'prosemirror-history'
import { keymap } from 'prosemirror-keymap'
import type { Node } from 'prosemirror-model'
import { type Command, type EditorState, Plugin, Selection, TextSelection, type Transaction } from 'prosemirror-state'
import { newKey, type VoiceRef } from './convert.ts'
import { attributesOf, schema } from './schema.ts'

/** Set on transactions that may change what is locked: locking itself, and what comes from the server. */
export const fromOutside = 'from outside'

/**
 * @param defaultVoice of paragraphs that come from nowhere
 * @param onLocked what is locked was to be changed
 */
export function editorPlugins(defaultVoice: () => VoiceRef, onLocked: () => void): Plugin[] {
  return [
    keymap({ 'Mod-z': undo, 'Mod-y': redo, 'Shift-Mod-z': redo, Enter: splitBlockAs(asParagraph) }),
    keymap({
      ...{ 'Ctrl-Home': goTo('start'), 'Shift-Ctrl-Home': goTo('start', true) },
      ...{ 'Ctrl-End': goTo('end'), 'Shift-Ctrl-End': goTo('end', true) },
      ...{ 'Cmd-ArrowUp': goTo('start'), 'Shift-Cmd-ArrowUp': goTo('start', true) },
      ...{ 'Cmd-ArrowDown': goTo('end'), 'Shift-Cmd-ArrowDown': goTo('end', true) },
    }),
    keymap(baseKeymap),
    history({ newGroupDelay: 600 }),
    namedBlocks(defaultVoice),
    lockedBlocks(onLocked),
  ]
}

/** Behind a heading comes text. */
function asParagraph(node: Node, atEnd: boolean) {
  return atEnd ? { type: node.type, attrs: { ...node.attrs, sub: 'p', id: '', key: '', locked: false } } : null
}

/** To an end of the chapter: left to itself the browser stops before words that are out of view and so not drawn. */
function goTo(where: 'start' | 'end', isSelecting = false): Command {
  return ({ doc, selection, tr }, dispatch) => {
    const { $head } = where === 'start' ? Selection.atStart(doc) : Selection.atEnd(doc)
    const anchor = isSelecting ? selection.$anchor : $head
    dispatch?.(tr.setSelection(TextSelection.between(anchor, $head)).scrollIntoView())
    return true
  }
}

/** Every paragraph has a key of its own, and a voice: also those that were split or pasted. */
function namedBlocks(defaultVoice: () => VoiceRef): Plugin {
  return new Plugin({
    appendTransaction(transactions, before, after) {
      if (!transactions.some((one) => one.docChanged)) return null
      return before.doc.childCount === after.doc.childCount && !hasNameless(after.doc)
        ? null
        : nameBlocks(after, defaultVoice())
    },
  })
}

function hasNameless(document: Node): boolean {
  let found = false
  document.forEach((block) => {
    found ||= block.attrs.key === '' || block.attrs.ref === ''
  })
  return found
}

function nameBlocks(state: EditorState, fallback: VoiceRef): Transaction | null {
  const { tr, doc } = state
  const seen = new Set<string>()
  let voice = fallback
  doc.forEach((block, position) => {
    const { key, ref, voiceId } = attributesOf(block)
    const isCopy = key === '' || seen.has(key)
    const own = isCopy ? newKey() : key
    seen.add(own)
    if (ref !== '') voice = { ref, voiceId }
    if (!isCopy && ref !== '') return
    tr.setNodeMarkup(position, null, { ...block.attrs, ...voice, ...(isCopy && { key: own, id: '', locked: false }) })
  })
  return tr.docChanged ? tr : null
}

/** What is locked stays: a change that would touch it does not happen. */
function lockedBlocks(onLocked: () => void): Plugin {
  return new Plugin({
    filterTransaction(transaction, state) {
      if (!transaction.docChanged || transaction.getMeta(fromOutside)) return true
      const locked = listLocked(state.doc)
      if (locked.length === 0) return true
      const after = new Map<string, Node>()
      transaction.doc.forEach((block) => {
        if (!after.has(block.attrs.key)) after.set(block.attrs.key, block)
      })
      const isAllowed = locked.every((block) => {
        const now = after.get(block.attrs.key)
        return now?.content.eq(block.content) && now.attrs.ref === block.attrs.ref && now.attrs.sub === block.attrs.sub
      })
      if (!isAllowed) onLocked()
      return isAllowed
    },
  })
}

function listLocked(document: Node): Node[] {
  const locked: Node[] = []
  document.forEach((block) => {
    if (block.attrs.locked && block.type === schema.nodes.block) locked.push(block)
  })
  return locked
}
