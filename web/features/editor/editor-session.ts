import { redo, redoDepth, undo, undoDepth } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import { type Command, EditorState, NodeSelection, Selection, TextSelection, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { Autosave, type SaveState } from '../../client/autosave.ts'
import { bothOf } from '../../client/both-of.ts'
import type { EditorBlock, EditorChapter } from '../../client/types.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { type BlockLook, BlockView } from './block-view.ts'
import {
  codePointAtOffset,
  fromDocument,
  offsetOfCodePoint,
  type SentBlock,
  toDocument,
  type VoiceRef,
  type WrittenBlock,
  writtenOf,
} from './convert.ts'
import type { Drafts } from './drafts.ts'
import { editorPlugins, fromOutside } from './plugins.ts'
import { attributesOf, type BlockAttributes, type SubType, schema } from './schema.ts'

export interface SessionNeeds {
  chapter: EditorChapter
  mayEdit: boolean
  defaultVoice: VoiceRef
  voiceOf: (ref: string) => { name: string; color: number }
  send: (blocks: SentBlock[], version: number) => Promise<EditorChapter>
  load: () => Promise<EditorChapter>
  drafts: Drafts
  texts: EditorTexts
  onVoice: () => void
  onRetry: (blockId: string) => void
}

/** What is said on the page, in the language of the person. */
export interface EditorTexts {
  label: string
  /** Stands where nothing is written yet. */
  empty: string
  retry: string
  voice: (name: string) => string
  states: Record<EditorBlock['state'] | 'locked', string>
}

/** What stands around the text is drawn from this. */
export interface EditorSnapshot {
  save: SaveState
  problem: string | undefined
  conflict: { mine: WrittenBlock[]; theirs: EditorChapter } | undefined
  current: CurrentBlock | undefined
  hasSelection: boolean
  /** The length of the break that is selected. */
  breakSeconds: number | undefined
  canUndo: boolean
  canRedo: boolean
}

export interface CurrentBlock extends BlockAttributes {
  state: EditorBlock['state']
}

/** A paragraph as players and lists need it. */
export interface ListedBlock {
  key: string
  id: string
  text: string
  state: EditorBlock['state']
  audio: EditorBlock['audio']
  pauseSeconds: number
  warnings: EditorBlock['warnings']
  problem: string | null
}

/** One chapter being edited: the text on the page, what the server knows of it, and what goes between them. */
export class EditorSession {
  readonly #needs: SessionNeeds
  readonly #autosave: Autosave
  readonly #views = new Set<BlockView>()
  readonly #listeners = new Set<() => void>()
  readonly #changed = new Set<(what: 'text' | 'state') => void>()
  /** What the server knows, by id. */
  #known = new Map<string, EditorBlock>()
  /** The paragraphs as they were when they were last sent or read, by key. */
  #savedNodes = new Map<string, Node>()
  #version: number
  #newestVersion: number
  #view: EditorView | undefined
  #state: EditorState
  #snapshot: EditorSnapshot

  constructor(needs: SessionNeeds) {
    this.#needs = needs
    this.#version = this.#newestVersion = needs.chapter.version
    const doc = toDocument(needs.chapter.blocks, needs.defaultVoice)
    this.#state = EditorState.create({ doc, plugins: editorPlugins(() => this.#needs.defaultVoice) })
    this.#learn(needs.chapter, doc)
    this.#autosave = new Autosave({
      send: () => this.#send(),
      onState: (save, problem) => this.#onSave(save, problem),
    })
    this.#snapshot = this.#takeSnapshot({ save: 'saved', problem: undefined, conflict: undefined })
    this.#takeUpDraft()
  }

  // For React.
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
  getSnapshot = (): EditorSnapshot => this.#snapshot

  /** Calls whenever the text or what is known of it changes. */
  onChanged(listener: (what: 'text' | 'state') => void): () => void {
    this.#changed.add(listener)
    return () => void this.#changed.delete(listener)
  }

  mount(place: HTMLElement): () => void {
    const { texts, mayEdit } = this.#needs
    this.#view = new EditorView(place, {
      state: this.#state,
      editable: () => mayEdit,
      attributes: ({ doc }) => ({
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': texts.label,
        tabindex: '0',
        class: 'manuscript',
        ...(!mayEdit && { 'aria-readonly': 'true' }),
        ...(mayEdit && doc.content.size === 2 && { 'aria-placeholder': texts.empty }),
      }),
      nodeViews: { block: (node) => this.#openBlockView(node) },
      transformPastedHTML: withoutStyle,
      dispatchTransaction: (transaction) => this.#dispatch(transaction),
      scrollMargin: 90,
      scrollThreshold: 90,
    })
    return () => {
      this.#view?.destroy()
      this.#view = undefined
    }
  }

  /** What is not sent yet is kept in the browser. */
  close(): void {
    this.keepDraft()
    this.#autosave.close()
  }

  keepDraft(): void {
    if (!this.#autosave.isDirty) return
    this.#needs.drafts.keep(this.chapterId, { version: this.#version, blocks: fromDocument(this.#state.doc) })
  }

  get chapterId(): string {
    return this.#needs.chapter.chapter_id
  }

  get isDirty(): boolean {
    return this.#autosave.isDirty
  }

  flush(): Promise<void> {
    return this.#autosave.flush()
  }

  // What the server tells.

  /** Takes over what is spoken by now, and the text too when it is newer and nothing was written here. */
  update(chapter: EditorChapter): void {
    if (chapter.version < this.#version) return
    if (chapter.version > this.#version) {
      if (this.#autosave.isDirty) return // sending will tell
      this.#replace(chapter)
    } else this.#learnStates(chapter)
  }

  /** The chapter has this version by now; says whether it has to be read again. */
  isBehind(version: number): boolean {
    this.#newestVersion = Math.max(this.#newestVersion, version)
    return this.#newestVersion > this.#version && !this.#autosave.isDirty
  }

  setState(blockId: string, state: EditorBlock['state']): void {
    const block = this.#known.get(blockId)
    if (!block || block.state === state) return
    this.#known.set(blockId, { ...block, state, error: null })
    this.#refreshViews()
  }

  /** The server has queued these paragraphs, where it does not already say more. */
  setQueued(blockIds: string[]): void {
    for (const id of blockIds) {
      const block = this.#known.get(id)
      if (block?.state !== 'unconverted' && block?.state !== 'failed') continue
      this.#known.set(id, { ...block, state: 'queued', error: null })
    }
    this.#refreshViews()
  }

  // What the person does.

  run(command: Command): boolean {
    const done = command(this.#state, (transaction) => this.#dispatch(transaction), this.#view)
    this.focus()
    return done
  }
  undo = () => this.run(undo)
  redo = () => this.run(redo)

  focus(): void {
    this.#view?.focus()
  }

  setSubType(sub: SubType): void {
    this.#changeCurrent({ sub })
  }

  toggleLock(): void {
    const current = this.#currentBlock()
    if (current) this.#changeCurrent({ locked: !attributesOf(current.node).locked }, true)
  }

  insertBreak(seconds = 1): void {
    const { tr } = this.#state
    this.#dispatch(tr.replaceSelectionWith(schema.nodes.brk.create({ seconds }), false).scrollIntoView())
    this.focus()
  }

  /** Makes the selected break longer or shorter. */
  setBreak(seconds: number): void {
    const { tr, selection } = this.#state
    if (!this.#selectedBreak()) return
    tr.setNodeMarkup(selection.from, null, { seconds, raw: '' })
    this.#dispatch(tr.setSelection(NodeSelection.create(tr.doc, selection.from)))
  }

  /** Gives a voice to the selection, or to all paragraphs that it touches. */
  setVoice(voice: VoiceRef, isOnlySelection: boolean): void {
    const { tr, selection } = this.#state
    const { from, to, empty } = selection
    if (isOnlySelection && !empty) {
      this.#dispatch(tr.addMark(from, to, schema.marks.voice.create(voice)))
    } else {
      this.#state.doc.nodesBetween(from, to, (node, position) => {
        if (node.type !== schema.nodes.block) return false
        tr.setNodeMarkup(position, null, { ...node.attrs, ...voice })
        tr.removeMark(position, position + node.nodeSize, schema.marks.voice)
        return false
      })
      this.#dispatch(tr)
    }
    this.focus()
  }

  goToBlock(step: 1 | -1): void {
    const current = this.#currentBlock()
    const index = Math.min(Math.max((current?.index ?? 0) + step, 0), this.#state.doc.childCount - 1)
    this.#selectBlock(this.#positionOf(index))
  }

  showBlock(id: string): boolean {
    const index = this.list().findIndex((block) => block.id === id)
    if (index === -1) return false
    this.#selectBlock(this.#positionOf(index))
    return true
  }

  /** Replaces a stretch of a paragraph, in code points of its text. */
  replaceText(blockId: string, from: number, to: number, text: string): void {
    const found = this.#find((attributes) => attributes.id === blockId)
    if (!found) return
    const start = found.position + 1
    const { tr } = this.#state
    tr.insertText(text, start + offsetOfCodePoint(found.node, from), start + offsetOfCodePoint(found.node, to))
    this.#dispatch(tr)
  }

  /** The words that are selected, for saying them otherwise. */
  selectedText(): string {
    const { from, to } = this.#state.selection
    return this.#state.doc.textBetween(from, to, ' ', () => '').trim()
  }

  resolve(how: 'mine' | 'theirs' | 'both'): void {
    const { conflict } = this.#snapshot
    if (!conflict) return
    const { mine, theirs } = conflict
    this.#replace(theirs)
    if (how !== 'theirs') {
      const blocks = how === 'mine' ? mine : bothOf(mine, theirs.blocks, comparing)
      this.#putDocument(toDocument(blocks, this.#needs.defaultVoice, this.#keys()))
    }
    this.#needs.drafts.forget(this.chapterId)
    this.#snapshot = this.#takeSnapshot({ conflict: undefined })
    this.#autosave.resume(how !== 'theirs')
  }

  /** Takes over what the server made of the chapter, such as an older text. */
  take(chapter: EditorChapter): void {
    this.#replace(chapter)
  }

  // What others look at.

  list(): ListedBlock[] {
    const list: ListedBlock[] = []
    this.#state.doc.forEach((node) => {
      const { key, id } = attributesOf(node)
      const known = this.#known.get(id)
      const state = this.#stateOf(node)
      list.push({
        ...{ key, id, state, text: writtenOf(node) },
        audio: state === 'converted' ? (known?.audio ?? null) : null,
        pauseSeconds: known?.pause_seconds ?? 0.6,
        warnings: this.#isAsSaved(node) ? (known?.warnings ?? []) : [],
        problem: state === 'failed' ? tellProblem(known) : null,
      })
    })
    return list
  }

  /** The paragraph with the caret, and the code point before which it stands. */
  caret(): { id: string; codePoint: number } | undefined {
    const current = this.#currentBlock()
    if (!current) return undefined
    const offset = this.#state.selection.from - current.position - 1
    return { id: attributesOf(current.node).id, codePoint: codePointAtOffset(current.node, offset) }
  }

  /** The ids of the paragraphs that the selection touches. */
  selectedIds(): string[] {
    const ids: string[] = []
    const { from, to } = this.#state.selection
    this.#state.doc.nodesBetween(from, to, (node) => {
      if (node.type === schema.nodes.block) ids.push(attributesOf(node).id)
      return false
    })
    return ids
  }

  /** Where a stretch of a paragraph is on the page, for highlights. */
  rangeOf(blockId: string, from: number, to: number): Range | undefined {
    const found = this.#find((attributes) => attributes.id === blockId)
    if (!found || !this.#view) return undefined
    const start = this.#view.domAtPos(found.position + 1 + offsetOfCodePoint(found.node, from), 1)
    const end = this.#view.domAtPos(found.position + 1 + offsetOfCodePoint(found.node, to), -1)
    const range = document.createRange()
    range.setStart(start.node, start.offset)
    range.setEnd(end.node, end.offset)
    return range
  }

  elementOf(blockId: string): HTMLElement | undefined {
    return [...this.#views].find((view) => attributesOf(view.node).id === blockId)?.dom
  }

  // Inside.

  #openBlockView(node: Node): BlockView {
    const { texts, onVoice, onRetry } = this.#needs
    const select = (key: string) => {
      const found = this.#find((attributes) => attributes.key === key)
      if (found) this.#selectBlock(found.position)
      return found
    }
    const view: BlockView = new BlockView(node, {
      look: (shown) => this.#lookOf(shown),
      voiceLabel: texts.voice,
      retryLabel: texts.retry,
      onVoice: (key) => select(key) && onVoice(),
      onRetry: (key) => {
        const found = select(key)
        if (found) onRetry(attributesOf(found.node).id)
      },
      onGone: (gone) => this.#views.delete(gone),
    })
    this.#views.add(view)
    return view
  }

  #lookOf(node: Node): BlockLook {
    const { key, ref, locked, id } = attributesOf(node)
    const { texts, voiceOf } = this.#needs
    const state = this.#stateOf(node)
    const { name, color } = voiceOf(ref)
    return {
      state,
      stateText: [texts.states[state], ...(locked ? [texts.states.locked] : [])].join(', '),
      voiceName: name,
      color,
      problem: state === 'failed' ? (tellProblem(this.#known.get(id)) ?? '') : null,
      isCurrent: key === this.#currentKey,
    }
  }
  #currentKey = ''

  #stateOf(node: Node): EditorBlock['state'] {
    const known = this.#known.get(attributesOf(node).id)
    if (known && this.#isAsSaved(node)) return known.state
    return /[\p{L}\p{N}]/u.test(writtenOf(node)) ? 'unconverted' : 'silent'
  }

  #isAsSaved(node: Node): boolean {
    const saved = this.#savedNodes.get(attributesOf(node).key)
    if (!saved) return false
    const [now, then] = [attributesOf(node), attributesOf(saved)]
    return saved.content.eq(node.content) && now.ref === then.ref && now.sub === then.sub
  }

  #dispatch(transaction: Transaction): void {
    const before = this.#state
    const beforeKey = this.#currentKey
    this.#state = before.apply(transaction)
    this.#currentKey = this.#currentBlock()?.node.attrs.key ?? ''
    this.#view?.updateState(this.#state)
    const isText = before.doc !== this.#state.doc
    if (isText && !transaction.getMeta(quietly)) this.#autosave.touch()
    if (this.#currentKey !== beforeKey) this.#refreshCurrent()
    this.#tell({}, isText ? 'text' : undefined)
  }

  /** Only the paragraphs that the caret left and entered look otherwise now. */
  #refreshCurrent(): void {
    for (const view of this.#views) {
      const isNow = attributesOf(view.node).key === this.#currentKey
      if (isNow || view.dom.classList.contains('now')) view.refresh()
    }
  }

  #refreshViews(): void {
    for (const view of this.#views) view.refresh()
    this.#tell({}, 'state')
  }

  #selectedBreak(): Node | undefined {
    const { selection } = this.#state
    const node = selection instanceof NodeSelection ? selection.node : undefined
    return node?.type === schema.nodes.brk ? node : undefined
  }

  #currentBlock(): { node: Node; position: number; index: number } | undefined {
    const { $from } = this.#state.selection
    if ($from.depth === 0) return undefined
    return { node: $from.node(1), position: $from.before(1), index: $from.index(0) }
  }

  #find(isIt: (attributes: BlockAttributes) => boolean): { node: Node; position: number } | undefined {
    let found: { node: Node; position: number } | undefined
    this.#state.doc.forEach((node, position) => {
      if (!found && isIt(attributesOf(node))) found = { node, position }
    })
    return found
  }

  #positionOf(index: number): number {
    let position = 0
    for (let at = 0; at < index; at++) position += this.#state.doc.child(at).nodeSize
    return position
  }

  #selectBlock(position: number): void {
    const { tr, doc, selection } = this.#state
    const node = doc.nodeAt(position)!
    const isInside = selection.from > position && selection.to < position + node.nodeSize
    if (!isInside) this.#dispatch(tr.setSelection(Selection.near(doc.resolve(position + 1))).scrollIntoView())
    this.focus()
  }

  #changeCurrent(attributes: Partial<BlockAttributes>, mayChangeLocked = false): void {
    const { tr, selection, doc } = this.#state
    doc.nodesBetween(selection.from, selection.to, (node, position) => {
      if (node.type === schema.nodes.block) tr.setNodeMarkup(position, null, { ...node.attrs, ...attributes })
      return false
    })
    if (mayChangeLocked) tr.setMeta(fromOutside, true)
    this.#dispatch(tr)
    this.focus()
  }

  async #send(): Promise<void> {
    const sent = this.#state.doc
    const blocks = fromDocument(sent)
    const answer = await this.#needs.send(blocks, this.#version)
    this.#version = answer.version
    this.#newestVersion = Math.max(this.#newestVersion, answer.version)
    this.#needs.drafts.forget(this.chapterId)
    // New paragraphs got ids, in the order they were sent in.
    const ids = new Map<string, string>()
    sent.forEach((node, _position, index) => void ids.set(node.attrs.key, answer.blocks[index]!.block_id))
    const { tr } = this.#state
    this.#state.doc.forEach((node, position) => {
      const id = ids.get(node.attrs.key)
      if (id && id !== node.attrs.id) tr.setNodeAttribute(position, 'id', id)
    })
    this.#learn(answer, sent)
    if (tr.docChanged)
      this.#dispatch(tr.setMeta(quietly, true).setMeta(fromOutside, true).setMeta('addToHistory', false))
    this.#refreshViews()
  }

  #onSave(save: SaveState, problem?: string): void {
    this.#tell({ save, problem })
    if (save === 'offline' || save === 'held' || save === 'failing') this.keepDraft()
    if (save === 'conflict') void this.#showConflict()
  }

  async #showConflict(): Promise<void> {
    const theirs = await this.#needs.load().catch(() => undefined)
    if (!theirs) return this.#autosave.resume(true) // and it will be told again
    this.#tell({ conflict: { mine: toWritten(fromDocument(this.#state.doc)), theirs } })
  }

  /** Goes on with what was written and not sent when the page was left. */
  #takeUpDraft(): void {
    const { drafts, chapter, defaultVoice, mayEdit } = this.#needs
    const draft = mayEdit ? drafts.read(this.chapterId) : undefined
    if (!draft) return
    if (draft.version === chapter.version) {
      this.#putDocument(toDocument(toWritten(draft.blocks), defaultVoice))
      this.#autosave.touch()
      return
    }
    this.#autosave.pause()
    this.#snapshot = {
      ...this.#snapshot,
      save: 'conflict',
      conflict: { mine: toWritten(draft.blocks), theirs: chapter },
    }
  }

  #replace(chapter: EditorChapter): void {
    this.#version = chapter.version
    this.#newestVersion = Math.max(this.#newestVersion, chapter.version)
    const doc = toDocument(chapter.blocks, this.#needs.defaultVoice, this.#keys())
    this.#learn(chapter, doc)
    this.#putDocument(doc)
    this.#refreshViews()
  }

  #keys(): Map<string, string> {
    const keys = new Map<string, string>()
    this.#state.doc.forEach((node) => {
      const { id, key } = attributesOf(node)
      if (id) keys.set(id, key)
    })
    return keys
  }

  /** Changes only what differs, so that the caret stays where it is. */
  #putDocument(doc: Node): void {
    const before = this.#state.doc
    const start = before.content.findDiffStart(doc.content)
    if (start === null) return
    const end = before.content.findDiffEnd(doc.content)!
    const overlap = Math.max(0, start - Math.min(end.a, end.b))
    const { tr } = this.#state
    tr.replace(start, end.a + overlap, doc.slice(start, end.b + overlap))
    const isRight = tr.doc.eq(doc)
    const change = isRight ? tr : this.#state.tr.replaceWith(0, before.content.size, doc.content)
    if (!isRight) change.setSelection(TextSelection.atStart(change.doc))
    this.#dispatch(change.setMeta(quietly, true).setMeta(fromOutside, true).setMeta('addToHistory', false))
  }

  #learn(chapter: EditorChapter, doc: Node): void {
    this.#known = new Map(chapter.blocks.map((block) => [block.block_id, block]))
    this.#savedNodes = new Map()
    doc.forEach((node) => void this.#savedNodes.set(node.attrs.key, node))
  }

  #learnStates(chapter: EditorChapter): void {
    this.#known = new Map(chapter.blocks.map((block) => [block.block_id, block]))
    this.#refreshViews()
  }

  #tell(changes: Partial<EditorSnapshot>, what?: 'text' | 'state'): void {
    const snapshot = this.#takeSnapshot(changes)
    if (!isSame(snapshot, this.#snapshot)) {
      this.#snapshot = snapshot
      for (const listener of this.#listeners) listener()
    }
    if (what) for (const listener of this.#changed) listener(what)
  }

  #takeSnapshot(changes: Partial<EditorSnapshot>): EditorSnapshot {
    const current = this.#currentBlock()
    const { save, problem, conflict } = this.#snapshot ?? { save: 'saved' }
    return {
      ...{ save, problem, conflict },
      current: current && { ...attributesOf(current.node), state: this.#stateOf(current.node) },
      hasSelection: !this.#state.selection.empty,
      breakSeconds: this.#selectedBreak()?.attrs.seconds,
      canUndo: undoDepth(this.#state) > 0,
      canRedo: redoDepth(this.#state) > 0,
      ...changes,
    }
  }
}

function tellProblem(block: EditorBlock | undefined): string | null {
  return block?.error ? tellRefusal(block.error) : null
}

/** How pasted text looked elsewhere does not matter, and our policy lets no such style in. */
function withoutStyle(html: string): string {
  return html.replace(/<style\b[\s\S]*?<\/style\s*>/gi, '').replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, '')
}

/** Whether nothing has changed that is drawn: most keys change only the text. */
function isSame(one: EditorSnapshot, other: EditorSnapshot): boolean {
  const isEqual = (a: object | undefined, b: object | undefined, without?: string) =>
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      Object.entries(a).every(([name, value]) => name === without || value === b[name as keyof typeof b]))
  return isEqual(one, other, 'current') && isEqual(one.current, other.current) && !one.current === !other.current
}

/** Set on transactions that are no change of the person's. */
const quietly = 'quietly'

function toWritten(blocks: SentBlock[]): WrittenBlock[] {
  return blocks.map((block) => ({
    ...block,
    nodes: block.nodes.map((node) => ({ ...node, project_voice_ref_id: node.project_voice_ref_id ?? '' })),
  }))
}

export const comparing = {
  idOf: (block: WrittenBlock) => block.block_id,
  textOf: (block: WrittenBlock) => block.nodes.map((node) => node.text).join(''),
  asNew: (block: WrittenBlock) => ({ ...block, block_id: null }),
}
