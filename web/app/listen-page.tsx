import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { ask } from '../client/api.ts'
import { saysNothing } from '../client/newest-snapshot.ts'
import { chapterPath, chapterQuery, projectQuery, readChapterAgain } from '../client/queries.ts'
import type { EditorChapter, Project, SpeakChapterResponse } from '../client/types.ts'
import { keepBookmark, readBookmark } from '../features/listen/bookmark.ts'
import { SleepTimer } from '../features/listen/sleep-timer.tsx'
import { unitAt, writtenText } from '../features/listen/written.ts'
import { highlight, ScrollFollower } from '../features/player/heard-word.ts'
import { Player } from '../features/player/player.ts'
import { PlayerBar } from '../features/player/player-bar.tsx'
import type { PlayedBlock } from '../features/player/timeline.ts'
import { tellRefusal } from '../i18n/refusals.ts'
import { useTranslate } from '../i18n/translate.ts'
import { Select } from '../ui/fields.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useTitle } from '../ui/use-title.ts'
import { chapterSound } from './chapter-sound.ts'
import { IconLink } from './icon-link.tsx'
import { useRole } from './session.ts'
import { useStudioEvents } from './studio-events.tsx'

/** A book to listen to: its text follows the sound, and the place is remembered. */
export function ListenPage() {
  const { projectId } = useParams({ from: '/inside/projects/$projectId/listen' })
  const project = useQuery(projectQuery(projectId))
  const [chosenId, choose] = useState<string>()
  const [begins, setBegins] = useState(false)
  const bookmark = useMemo(() => readBookmark(projectId), [projectId])
  const chapters = project.data?.chapters ?? []
  const chapterId =
    chosenId ?? chapters.find((one) => one.chapter_id === bookmark?.chapterId)?.chapter_id ?? chapters[0]?.chapter_id
  const chapter = useQuery({ ...chapterQuery(projectId, chapterId ?? ''), enabled: chapterId !== undefined })
  if (project.error) throw project.error
  if (!project.data || !chapterId || !chapter.data) return <div className="listen" aria-busy="true" />
  const next = chapters[chapters.findIndex((one) => one.chapter_id === chapterId) + 1]
  return (
    <Listen
      key={chapterId}
      project={project.data}
      chapter={chapter.data}
      beginsAt={bookmark?.chapterId === chapterId ? bookmark.blockId : undefined}
      beginsAtOnce={begins}
      onChapter={(id) => {
        setBegins(false)
        choose(id)
      }}
      onEnd={() => {
        if (!next) return
        setBegins(true)
        choose(next.chapter_id)
      }}
    />
  )
}

interface ListenProps {
  project: Project
  chapter: EditorChapter
  beginsAt: string | undefined
  beginsAtOnce: boolean
  onChapter: (chapterId: string) => void
  onEnd: () => void
}

function Listen({ project, chapter, beginsAt, beginsAtOnce, onChapter, onEnd }: ListenProps) {
  const t = useTranslate()
  const toast = useToast()
  const { mayEdit } = useRole()
  const { listen } = useStudioEvents()
  const projectId = project.project_id
  const chapterId = chapter.chapter_id
  const title = project.title ?? project.name
  useTitle(title, t('Listen to the book'))
  const [shown, setShown] = useState(chapter)
  const played = useRef<PlayedBlock[]>([])
  played.current = useMemo(() => shown.blocks.map(toPlayed), [shown])
  const follower = useRef<ScrollFollower>(undefined)
  const path = chapterPath(projectId, chapterId)
  const reload = useCallback(async () => {
    const answer = await readChapterAgain(projectId, chapterId)
    if (!answer) return
    played.current = answer.blocks.map(toPlayed) // the player does not wait until it is drawn
    setShown(answer)
  }, [projectId, chapterId])
  const [player] = useState(
    () =>
      new Player({
        list: () => played.current,
        ...chapterSound(projectId, chapterId, t),
        speak: mayEdit
          ? async (fromId, _toId, isAwaited) => {
              const json = { from_block_id: fromId, listening: isAwaited }
              const { stream_url: url } = await ask<SpeakChapterResponse>(`${path}/speak`, { method: 'POST', json })
              await reload()
              return url
            }
          : null,
        onEnd,
        onWord(heard) {
          const words = heard && document.getElementById(`words ${heard.blockId}`)?.firstChild
          if (!heard || !words) return highlight('heard', [])
          const text = words.textContent ?? ''
          const range = document.createRange()
          range.setStart(words, unitAt(text, heard.from))
          range.setEnd(words, unitAt(text, heard.to))
          highlight('heard', [range])
          follower.current?.show(range)
        },
      }),
  )
  const { blockId, isPlaying } = useSyncExternalStore(player.subscribe, player.getSnapshot)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the player looks at what is shown
  useEffect(() => player.poke(), [shown, player])
  useEffect(() => {
    if (blockId) keepBookmark(projectId, { chapterId, blockId })
  }, [blockId, projectId, chapterId])
  useEffect(() => {
    follower.current = new ScrollFollower(document.getElementById('text')!)
    if (beginsAt) document.getElementById(`words ${beginsAt}`)?.scrollIntoView({ block: 'center' })
    if (beginsAtOnce) player.play()
    return () => {
      player.close()
      follower.current?.close()
      highlight('heard', [])
    }
  }, [player, beginsAt, beginsAtOnce])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const stop = listen((_event, data) => {
      if (data.chapter_id !== chapterId) return
      timer ??= setTimeout(() => {
        timer = undefined
        void reload()
      }, 400)
    })
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [listen, chapterId, reload])
  useMediaKeys(player, title, chapter.name)

  async function playAt(block: EditorChapter['blocks'][number], event: React.MouseEvent) {
    follower.current?.take()
    const place = caretAt(event)
    const codePoint = place ? [...writtenText(block).slice(0, place)].length : 0
    player.play(block.block_id, await player.secondOf(block.block_id, codePoint))
  }

  return (
    <div className="listen">
      <header className="head">
        <IconLink to="/projects/$projectId" params={{ projectId }} icon="back" label={t('Back to the editor')} />
        <h1 dir="auto">{title}</h1>
        <span className="author muted only-wide" dir="auto">
          {project.author}
        </span>
        <span className="ml-auto flex min-w-0 items-center">
          <Select
            label={t('Chapter')}
            isQuiet
            value={chapterId}
            options={project.chapters.map((one) => ({ value: one.chapter_id, label: one.name }))}
            onChange={onChapter}
          />
        </span>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with keys */}
      <main id="text" className="listen-text" tabIndex={0} aria-label={t('Text')}>
        <div>
          {shown.blocks.map((block) => {
            const Words = block.sub_type === 'p' ? 'p' : 'h2'
            const isNow = block.block_id === blockId
            return (
              <Words
                key={block.block_id}
                dir="auto"
                id={`words ${block.block_id}`}
                className={`${isNow ? 'now' : ''} ${block.audio || block.state === 'silent' ? '' : 'not-spoken'}`}
                onClick={(event) => void playAt(block, event)}
              >
                {writtenText(block)}
              </Words>
            )
          })}
        </div>
      </main>
      <PlayerBar
        player={player}
        isLarge
        onToggle={() => {
          follower.current?.take()
          if (saysNothing(project)) toast({ text: t('There is no text here to say.') })
          else if (isPlaying || blockId) player.toggle()
          else player.play(beginsAt)
        }}
      >
        <SleepTimer onSleep={() => player.pause()} />
      </PlayerBar>
    </div>
  )
}

function toPlayed(block: EditorChapter['blocks'][number]): PlayedBlock {
  return {
    id: block.block_id,
    text: writtenText(block),
    state: block.state,
    audio: block.audio,
    pauseSeconds: block.pause_seconds,
    problem: block.error && tellRefusal(block.error),
  }
}

/** The place in a text node under the pointer. */
function caretAt({ clientX, clientY }: React.MouseEvent): number | undefined {
  if ('caretPositionFromPoint' in document) return document.caretPositionFromPoint(clientX, clientY)?.offset
  const old = document as unknown as { caretRangeFromPoint?: (x: number, y: number) => Range | null }
  return old.caretRangeFromPoint?.(clientX, clientY)?.startOffset
}

function useMediaKeys(player: Player, title: string, chapter: string): void {
  useEffect(() => {
    if (!('mediaSession' in navigator)) return
    navigator.mediaSession.metadata = new MediaMetadata({ title: chapter, album: title })
    const handlers: [MediaSessionAction, () => void][] = [
      ['play', () => player.toggle()],
      ['pause', () => player.pause()],
      ['previoustrack', () => player.step(-1)],
      ['nexttrack', () => player.step(1)],
    ]
    for (const [action, handler] of handlers) navigator.mediaSession.setActionHandler(action, handler)
    return () => {
      for (const [action] of handlers) navigator.mediaSession.setActionHandler(action, null)
    }
  }, [player, title, chapter])
}
