import { useEffect } from 'react'
import type { Project, Voice } from '../../client/types.ts'
import type { WrittenBlock } from '../../features/editor/convert.ts'
import { comparing } from '../../features/editor/convert.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { Later } from '../../ui/later.tsx'
import { useToast } from '../../ui/toasts.tsx'
import type { OpenChapter } from './use-chapter.ts'
import type { useChapterList } from './use-chapter-list.ts'

const load = {
  history: () => import('../../features/history/history-dialog.tsx').then((module) => module.HistoryDialog),
  find: () => import('../../features/find/find-dialog.tsx').then((module) => module.FindDialog),
  export: () => import('../../features/export/export-dialog.tsx').then((module) => module.ExportDialog),
  settings: () => import('../../features/project-settings/settings-dialog.tsx').then((module) => module.SettingsDialog),
  pronounce: () => import('../../features/review/pronounce-dialog.tsx').then((module) => module.PronounceDialog),
}
/** Until the page around them is there, and the first words can be written. */
const idleMilliseconds = 3_000

export type OpenedDialog =
  | { kind: 'history' | 'export' | 'settings' | 'find' }
  | { kind: 'pronounce'; word: string; isOverSettings?: boolean }

interface EditorDialogsProps {
  project: Project
  voices: Voice[]
  chapter: OpenChapter
  chapters: ReturnType<typeof useChapterList>
  mayEdit: boolean
  opened: OpenedDialog | undefined
  onOpen: (dialog: OpenedDialog | undefined) => void
  onListen: (url: string) => Promise<void>
}

/** What is opened over the editor. It is loaded beforehand, since it is also wanted while the server is away. */
export function EditorDialogs(props: EditorDialogsProps) {
  const { project, voices, chapter, chapters, mayEdit, opened, onOpen, onListen } = props
  const t = useTranslate()
  const toast = useToast()
  const { session, snapshot, reload } = chapter
  const projectId = project.project_id
  const close = () => onOpen(undefined)
  const isOverSettings = opened?.kind === 'pronounce' && opened.isOverSettings
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const one of Object.values(load)) one().catch(() => {}) // it is asked for again when it is wanted
    }, idleMilliseconds)
    return () => clearTimeout(timer)
  }, [])
  return (
    <>
      {opened?.kind === 'history' && snapshot.current?.id && (
        <Later
          load={load.history}
          onFailed={close}
          props={{
            projectId,
            chapterId: session.chapterId,
            blockId: snapshot.current.id,
            mayEdit,
            onListen,
            onRestored: (restored) => session.take(restored),
            onClose: close,
          }}
        />
      )}
      {opened?.kind === 'export' && (
        <Later load={load.export} onFailed={close} props={{ projectId, mayEdit, onClose: close }} />
      )}
      {(opened?.kind === 'settings' || isOverSettings) && (
        <Later
          load={load.settings}
          onFailed={close}
          props={{
            project,
            voices,
            onPronounce: () => onOpen({ kind: 'pronounce', word: '', isOverSettings: true }),
            onClose: close,
          }}
        />
      )}
      {opened?.kind === 'find' && (
        <Later
          load={load.find}
          onFailed={close}
          props={{
            projectId,
            chapters: project.chapters,
            onGo(id, blockId) {
              if (id === session.chapterId && blockId) session.showBlock(blockId)
              else void chapters.goTo(id, blockId)
            },
            onReplaced: (count, undo) => {
              void reload()
              toast({
                text: t('{count} place is changed.|{count} places are changed.', { count }),
                action: { label: t('Undo'), run: () => void chapters.change(undo()).then(reload) },
              })
            },
            onClose: close,
          }}
        />
      )}
      {opened?.kind === 'pronounce' && (
        <Later
          load={load.pronounce}
          onFailed={close}
          props={{
            projectId,
            word: opened.word,
            voiceId: snapshot.current?.voiceId || project.default_paragraph_voice_id,
            onListen,
            onDone: (affected) => {
              toast({
                text: t('{count} paragraph says it so from now on.|{count} paragraphs say it so from now on.', {
                  count: affected,
                }),
              })
              void reload()
            },
            onClose: isOverSettings ? () => onOpen({ kind: 'settings' }) : close,
          }}
        />
      )}
      {snapshot.conflict && (
        <ConflictDialog
          title={t('This chapter was also changed elsewhere')}
          mine={snapshot.conflict.mine.map(toParagraph)}
          theirs={snapshot.conflict.theirs.blocks.map(toParagraph)}
          onResolve={(how) => session.resolve(how)}
        />
      )}
    </>
  )
}

function toParagraph(block: WrittenBlock) {
  return { id: comparing.idOf(block), text: comparing.textOf(block) }
}
