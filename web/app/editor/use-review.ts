import { useMemo, useState } from 'react'
import { listReview, type ReviewItem } from '../../features/review/review.ts'
import { keepRight, readRight } from '../../features/review/right-words.ts'
import type { OpenChapter } from './use-chapter.ts'

/** What of a chapter is worth a listen, and what becomes of it. @param onFixWord a word is to be said otherwise */
export function useReview(projectId: string, chapter: OpenChapter, onFixWord: (word: string) => void) {
  const { session, player, blocks } = chapter
  const [right, setRight] = useState(() => readRight(projectId))
  const [shownId, setShown] = useState<string>()
  const items = useMemo(() => listReview(blocks, right), [blocks, right])

  function show(item: ReviewItem) {
    setShown(item.id)
    const range = session.rangeOf(item.blockId, item.start, Math.max(item.end, item.start + 1))
    range?.startContainer.parentElement?.scrollIntoView({ block: 'center' })
  }
  return {
    ...{ items, shownId, show },
    async listen(item: ReviewItem) {
      show(item)
      const second = await player.secondOf(item.blockId, item.start)
      player.play(item.blockId, Math.max(0, second - 0.4), item.blockId)
    },
    fix(item: ReviewItem) {
      show(item)
      if (item.kind === 'failed') void chapter.speakBlock(item.blockId, 'missing')
      else onFixWord(item.text)
    },
    findRight(item: ReviewItem) {
      const next = new Set(right).add(item.id)
      setRight(next)
      keepRight(projectId, next)
    },
  }
}
