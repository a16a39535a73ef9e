import { redo, undo } from 'prosemirror-history'
import type { Node } from 'prosemirror-model'
import { type Command, EditorState, type Transaction } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { Autosave, type SaveState } from '../../client/autosave.ts'
import { bothOf } from '../../client/both-of.ts'
import type { EditorBlock, EditorChapter } from '../../client/types.ts'
import { type BlockLook, BlockView } from './block-view.ts'
import {
  becomeDocument,
  changeBlocks,
  giveIds,
  giveVoice,
  goIntoBlock,
  insertBreak,
  isWritten,
  replaceText,
  setBreak,
} from './changes.ts'
import { cleanPasted } from './clean-pasted.ts'
import {
  comparing,
  fromDocument,
  offsetOfCodePoint,
  type SentBlock,
  toDocument,
  toWritten,
  type VoiceRef,
} from './convert.ts'
import type { Drafts } from './drafts.ts'
import { type EditorSnapshot, isSameSnapshot, type Saving, toSnapshot } from './editor-snapshot.ts'
import { KnownBlocks, type ListedBlock } from './known-blocks.ts'
import { caretOf, currentBlock, findBlock, keysById, type PlacedBlock, positionOf, selectedBlocks } from './places.ts'
import { editorPlugins, fromOutside } from './plugins.ts'
import { attributesOf, type SubType } from './schema.ts'

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
  /** What is locked was to be changed, and was not. */
  onLocked: () => void
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

/** One chapter being edited: the text on the page, what the server knows of it, and what goes between them. */
export class EditorSession {
  readonly #needs: SessionNeeds
  readonly #autosave: Autosave
  readonly #known = new KnownBlocks()
  readonly #views = new Set<BlockView>()
  readonly #listeners = new Set<() => void>()
  readonly #changed = new Set<(what: 'text' | 'state') => void>()
  #version: number
  #newestVersion: number
  #view: EditorView | undefined
  #state: EditorState
  #snapshot: EditorSnapshot
  /** The key of the paragraph with the caret, as it is drawn. */
  #currentKey = ''

  constructor(needs: SessionNeeds) {
    this.#needs = needs
    this.#version = this.#newestVersion = needs.chapter.version
    const doc = toDocument(needs.chapter.blocks, needs.defaultVoice)
    this.#state = EditorState.create({ doc, plugins: editorPlugins(() => this.#needs.defaultVoice, needs.onLocked) })
    this.#known.learn(needs.chapter, doc)
    this.#autosave = new Autosave({
      send: () => this.#send(),
      onState: (save, problem) => this.#onSave(save, problem),
    })
    this.#snapshot = toSnapshot(this.#state, this.#known, { save: 'saved', problem: undefined, conflict: undefined })
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
      transformPastedHTML: cleanPasted,
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
      if (!this.#autosave.isDirty) this.take(chapter) // else sending will tell
      return
    }
    this.#known.learnStates(chapter)
    this.#refreshViews()
  }

  /** Takes over what the server made of the chapter, such as an older text. */
  take(chapter: EditorChapter): void {
    this.#noteVersion(chapter)
    const doc = toDocument(chapter.blocks, this.#needs.defaultVoice, keysById(this.#state.doc))
    this.#known.learn(chapter, doc)
    this.#dispatch(becomeDocument(this.#state, doc))
    this.#refreshViews()
  }

  /** The chapter has this version by now; says whether it has to be read again. */
  isBehind(version: number): boolean {
    this.#newestVersion = Math.max(this.#newestVersion, version)
    return this.#newestVersion > this.#version && !this.#autosave.isDirty
  }

  setState(blockId: string, state: EditorBlock['state']): void {
    if (this.#known.setState(blockId, state)) this.#refreshViews()
  }

  /** The server has queued these paragraphs, where it does not already say more. */
  setQueued(blockIds: string[]): void {
    for (const id of blockIds) this.#known.setQueued(id)
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
    this.#dispatch(changeBlocks(this.#state, { sub }))
    this.focus()
  }

  toggleLock(): void {
    const current = currentBlock(this.#state)
    if (!current) return
    const locked = !attributesOf(current.node).locked
    this.#dispatch(changeBlocks(this.#state, { locked }).setMeta(fromOutside, true))
    this.focus()
  }

  insertBreak(seconds = 1): void {
    this.#dispatch(insertBreak(this.#state, seconds))
    this.focus()
  }

  /** Makes the selected break longer or shorter. */
  setBreak(seconds: number): void {
    this.#dispatch(setBreak(this.#state, seconds))
  }

  /** Gives a voice to the selection, or to all paragraphs that it touches. */
  setVoice(voice: VoiceRef, isOnlySelection: boolean): void {
    this.#dispatch(giveVoice(this.#state, voice, isOnlySelection))
    this.focus()
  }

  goToBlock(step: 1 | -1): void {
    const { doc } = this.#state
    const index = (currentBlock(this.#state)?.index ?? 0) + step
    this.#goInto(positionOf(doc, Math.min(Math.max(index, 0), doc.childCount - 1)))
  }

  showBlock(blockId: string): boolean {
    const found = this.#findById(blockId)
    if (found) this.#goInto(found.position)
    return found !== undefined
  }

  /** Replaces a stretch of a paragraph, in code points of its text. */
  replaceText(blockId: string, from: number, to: number, text: string): void {
    this.#dispatch(replaceText(this.#state, blockId, { from, to, text }))
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
    this.take(theirs)
    if (how !== 'theirs') {
      const blocks = how === 'mine' ? mine : bothOf(mine, theirs.blocks, comparing)
      const doc = toDocument(blocks, this.#needs.defaultVoice, keysById(this.#state.doc))
      this.#dispatch(becomeDocument(this.#state, doc))
    }
    this.#needs.drafts.forget(this.chapterId)
    this.#tell({ conflict: undefined })
    this.#autosave.resume(how !== 'theirs')
  }

  // What others look at.

  list(): ListedBlock[] {
    return this.#known.list(this.#state.doc)
  }

  /** The paragraph with the caret, and the code point before which it stands. */
  caret(): { id: string; codePoint: number } | undefined {
    return caretOf(this.#state)
  }

  /** The ids of the paragraphs that the selection touches. */
  selectedIds(): string[] {
    return selectedBlocks(this.#state).map(({ node }) => attributesOf(node).id)
  }

  /** Where a stretch of a paragraph is on the page, for highlights. */
  rangeOf(blockId: string, from: number, to: number): Range | undefined {
    const found = this.#findById(blockId)
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

  // What is on the page.

  #openBlockView(node: Node): BlockView {
    const { texts, onVoice, onRetry } = this.#needs
    const select = (key: string) => {
      const found = findBlock(this.#state.doc, (attributes) => attributes.key === key)
      if (found) this.#goInto(found.position)
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
    const { key, ref, locked } = attributesOf(node)
    const { texts, voiceOf } = this.#needs
    const state = this.#known.stateOf(node)
    const { name, color } = voiceOf(ref)
    return {
      state,
      stateText: [texts.states[state], ...(locked ? [texts.states.locked] : [])].join(', '),
      voiceName: name,
      color,
      problem: state === 'failed' ? (this.#known.problemOf(node) ?? '') : null,
      isCurrent: key === this.#currentKey,
    }
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

  #findById(blockId: string): PlacedBlock | undefined {
    return findBlock(this.#state.doc, ({ id }) => id === blockId)
  }

  #goInto(position: number): void {
    this.#dispatch(goIntoBlock(this.#state, position))
    this.focus()
  }

  #dispatch(change: Transaction | undefined): void {
    if (!change) return
    const before = this.#state
    const beforeKey = this.#currentKey
    this.#state = before.apply(change)
    this.#currentKey = currentBlock(this.#state)?.node.attrs.key ?? ''
    this.#view?.updateState(this.#state)
    const isText = before.doc !== this.#state.doc
    if (isText && isWritten(change)) this.#autosave.touch()
    if (this.#currentKey !== beforeKey) this.#refreshCurrent()
    this.#tell({}, isText ? 'text' : undefined)
  }

  #tell(changes: Partial<Saving>, what?: 'text' | 'state'): void {
    const { save, problem, conflict } = this.#snapshot
    const snapshot = toSnapshot(this.#state, this.#known, { save, problem, conflict, ...changes })
    if (!isSameSnapshot(snapshot, this.#snapshot)) {
      this.#snapshot = snapshot
      for (const listener of this.#listeners) listener()
    }
    if (what) for (const listener of this.#changed) listener(what)
  }

  // What goes to the server.

  async #send(): Promise<void> {
    const sent = this.#state.doc
    const answer = await this.#needs.send(fromDocument(sent), this.#version)
    this.#noteVersion(answer)
    this.#needs.drafts.forget(this.chapterId)
    this.#known.learn(answer, sent)
    // New paragraphs got ids, in the order they were sent in.
    const ids = new Map(sent.children.map((node, index) => [attributesOf(node).key, answer.blocks[index]!.block_id]))
    this.#dispatch(giveIds(this.#state, ids))
    this.#refreshViews()
  }

  #noteVersion({ version }: EditorChapter): void {
    this.#version = version
    this.#newestVersion = Math.max(this.#newestVersion, version)
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
    const mine = toWritten(draft.blocks)
    if (draft.version === chapter.version) {
      this.#dispatch(becomeDocument(this.#state, toDocument(mine, defaultVoice)))
      this.#autosave.touch()
      return
    }
    this.#autosave.pause()
    this.#tell({ save: 'conflict', conflict: { mine, theirs: chapter } })
  }
}
