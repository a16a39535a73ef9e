import { lazy, Suspense } from 'react'
import type { Project, Voice } from '../../client/types.ts'
import type { WrittenBlock } from '../../features/editor/convert.ts'
import { comparing } from '../../features/editor/editor-session.ts'
import { useTranslate } from '../../i18n/translate.ts'
import { ConflictDialog } from '../../ui/conflict-dialog.tsx'
import { useToast } from '../../ui/toasts.tsx'
import type { OpenChapter } from './use-chapter.ts'
import type { useChapterList } from './use-chapter-list.ts'

const HistoryDialog = lazy(() =>
  import('../../features/history/history-dialog.tsx').then((module) => ({ default: module.HistoryDialog })),
)
const FindDialog = lazy(() =>
  import('../../features/find/find-dialog.tsx').then((module) => ({ default: module.FindDialog })),
)
const ExportDialog = lazy(() =>
  import('../../features/export/export-dialog.tsx').then((module) => ({ default: module.ExportDialog })),
)
const SettingsDialog = lazy(() =>
  import('../../features/project-settings/settings-dialog.tsx').then((module) => ({ default: module.SettingsDialog })),
)
const PronounceDialog = lazy(() =>
  import('../../features/review/pronounce-dialog.tsx').then((module) => ({ default: module.PronounceDialog })),
)

export type OpenedDialog = { kind: 'history' | 'export' | 'settings' | 'find' } | { kind: 'pronounce'; word: string }

interface EditorDialogsProps {
  project: Project
  voices: Voice[]
  chapter: OpenChapter
  chapters: ReturnType<typeof useChapterList>
  mayEdit: boolean
  opened: OpenedDialog | undefined
  onOpen: (dialog: OpenedDialog | undefined) => void
  onListen: (url: string) => void
}

/** What is opened over the editor, loaded when it is first asked for. */
export function EditorDialogs(props: EditorDialogsProps) {
  const { project, voices, chapter, chapters, mayEdit, opened, onOpen, onListen } = props
  const t = useTranslate()
  const toast = useToast()
  const { session, snapshot, reload } = chapter
  const projectId = project.project_id
  const close = () => onOpen(undefined)
  return (
    <>
      <Suspense>
        {opened?.kind === 'history' && snapshot.current?.id && (
          <HistoryDialog
            projectId={projectId}
            chapterId={session.chapterId}
            blockId={snapshot.current.id}
            mayEdit={mayEdit}
            onListen={onListen}
            onRestored={(restored) => session.take(restored)}
            onClose={close}
          />
        )}
        {opened?.kind === 'export' && <ExportDialog projectId={projectId} mayEdit={mayEdit} onClose={close} />}
        {opened?.kind === 'settings' && (
          <SettingsDialog
            project={project}
            voices={voices}
            onPronounce={() => onOpen({ kind: 'pronounce', word: '' })}
            onClose={close}
          />
        )}
        {opened?.kind === 'find' && (
          <FindDialog
            projectId={projectId}
            chapters={project.chapters}
            onGo={(id) => void chapters.goTo(id)}
            onReplaced={(count, undo) => {
              void reload()
              toast({
                text: t('{count} place is changed.|{count} places are changed.', { count }),
                action: { label: t('Undo'), run: () => void chapters.change(undo()).then(reload) },
              })
            }}
            onClose={close}
          />
        )}
        {opened?.kind === 'pronounce' && (
          <PronounceDialog
            projectId={projectId}
            word={opened.word}
            voiceId={snapshot.current?.voiceId || project.default_paragraph_voice_id}
            onListen={onListen}
            onDone={(affected) => {
              toast({
                text: t('{count} paragraph says it so from now on.|{count} paragraphs say it so from now on.', {
                  count: affected,
                }),
              })
              void reload()
            }}
            onClose={close}
          />
        )}
      </Suspense>
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
