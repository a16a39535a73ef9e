import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../../client/api.ts'
import { chapterQuery, projectQuery, voicesQuery } from '../../client/queries.ts'
import type { EditorChapter, Project, Voice } from '../../client/types.ts'
import { ChaptersPanel, findChapterLink } from '../../features/editor/chapters-panel.tsx'
import type { EditorSnapshot } from '../../features/editor/editor-snapshot.ts'
import type { ListedBlock } from '../../features/editor/known-blocks.ts'
import { Toolbar } from '../../features/editor/toolbar.tsx'
import { useCommands } from '../../features/palette/commands.tsx'
import { PlayerBar } from '../../features/player/player-bar.tsx'
import { writeTime } from '../../features/player/timeline.ts'
import { ReviewPanel } from '../../features/review/review-panel.tsx'
import { VoicesPanel } from '../../features/voices/voices-panel.tsx'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { useMatches } from '../../ui/use-matches.ts'
import { useTitle } from '../../ui/use-title.ts'
import { IconLink } from '../icon-link.tsx'
import { useRole } from '../session.ts'
import { useStudioEvents } from '../studio-events.tsx'
import { useListen } from '../use-listen.ts'
import { type EditorRooms, listEditorCommands } from './editor-commands.ts'
import { EditorDialogs, type OpenedDialog } from './editor-dialogs.tsx'
import { useChapter } from './use-chapter.ts'
import { useChapterList } from './use-chapter-list.ts'
import { useReview } from './use-review.ts'
import { useWorkerReady } from './use-worker-ready.ts'

const address = '/inside/projects/$projectId/chapters/$chapterId'

/** One chapter, and what its book needs around it. Another chapter is another editor. */
export function EditorPage() {
  const { projectId, chapterId } = useParams({ from: address })
  const project = useQuery(projectQuery(projectId))
  const chapter = useQuery({ ...chapterQuery(projectId, chapterId), refetchOnWindowFocus: false, gcTime: 0 })
  const voices = useQuery(voicesQuery)
  const isFirst = useRef(true)
  const isOpened = project.data !== undefined && chapter.data !== undefined
  // What had the focus went with the chapter before: it goes on at this one.
  useEffect(() => {
    if (!isOpened) return
    const isLost = document.activeElement === document.body
    if (isLost && !isFirst.current) (findChapterLink(chapterId) ?? document.getElementById('text'))?.focus()
    isFirst.current = false
  }, [chapterId, isOpened])
  const isGone = project.data?.chapters.every((one) => one.chapter_id !== chapterId) && !project.isFetching
  // A document that was read brought chapters of its own.
  if (isGone || project.data?.state === 'creating') {
    return <Navigate to="/projects/$projectId" params={{ projectId }} replace />
  }
  const error = project.error ?? chapter.error
  // Whether the chapter alone is gone is told by its project.
  if (error && !project.isLoading) throw error
  if (!project.data || !chapter.data) return <div className="app" aria-busy="true" />
  return <Editor key={chapterId} project={project.data} chapter={chapter.data} voices={voices.data ?? []} />
}

interface EditorProps {
  project: Project
  chapter: EditorChapter
  voices: Voice[]
}

function Editor({ project, chapter: loaded, voices }: EditorProps) {
  const t = useTranslate()
  const navigate = useNavigate()
  const { mayEdit } = useRole()
  const { isConnected } = useStudioEvents()
  const { block: shownBlock } = useSearch({ from: address })
  const isWide = useMatches('(min-width: 901px)')
  const [hasChapters, setChapters] = useState(isWide)
  const [side, setSide] = useState<'voices' | 'review' | undefined>(isWide ? 'voices' : undefined)
  const [opened, open] = useState<OpenedDialog>()
  const [playMode, setPlayMode] = useState<'end' | 'selection'>('end')
  const { project_id: projectId, name } = project
  const chapterId = loaded.chapter_id
  const chapters = useChapterList(project, chapterId)
  const onVoice = () => setSide('voices')
  const chapter = useChapter({ project, chapter: loaded, mayEdit, shownBlock, onVoice })
  const { session, player, snapshot, playing, blocks } = chapter
  const review = useReview(projectId, chapter, side === 'review', {
    word: (word) => open({ kind: 'pronounce', word }),
    line: () => void navigate({ to: '/projects/$projectId/cast', params: { projectId }, search: { lines: 'unsure' } }),
  })
  useTitle(project.chapters.find((one) => one.chapter_id === chapterId)?.name, name)
  const listenTo = useListen(() => player.pause())

  const rooms: EditorRooms = {
    open(kind) {
      if (kind === 'pronounce') open({ kind, word: session.selectedText() })
      // What is looked through or taken away is what the server has.
      else if (kind === 'find' || kind === 'export') void session.flush().then(() => open({ kind }))
      else open({ kind })
    },
    toggle(panel) {
      if (panel === 'chapters') setChapters(!hasChapters)
      else setSide(side === panel ? undefined : panel)
    },
    addChapter: chapters.add,
    goToListen: () => void navigate({ to: '/projects/$projectId/listen', params: { projectId } }),
    goToCast: () => void navigate({ to: '/projects/$projectId/cast', params: { projectId } }),
    ...(project.source_type === 'genfm' && {
      goToScript: () => void navigate({ to: '/projects/$projectId/script', params: { projectId } }),
    }),
    goToProjects: () => void navigate({ to: '/' }),
    goToSettings: () => void navigate({ to: '/settings' }),
  }
  useCommands('editor', listEditorCommands(t, chapter, rooms, mayEdit))
  const isWorkerReady = useWorkerReady(chapter.isSpeaking)
  const save = describeSave(snapshot, { isConnected, isWorkerReady }, t)

  return (
    <div className={`app ${hasChapters ? '' : 'no-left'} ${side ? '' : 'no-right'}`}>
      <header className="head">
        <IconLink to="/" icon="back" label={t('Projects')} />
        <h1 dir="auto" title={name}>
          {name}
        </h1>
        <span className="author muted only-wide" dir="auto">
          {project.author}
        </span>
        <span role="status" className="save" data-matters={save.matters ? '' : undefined}>
          {save.text}
        </span>
        {project.source_type === 'genfm' && (
          <IconLink to="/projects/$projectId/script" params={{ projectId }} icon="script" label={t('Script')} />
        )}
        <IconLink to="/projects/$projectId/cast" params={{ projectId }} icon="people" label={t('Cast')} />
        <IconLink to="/projects/$projectId/listen" params={{ projectId }} icon="book" label={t('Listen to the book')} />
        {mayEdit && <Button icon="settings" label={t('Project settings')} onClick={() => rooms.open('settings')} />}
        <Button look="main" onClick={() => rooms.open('export')}>
          {t('Export')}
        </Button>
      </header>
      {hasChapters && (
        <ChaptersPanel
          projectId={projectId}
          chapters={project.chapters}
          currentId={chapterId}
          mayEdit={mayEdit}
          length={describeLength(blocks, playing.total, t)}
          onAdd={rooms.addChapter}
          onRename={(one, changed) => void chapters.rename(one, changed)}
          onMove={(one, step) => void chapters.move(one, step)}
          onDelete={(one) => void chapters.remove(one)}
          onClose={() => setChapters(false)}
        />
      )}
      <main id="text" className="main" tabIndex={-1}>
        <Toolbar
          snapshot={snapshot}
          mayEdit={mayEdit}
          isSpeaking={chapter.isSpeaking}
          actions={{
            generate: () => void chapter.generate(),
            generateChapter: () => void chapter.generateFrom(),
            stop: () => void chapter.stopAll(),
            setSubType: (sub) => session.setSubType(sub),
            undo: session.undo,
            redo: session.redo,
            insertBreak: () => session.insertBreak(),
            setBreak: (seconds) => session.setBreak(seconds),
            pronounce: () => rooms.open('pronounce'),
            showHistory: () => rooms.open('history'),
            toggleLock: () => session.toggleLock(),
            toggleChapters: () => rooms.toggle('chapters'),
            toggleVoices: () => rooms.toggle('voices'),
            toggleReview: () => rooms.toggle('review'),
          }}
        />
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Alt+Shift+P does the same */}
        <div id="manuscript" onDoubleClick={() => playing.isPlaying && void chapter.playFromCaret()} />
      </main>
      {side === 'voices' && (
        <aside className="aside" aria-label={t('Voices')}>
          <VoicesPanel
            voices={voices}
            used={project.voices}
            colorOf={(ref) => chapter.looks(ref).color}
            currentRef={snapshot.current?.ref}
            mayEdit={mayEdit}
            hasSelection={snapshot.hasSelection}
            onChoose={(voiceId, isOnly) => void chapters.change(chapter.chooseVoice(voiceId, isOnly))}
            onListen={(voice) => listenTo(`/lectern/v1/voices/${encodeURIComponent(voice.voice_id)}/preview`)}
            onSettings={
              mayEdit
                ? (ref, json) =>
                    chapters.change(ask(`/lectern/v1/projects/${projectId}/voices/${ref}`, { method: 'PATCH', json }))
                : null
            }
            onClose={() => setSide(undefined)}
          />
        </aside>
      )}
      {side === 'review' && (
        <aside className="aside" aria-label={t('Review')}>
          <ReviewPanel
            items={review.items}
            shownId={review.shownId}
            mayEdit={mayEdit}
            onShow={review.show}
            onListen={(item) => void review.listen(item)}
            onFix={review.fix}
            onRight={review.findRight}
            onClose={() => setSide(undefined)}
          />
        </aside>
      )}
      <PlayerBar
        player={player}
        wave={chapter.wave}
        playMode={playMode}
        onPlayMode={setPlayMode}
        onToggle={() => chapter.toggle(playMode)}
        onDownload={() => void chapter.downloadBlock(name)}
      />
      <EditorDialogs {...{ project, voices, chapter, chapters, mayEdit, opened }} onOpen={open} onListen={listenTo} />
    </div>
  )
}

/** Whether what was written is safe and is going to be spoken, and whether a narrow screen has to say so too. */
function describeSave(
  { save, problem }: EditorSnapshot,
  { isConnected, isWorkerReady }: { isConnected: boolean; isWorkerReady: boolean },
  t: Translate,
) {
  if (save === 'offline' || !isConnected) {
    return { text: t('Not connected – your changes are kept here'), matters: true }
  }
  if (save === 'held') return { text: t('A document is being read – your changes are kept here'), matters: true }
  if (save === 'refused' || save === 'failing') return { text: problem ?? '', matters: true }
  if (!isWorkerReady) {
    return { text: t('No worker is ready – what waits is spoken as soon as one is'), matters: true }
  }
  return { text: save === 'saving' || save === 'unsaved' ? t('Saving…') : t('Saved'), matters: false }
}

function describeLength(blocks: ListedBlock[], seconds: number, t: Translate): string {
  const words = blocks.reduce((sum, block) => sum + (block.text.match(/\S+/g)?.length ?? 0), 0)
  return t('{count} word, {time}|{count} words, {time}', { count: words, time: writeTime(seconds) })
}
