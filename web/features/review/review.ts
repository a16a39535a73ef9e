import { tellWarning } from '../../i18n/warnings.ts'

/** As much of a paragraph as reviewing needs. */
export interface ReviewedBlock {
  id: string
  text: string
  problem: string | null
  warnings: { code: string; message: string; start: number; end: number }[]
}

/** Something that is worth a listen. */
export interface ReviewItem {
  id: string
  blockId: string
  /** In the order in which they stand for one paragraph. */
  kind: 'guessed' | 'warning' | 'line' | 'failed'
  /** The word or the words that it is about. */
  text: string
  message: string
  start: number
  end: number
}

/**
 * What to look at in a chapter, in reading order: words whose sound was guessed (each once), whatever else was not spoken as
 * it is written, lines of which nobody is sure who says them, and paragraphs that failed.
 * @param right the ids of what somebody has found to be right
 */
export function listReview(
  blocks: ReviewedBlock[],
  right: ReadonlySet<string>,
  unsureLines: ReviewItem[] = [],
): ReviewItem[] {
  const items = new Map<string, ReviewItem>()
  const linesOf = Map.groupBy(unsureLines, (item) => item.blockId)
  for (const { id: blockId, text, problem, warnings } of blocks) {
    const characters = [...text]
    for (const { code, message, start, end } of warnings) {
      const about = characters.slice(start, end).join('')
      const isGuessed = code === 'text_guessed'
      const id = isGuessed ? `guessed ${about}` : `${code} ${blockId} ${start}`
      if (right.has(id) || items.has(id)) continue
      const kind = isGuessed ? 'guessed' : 'warning'
      const told = tellWarning({ code, message })
      items.set(id, { id, blockId, kind, text: isGuessed ? about : firstWords(about), message: told, start, end })
    }
    for (const item of linesOf.get(blockId) ?? []) items.set(item.id, item)
    if (problem !== null) {
      const id = `failed ${blockId}`
      items.set(id, { id, blockId, kind: 'failed', text: firstWords(text), message: problem, start: 0, end: 0 })
    }
  }
  return [...items.values()].filter((item) => !right.has(item.id))
}

export function firstWords(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
