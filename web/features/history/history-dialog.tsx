import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { ask } from '../../client/api.ts'
import { blockPath, historyQuery } from '../../client/queries.ts'
import type { EditorChapter } from '../../client/types.ts'
import { useTranslate, writeMoment, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/fields.tsx'
import { ListenButton } from '../../ui/listen-button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { compareWords } from './compare-words.ts'

interface HistoryDialogProps {
  projectId: string
  chapterId: string
  blockId: string
  mayEdit: boolean
  onListen: (url: string) => Promise<void>
  onRestored: (chapter: EditorChapter) => void
  onClose: () => void
}

/** What a paragraph was spoken as: heard, compared, and brought back. */
export function HistoryDialog(props: HistoryDialogProps) {
  const { projectId, chapterId, blockId, mayEdit, onListen, onRestored, onClose } = props
  const t = useTranslate()
  const toast = useToast()
  const queries = useQueryClient()
  const history = useQuery(historyQuery(projectId, chapterId, blockId))
  const [comparedId, compare] = useState<string>()
  const path = `${blockPath(projectId, chapterId, blockId)}/history`
  const list = useRef<HTMLUListElement>(null)
  /** The button that was pressed is gone then: the focus stays in the list. */
  const refresh = async () => {
    await queries.invalidateQueries({ queryKey: ['history', blockId] })
    requestAnimationFrame(() => list.current?.querySelector('button')?.focus())
  }
  const restore = useMutation({
    mutationFn: (id: string) => ask<EditorChapter>(`${path}/${id}/restore`, { method: 'POST' }),
    onSuccess: (chapter) => {
      onRestored(chapter)
      void refresh()
    },
  })
  const removed = useRemoved((id) =>
    ask(`${path}/${id}`, { method: 'DELETE', keepalive: true })
      .catch((error) => toast({ text: error.message, isError: true }))
      .finally(() => queries.invalidateQueries({ queryKey: ['history', blockId] })),
  )
  const bringBack = (id: string) => {
    flushSync(() => removed.undo(id))
    document.getElementById(`generation ${id}`)?.querySelector('button')?.focus()
  }
  const current = history.data?.find((one) => one.is_current)
  const problem = history.error ?? restore.error
  return (
    <Dialog title={t('History')} closeLabel={t('Close')} isWide onClose={onClose}>
      {problem && <Notice>{problem.message}</Notice>}
      {history.isPending && <p role="status">{t('Being read …')}</p>}
      {history.data?.length === 0 && <p className="muted">{t('This paragraph has not been spoken yet.')}</p>}
      <ul ref={list} className="grid gap-3">
        {history.data?.map((one) =>
          removed.has(one.generation_id) ? (
            <Removed key={one.generation_id} at={one.created_at_unix} onUndo={() => bringBack(one.generation_id)} />
          ) : (
            <li
              key={one.generation_id}
              id={`generation ${one.generation_id}`}
              className="card grid gap-2"
              aria-current={one.is_current ? 'true' : undefined}
            >
              <div className="flex flex-wrap items-center gap-2">
                <time className="muted" dateTime={new Date(one.created_at_unix * 1000).toISOString()}>
                  {writeMoment(one.created_at_unix)}
                </time>
                <span className="muted">{writeNumber(one.duration_seconds, 1)} s</span>
                {one.is_current && <strong>{t('Current')}</strong>}
                <span className="ml-auto flex flex-wrap gap-1">
                  <ListenButton onListen={() => onListen(`${path}/${one.generation_id}/audio`)}>
                    {t('Listen')}
                  </ListenButton>
                  {!one.is_current && current && (
                    <Button
                      aria-pressed={comparedId === one.generation_id}
                      onClick={() => compare(comparedId === one.generation_id ? undefined : one.generation_id)}
                    >
                      {t('Compare')}
                    </Button>
                  )}
                  {!one.is_current && mayEdit && (
                    <span className="flex gap-1">
                      <Button
                        look="line"
                        disabled={restore.isPending}
                        onClick={() => restore.mutate(one.generation_id)}
                      >
                        {t('Restore')}
                      </Button>
                      <Button look="bad" onClick={() => removed.add(one.generation_id)}>
                        {t('Delete')}
                      </Button>
                    </span>
                  )}
                </span>
              </div>
              <p className="font-(family-name:--text) text-[17px]">
                {comparedId === one.generation_id && current ? (
                  <Compared then={one.text} now={current.text} />
                ) : (
                  one.text
                )}
              </p>
            </li>
          ),
        )}
      </ul>
    </Dialog>
  )
}

function Removed({ at, onUndo }: { at: number; onUndo: () => void }) {
  const t = useTranslate()
  return (
    <li className="card flex items-center gap-2">
      <span className="muted flex-1">{t('{name} is deleted.', { name: writeMoment(at) })}</span>
      <Button autoFocus onClick={onUndo}>
        {t('Undo')}
      </Button>
    </li>
  )
}

/** What is removed is only hidden until nobody can undo it any more: when the dialog is closed. */
function useRemoved(remove: (id: string) => void) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const latest = useRef({ ids, remove })
  latest.current = { ids, remove }
  useEffect(
    () => () => {
      for (const id of latest.current.ids) latest.current.remove(id)
    },
    [],
  )
  return {
    has: (id: string) => ids.has(id),
    add: (id: string) => setIds(new Set([...ids, id])),
    undo: (id: string) => setIds(new Set([...ids].filter((one) => one !== id))),
  }
}

function Compared({ then, now }: { then: string; now: string }) {
  return compareWords(then, now).map(({ text, kind }, index) => {
    const key = `${index}`
    if (kind === 'then') return <ins key={key}>{text}</ins>
    if (kind === 'now') return <del key={key}>{text}</del>
    return <span key={key}>{text}</span>
  })
}
