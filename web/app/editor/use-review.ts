import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { castQuery } from '../../client/queries.ts'
import { listReview, type ReviewItem } from '../../features/review/review.ts'
import { keepRight, readRight } from '../../features/review/right-words.ts'
import { listUnsureLines } from '../../features/review/unsure-lines.ts'
import { useTranslate } from '../../i18n/translate.ts'
import type { OpenChapter } from './use-chapter.ts'

/** How something is put right elsewhere. */
interface Fixes {
  /** A word is to be said otherwise. */
  word: (word: string) => void
  /** Somebody else says a line. */
  line: () => void
}

/** What of a chapter is worth a listen, and what becomes of it. @param isShown the cast is only asked for then */
export function useReview(projectId: string, chapter: OpenChapter, isShown: boolean, fixes: Fixes) {
  const t = useTranslate()
  const { session, player, blocks } = chapter
  const cast = useQuery({ ...castQuery(projectId), enabled: isShown })
  const [right, setRight] = useState(() => readRight(projectId))
  const [shownId, setShown] = useState<string>()
  const unsure = useMemo(() => listUnsureLines(cast.data, session.chapterId, t), [cast.data, session, t])
  const items = useMemo(() => listReview(blocks, right, unsure), [blocks, right, unsure])

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
      else if (item.kind === 'line') fixes.line()
      else fixes.word(item.text)
    },
    findRight(item: ReviewItem) {
      const next = new Set(right).add(item.id)
      setRight(next)
      keepRight(projectId, next)
    },
  }
}
