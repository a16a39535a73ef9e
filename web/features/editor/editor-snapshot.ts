import { redoDepth, undoDepth } from 'prosemirror-history'
import type { EditorState } from 'prosemirror-state'
import type { SaveState } from '../../client/autosave.ts'
import type { EditorBlock, EditorChapter } from '../../client/types.ts'
import type { WrittenBlock } from './convert.ts'
import type { KnownBlocks } from './known-blocks.ts'
import { currentBlock, selectedBreak } from './places.ts'
import { attributesOf, type BlockAttributes } from './schema.ts'

/** What stands around the text is drawn from this. */
export interface EditorSnapshot extends Saving {
  current: CurrentBlock | undefined
  hasSelection: boolean
  /** The length of the break that is selected. */
  breakSeconds: number | undefined
  canUndo: boolean
  canRedo: boolean
}

/** How what is written gets to the server. */
export interface Saving {
  save: SaveState
  problem: string | undefined
  conflict: { mine: WrittenBlock[]; theirs: EditorChapter } | undefined
}

export interface CurrentBlock extends BlockAttributes {
  state: EditorBlock['state']
}

export function toSnapshot(state: EditorState, known: KnownBlocks, saving: Saving): EditorSnapshot {
  const node = currentBlock(state)?.node
  return {
    ...saving,
    current: node && { ...attributesOf(node), state: known.stateOf(node) },
    hasSelection: !state.selection.empty,
    breakSeconds: selectedBreak(state)?.attrs.seconds,
    canUndo: undoDepth(state) > 0,
    canRedo: redoDepth(state) > 0,
  }
}

/** Whether nothing has changed that is drawn: most keys change only the text. */
export function isSameSnapshot(one: EditorSnapshot, other: EditorSnapshot): boolean {
  const { current, ...rest } = one
  const { current: otherCurrent, ...otherRest } = other
  return isEqual(rest, otherRest) && isEqual(current, otherCurrent)
}

function isEqual<T extends object>(one: T | undefined, other: T | undefined): boolean {
  if (!one || !other) return one === other
  return Object.entries(one).every(([name, value]) => value === other[name as keyof T])
}
