import { useMutation, useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../client/api.ts'
import { chapterPath, chapterQuery } from '../../client/queries.ts'
import type { ChapterSummary, EditorChapter } from '../../client/types.ts'
import { useTranslate, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice, Switch, TextField } from '../../ui/fields.tsx'
import { listPlaces, type Place, replaceMatches } from './find.ts'

interface FindDialogProps {
  projectId: string
  chapters: ChapterSummary[]
  /** @param blockId the paragraph, where one is meant */
  onGo: (chapterId: string, blockId?: string) => void
  /** @param undo puts back what was there */
  onReplaced: (count: number, undo: () => Promise<void>) => void
  onClose: () => void
}

/** A text is looked for in the whole project, and replaced everywhere at once. */
export function FindDialog({ projectId, chapters, onGo, onReplaced, onClose }: FindDialogProps) {
  const t = useTranslate()
  const [text, setText] = useState('')
  const [by, setBy] = useState('')
  const [isCaseSensitive, setCaseSensitive] = useState(false)
  const contents = useQueries({
    queries: chapters.map((chapter) => ({ ...chapterQuery(projectId, chapter.chapter_id), staleTime: 0 })),
  })
  const search = { text, isCaseSensitive }
  const found = chapters
    .map((chapter, index) => ({ chapter, content: contents[index]?.data }))
    .map(({ chapter, content }) => ({ chapter, content, places: content ? listPlaces(content.blocks, search) : [] }))
    .filter(({ places }) => places.length > 0)
  const all = found.flatMap(({ places }) => places)
  const changed = all.filter(({ isLocked }) => !isLocked).length
  const go = (chapterId: string, blockId?: string) => {
    onGo(chapterId, blockId)
    onClose()
  }
  const replace = useMutation({
    async mutationFn() {
      const before: EditorChapter[] = []
      for (const { content } of found) {
        before.push(content!)
        await write(projectId, content!, replaceMatches(content!.blocks, search, by))
      }
      return before
    },
    onSuccess(before) {
      onReplaced(changed, () => putBack(projectId, before))
      onClose()
    },
  })
  return (
    <Dialog
      title={t('Find and replace')}
      closeLabel={t('Close')}
      onClose={onClose}
      foot={
        <Button
          look={by === '' ? 'line' : 'main'}
          disabled={changed === 0 || replace.isPending}
          onClick={() => replace.mutate()}
        >
          {by === '' ? t('Remove all') : t('Replace all')}
        </Button>
      }
    >
      <TextField label={t('Find')} value={text} onChange={(event) => setText(event.target.value)} />
      <TextField label={t('Replace by')} value={by} onChange={(event) => setBy(event.target.value)} />
      <Switch label={t('Capitals matter')} isOn={isCaseSensitive} onChange={setCaseSensitive} />
      <p role="status" className="muted">
        {text === '' ? '' : t('Found: {count}', { count: all.length })}
      </p>
      <ul className="rows">
        {found.map(({ chapter, places }) => (
          <li key={chapter.chapter_id} className="found">
            <span className="flex gap-2">
              <button type="button" className="flex-1 text-left underline" onClick={() => go(chapter.chapter_id)}>
                {chapter.name}
              </button>
              <span className="muted">{writeNumber(places.length)}</span>
            </span>
            {places.slice(0, mostShown).map((place, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place is its number
              <FoundPlace key={index} place={place} onGo={() => go(chapter.chapter_id, place.blockId)} />
            ))}
            {places.length > mostShown && (
              <span className="muted">{t('And {count} more', { count: places.length - mostShown })}</span>
            )}
          </li>
        ))}
      </ul>
      {replace.error && <Notice>{replace.error.message}</Notice>}
    </Dialog>
  )
}

/** Of one chapter: who looks for more looks for a longer text. */
const mostShown = 20

function FoundPlace({ place: { before, found, after }, onGo }: { place: Place; onGo: () => void }) {
  return (
    <button type="button" className="found-place" dir="auto" onClick={onGo}>
      {before}
      <mark>{found}</mark>
      {after}
    </button>
  )
}

async function write(projectId: string, chapter: EditorChapter, blocks: object[]): Promise<void> {
  const path = `${chapterPath(projectId, chapter.chapter_id)}/editor`
  await ask(path, { method: 'PUT', json: { blocks }, headers: { 'if-match': `"${chapter.version}"` } })
}

/** Unless a chapter has been changed since: then it stays. */
async function putBack(projectId: string, chapters: EditorChapter[]): Promise<void> {
  for (const chapter of chapters) {
    const blocks = chapter.blocks.map(({ block_id, sub_type, locked, nodes }) => ({
      block_id,
      sub_type,
      locked,
      nodes,
    }))
    await write(projectId, { ...chapter, version: chapter.version + 1 }, blocks)
  }
}
