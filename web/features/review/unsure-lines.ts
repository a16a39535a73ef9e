import type { CastResponse } from '../../client/types.ts'
import { isUnsure } from '../../client/unsure.ts'
import type { Translate } from '../../i18n/translate.ts'
import { firstWords, type ReviewItem } from './review.ts'

/** The lines of a chapter of which nobody is sure who says them, as something to look at. */
export function listUnsureLines(cast: CastResponse | undefined, chapterId: string, t: Translate): ReviewItem[] {
  const names = new Map(cast?.characters.map((one) => [one.character_id, one.name]))
  const unsure = (cast?.lines ?? []).filter((line) => line.chapter_id === chapterId && isUnsure(line))
  return unsure.map(({ line_id: id, block_id: blockId, character_id: who, text, start, end }) => {
    const name = who === null ? undefined : names.get(who)
    const message = name ? t('Perhaps {name} says it.', { name }) : t('Nobody knows who says it.')
    return { id: `line ${id}`, blockId, kind: 'line', text: firstWords(text), message, start, end }
  })
}
