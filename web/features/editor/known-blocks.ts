import type { Node } from 'prosemirror-model'
import type { EditorBlock, EditorChapter } from '../../client/types.ts'
import { tellRefusal } from '../../i18n/refusals.ts'
import { writtenOf } from './convert.ts'
import { attributesOf } from './schema.ts'

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

/** What the server knows of the paragraphs, and what of that is true of those on the page, which may say something else by now. */
export class KnownBlocks {
  /** By id. */
  #blocks = new Map<string, EditorBlock>()
  /** The paragraphs as they were when they were last sent or read, by key. */
  #savedNodes = new Map<string, Node>()

  /** @param doc what the chapter is on the page */
  learn(chapter: EditorChapter, doc: Node): void {
    this.learnStates(chapter)
    this.#savedNodes = new Map()
    doc.forEach((node) => void this.#savedNodes.set(node.attrs.key, node))
  }

  learnStates(chapter: EditorChapter): void {
    this.#blocks = new Map(chapter.blocks.map((block) => [block.block_id, block]))
  }

  /** @returns whether that is new */
  setState(id: string, state: EditorBlock['state']): boolean {
    const block = this.#blocks.get(id)
    if (!block || block.state === state) return false
    this.#blocks.set(id, { ...block, state, error: null })
    return true
  }

  /** The server has queued this paragraph, where it does not already say more. */
  setQueued(id: string): void {
    const state = this.#blocks.get(id)?.state
    if (state === 'unconverted' || state === 'failed') this.setState(id, 'queued')
  }

  stateOf(node: Node): EditorBlock['state'] {
    const known = this.#of(node)
    if (known && this.#isAsSaved(node)) return known.state
    return /[\p{L}\p{N}]/u.test(writtenOf(node)) ? 'unconverted' : 'silent'
  }

  /** Why one that has failed could not be spoken, where that is known. */
  problemOf(node: Node): string | null {
    const error = this.#of(node)?.error
    return error ? tellRefusal(error) : null
  }

  list(doc: Node): ListedBlock[] {
    return doc.children.map((node) => {
      const { key, id } = attributesOf(node)
      const known = this.#of(node)
      const state = this.stateOf(node)
      return {
        ...{ key, id, state, text: writtenOf(node) },
        audio: state === 'converted' ? (known?.audio ?? null) : null,
        pauseSeconds: known?.pause_seconds ?? 0.6,
        warnings: this.#isAsSaved(node) ? (known?.warnings ?? []) : [],
        problem: state === 'failed' ? this.problemOf(node) : null,
      }
    })
  }

  #of(node: Node): EditorBlock | undefined {
    return this.#blocks.get(attributesOf(node).id)
  }

  #isAsSaved(node: Node): boolean {
    const saved = this.#savedNodes.get(attributesOf(node).key)
    if (!saved) return false
    const [now, then] = [attributesOf(node), attributesOf(saved)]
    return saved.content.eq(node.content) && now.ref === then.ref && now.sub === then.sub
  }
}
