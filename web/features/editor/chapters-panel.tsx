import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { flushSync } from 'react-dom'
import type { ChapterSummary } from '../../client/types.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Progress } from '../../ui/fields.tsx'
import { Menu } from '../../ui/menu.tsx'

interface ChaptersPanelProps {
  projectId: string
  chapters: ChapterSummary[]
  currentId: string
  mayEdit: boolean
  /** How long the chapter is, in words and in minutes. */
  length: string
  onAdd: () => void
  onRename: (chapter: ChapterSummary, name: string) => void
  onMove: (chapter: ChapterSummary, step: 1 | -1) => void
  onDelete: (chapter: ChapterSummary) => void
  onClose: () => void
}

export function ChaptersPanel(props: ChaptersPanelProps) {
  const { projectId, chapters, currentId, mayEdit, length, onAdd, onRename, onMove, onDelete, onClose } = props
  const t = useTranslate()
  const [renamedId, rename] = useState<string>()
  return (
    <nav className="chapters" aria-label={t('Chapters')}>
      <div className="flex items-center justify-between">
        <h2 className="panel-title">{t('Chapters')}</h2>
        <span className="narrow-only">
          <Button icon="close" label={t('Close')} onClick={onClose} />
        </span>
      </div>
      {chapters.map((chapter, index) => {
        const { chapter_id: chapterId, name } = chapter
        const isCurrent = chapterId === currentId
        if (chapterId === renamedId) {
          return (
            <NameField
              key={chapterId}
              name={name}
              onDone={(changed, byKey) => {
                flushSync(() => rename(undefined))
                if (byKey) focusChapter(chapterId)
                if (changed && changed !== name) onRename(chapter, changed)
              }}
            />
          )
        }
        return (
          <div key={chapterId} className="chapter" data-current={isCurrent ? '' : undefined}>
            <Link
              id={linkId(chapterId)}
              to="/projects/$projectId/chapters/$chapterId"
              params={{ projectId, chapterId }}
              activeOptions={{ exact: true }}
              aria-current={isCurrent ? 'page' : undefined}
              aria-label={name || t('Untitled')}
            >
              <span dir="auto">{name || t('Untitled')}</span>
              <Progress label={t('Spoken of {name}', { name })} value={spokenShare(chapter)} />
            </Link>
            {mayEdit && (
              <Menu
                label={t('Options of {name}', { name: name || t('Untitled') })}
                icon="more"
                items={[
                  { label: t('Rename'), onSelect: () => rename(chapterId) },
                  { label: t('Move up'), isDisabled: index === 0, onSelect: () => onMove(chapter, -1) },
                  {
                    label: t('Move down'),
                    isDisabled: index === chapters.length - 1,
                    onSelect: () => onMove(chapter, 1),
                  },
                  {
                    label: t('Delete'),
                    isDisabled: chapters.length === 1,
                    onSelect: () => {
                      focusChapter((chapters[index + 1] ?? chapters[index - 1])!.chapter_id)
                      onDelete(chapter)
                    },
                  },
                ]}
              />
            )}
          </div>
        )
      })}
      <p className="muted px-2 py-3 text-[13px]">{length}</p>
      {mayEdit && (
        <Button icon="plus" onClick={onAdd}>
          {t('Add chapter')}
        </Button>
      )}
    </nav>
  )
}

/** Where a chapter is opened, while the list is shown. */
export function findChapterLink(chapterId: string): HTMLElement | null {
  return document.getElementById(linkId(chapterId))
}

/** @param onDone is told whether a key ended it: the focus is to stay there then */
function NameField({ name, onDone }: { name: string; onDone: (name?: string, byKey?: boolean) => void }) {
  const t = useTranslate()
  return (
    <input
      className="input"
      aria-label={t('Name')}
      defaultValue={name}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to write here
      autoFocus
      onFocus={(event) => event.target.select()}
      onBlur={(event) => onDone(event.target.value.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onDone(event.currentTarget.value.trim(), true)
        if (event.key === 'Escape') onDone(undefined, true)
      }}
    />
  )
}

function linkId(chapterId: string): string {
  return `chapter ${chapterId}`
}

function focusChapter(chapterId: string): void {
  findChapterLink(chapterId)?.focus()
}

/** How much of a chapter is spoken, from 0 to 1. */
function spokenShare({ statistics }: ChapterSummary): number {
  const spoken = statistics?.characters_converted ?? 0
  const all = spoken + (statistics?.characters_unconverted ?? 0)
  return all === 0 ? 0 : spoken / all
}
