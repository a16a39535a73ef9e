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
  kind: 'failed' | 'guessed' | 'warning'
  /** The word or the words that it is about. */
  text: string
  message: string
  start: number
  end: number
}

/**
 * What to look at in a chapter, in reading order: paragraphs that failed, words whose sound was guessed (each once), and
 * whatever else was not spoken as it is written.
 * @param right the ids of what somebody has found to be right
 */
export function listReview(blocks: ReviewedBlock[], right: ReadonlySet<string>): ReviewItem[] {
  const items = new Map<string, ReviewItem>()
  for (const { id: blockId, text, problem, warnings } of blocks) {
    const characters = [...text]
    if (problem !== null) {
      const id = `failed ${blockId}`
      items.set(id, { id, blockId, kind: 'failed', text: firstWords(text), message: problem, start: 0, end: 0 })
    }
    for (const { code, message, start, end } of warnings) {
      const about = characters.slice(start, end).join('')
      const isGuessed = code === 'text_guessed'
      const id = isGuessed ? `guessed ${about}` : `${code} ${blockId} ${start}`
      if (right.has(id) || items.has(id)) continue
      const kind = isGuessed ? 'guessed' : 'warning'
      items.set(id, { id, blockId, kind, text: isGuessed ? about : firstWords(about), message, start, end })
    }
  }
  return [...items.values()].filter((item) => !right.has(item.id))
}

function firstWords(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
