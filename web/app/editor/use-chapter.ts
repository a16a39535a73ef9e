import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { ask, askRaw } from '../../client/api.ts'
import { blockPath, chapterPath, readChapterAgain } from '../../client/queries.ts'
import type { EditorChapter, Project, SpeakChapterResponse } from '../../client/types.ts'
import { browserDrafts } from '../../features/editor/drafts.ts'
import { EditorSession, type EditorTexts } from '../../features/editor/editor-session.ts'
import type { ListedBlock } from '../../features/editor/known-blocks.ts'
import { highlight, ScrollFollower } from '../../features/player/heard-word.ts'
import { Player } from '../../features/player/player.ts'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { useToast } from '../../ui/toasts.tsx'
import { chapterSound } from '../chapter-sound.ts'
import { voiceLooks } from '../colors.ts'
import { saveBlob } from '../save-blob.ts'
import { useStudioEvents } from '../studio-events.tsx'
import { openSoon } from './open-soon.ts'
import { drawWave } from './wave.ts'

interface ChapterOptions {
  project: Project
  chapter: EditorChapter
  mayEdit: boolean
  /** To whom the address leads. */
  shownBlock: string | undefined
  /** The voice of a paragraph was clicked. */
  onVoice: () => void
}

export type OpenChapter = ReturnType<typeof useChapter>

/** A chapter while it is shown: its text, its player, and what goes between both and the server. */
export function useChapter({ project, chapter, mayEdit, shownBlock, onVoice }: ChapterOptions) {
  const t = useTranslate()
  const toast = useToast()
  const projectId = project.project_id
  const chapterId = chapter.chapter_id
  const path = chapterPath(projectId, chapterId)
  const looks = useMemo(() => voiceLooks(project.voices), [project.voices])
  const looksRef = useRef(looks)
  looksRef.current = looks
  const follower = useRef<ScrollFollower>(undefined)

  // The session and the player live as long as the chapter is shown.
  const [session] = useState(
    () =>
      new EditorSession({
        chapter,
        mayEdit,
        defaultVoice: { ref: project.default_paragraph_voice_ref_id, voiceId: project.default_paragraph_voice_id },
        voiceOf: (ref) => looksRef.current(ref),
        send: (blocks, version) =>
          ask(`${path}/editor`, { method: 'PUT', json: { blocks }, headers: { 'if-match': `"${version}"` } }),
        load: () => ask(`${path}/editor`),
        drafts: browserDrafts,
        onVoice,
        onLocked: () => toast({ text: t('This paragraph is locked. Unlock it to change it.') }),
        onRetry: (blockId) => void speakBlock(blockId, 'missing'),
        texts: writeTexts(t),
      }),
  )
  const [player] = useState(
    () =>
      new Player({
        list: () => session.list(),
        ...chapterSound(projectId, chapterId, t),
        speak: mayEdit ? speakFrom : null,
        onWord(heard) {
          const range = heard && session.rangeOf(heard.blockId, heard.from, heard.to)
          highlight('heard', range ? [range] : [])
          if (range) follower.current?.show(range)
        },
      }),
  )
  const playing = useSyncExternalStore(player.subscribe, player.getSnapshot)
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot)

  const reload = useCallback(async () => {
    const answer = await readChapterAgain(projectId, chapterId)
    if (answer) session.update(answer)
  }, [session, projectId, chapterId])
  const tell = (error: Error) => toast({ text: error.message, isError: true })
  /** Whether there is anything to say in these paragraphs; where there is not, that is told. */
  function haveText(blocks: ListedBlock[]): boolean {
    const have = blocks.some((block) => block.state !== 'silent')
    if (!have) toast({ text: t('There is no text here to say.') })
    return have
  }
  const listFrom = (id: string) => session.list().slice(session.list().findIndex((block) => block.id === id))

  async function speakFrom(fromId: string, toId?: string, isAwaited = false) {
    await session.flush()
    const json = { from_block_id: fromId, to_block_id: toId, listening: isAwaited }
    const answer = await ask<SpeakChapterResponse>(`${path}/speak`, { method: 'POST', json })
    // What was just being spoken has told so meanwhile.
    session.setQueued(answer.blocks.filter(({ state }) => state === 'queued').map((one) => one.block_id))
    // What is spoken once more, since its sound was lost, is shown as spoken until then.
    const shown = new Set(session.list().flatMap(({ id, audio }) => (audio ? [id] : [])))
    if (answer.blocks.some(({ state, block_id }) => state === 'converted' || shown.has(block_id))) await reload()
    return answer.stream_url
  }
  async function speakBlock(blockId: string, mode: 'missing' | 'again') {
    await session.flush()
    const id = blockId || session.caret()?.id
    if (!id) return
    await ask(`${blockPath(projectId, chapterId, id)}/speak`, { method: 'POST', json: { mode } }).catch(tell)
    await reload()
  }

  useOnPage({ projectId, chapterId }, { session, player, follower }, shownBlock)
  const blocks = useBlocks(session, player)
  const wave = useWave(blocks, projectId, chapterId)
  // Voices that came in or got another name are drawn with the looks of the moment.
  const drawnVoices = useRef(project.voices)
  useEffect(() => {
    if (drawnVoices.current === project.voices) return
    drawnVoices.current = project.voices
    void reload()
  }, [project.voices, reload])
  useFollowing(session, chapterId, reload)
  useVoiceColors(project.voices, looks)

  return {
    ...{ session, player, snapshot, playing, blocks, wave, looks, reload, speakBlock },
    isSpeaking: blocks.some((block) => block.state === 'queued' || block.state === 'speaking'),
    async generate() {
      const { current } = session.getSnapshot()
      if (!current || !haveText(session.list().filter((block) => block.id === current.id))) return
      await speakBlock(current.id, current.state === 'converted' ? 'again' : 'missing')
    },
    /** @param fromId from the beginning when not given */
    async generateFrom(fromId?: string) {
      const id = fromId ?? session.list()[0]!.id
      if (haveText(listFrom(id))) await speakFrom(id).catch(tell)
    },
    async stopAll() {
      player.pause()
      await ask(`${path}/cancel`, { method: 'POST' }).catch(tell)
      await reload()
    },
    async playFromCaret() {
      const caret = session.caret()
      if (!haveText(caret ? listFrom(caret.id) : session.list())) return
      if (!caret) return player.play()
      follower.current?.take()
      player.play(caret.id, await player.secondOf(caret.id, caret.codePoint))
    },
    playSelection() {
      const ids = session.selectedIds()
      if (haveText(session.list().filter((block) => ids.includes(block.id)))) player.play(ids[0], 0, ids.at(-1))
    },
    toggle(mode: 'end' | 'selection') {
      follower.current?.take()
      if (playing.isPlaying) player.pause()
      else if (mode === 'selection') this.playSelection()
      else if (haveText(session.list())) player.toggle()
    },
    /** What the paragraph with the caret says, as a file. @param name of the file */
    async downloadBlock(name: string) {
      const block = session.list().find((one) => one.id === session.caret()?.id)
      if (!block?.audio) return toast({ text: t('This paragraph has not been spoken yet.') })
      const sound = await askRaw(`${blockPath(projectId, chapterId, block.id)}/audio`).catch(tell)
      if (sound) saveBlob(await sound.blob(), name)
    },
    async chooseVoice(voiceId: string, isOnlySelection: boolean) {
      const known = project.voices.find((voice) => voice.voice_id === voiceId)
      // A voice that is new here gets its name from the server when the text is saved.
      session.setVoice({ ref: known?.project_voice_ref_id ?? `new ${voiceId}`, voiceId }, isOnlySelection)
      await session.flush()
      if (!known) session.take(await ask<EditorChapter>(`${path}/editor`))
    },
  }
}

/** The text is on the page, and what is not sent when it is left is sent or kept. */
function useOnPage(
  { projectId, chapterId }: { projectId: string; chapterId: string },
  { session, player, follower }: OnPage,
  shownBlock: string | undefined,
): void {
  useEffect(() => {
    const unmount = session.mount(document.getElementById('manuscript')!)
    follower.current = new ScrollFollower(document.getElementById('text')!)
    if (shownBlock) session.showBlock(shownBlock)
    localStorage.setItem(`chapter of ${projectId}`, chapterId)
    const keep = () => session.keepDraft()
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      if (session.isDirty) void session.flush().then(() => session.isDirty && session.close())
      player.pause()
      follower.current?.close()
      highlight('heard', [])
      highlight('guessed', [])
      unmount()
    }
  }, [session, player, follower, projectId, chapterId, shownBlock])
}

interface OnPage {
  session: EditorSession
  player: Player
  follower: React.RefObject<ScrollFollower | undefined>
}

/** The paragraphs for what stands around the text: it follows at once what is spoken, a moment later what is written. */
function useBlocks(session: EditorSession, player: Player): ListedBlock[] {
  const [blocks, setBlocks] = useState(() => session.list())
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const draw = () => {
      timer = undefined
      player.poke()
      setBlocks(session.list())
      drawGuessed(session)
    }
    const stop = session.onChanged((what) => {
      if (what === 'state') {
        player.poke()
        timer ??= setTimeout(draw, 250)
      } else {
        clearTimeout(timer) // while somebody types
        timer = setTimeout(draw, 500)
      }
    })
    draw()
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [session, player])
  return blocks
}

function useWave(blocks: ListedBlock[], projectId: string, chapterId: string): number[] {
  const [wave, setWave] = useState<number[]>([])
  useEffect(() => {
    const stop = new AbortController()
    void drawWave(blocks, projectId, chapterId, stop.signal).then((drawn) => drawn && setWave(drawn))
    return () => stop.abort()
  }, [blocks, projectId, chapterId])
  return wave
}

/** Hears what the server tells of the chapter. */
function useFollowing(session: EditorSession, chapterId: string, reload: () => Promise<void>): void {
  const { listen } = useStudioEvents()
  useEffect(() => {
    const soon = openSoon(250, () => void reload())
    return listen((event, data) => {
      if (event === 'reset' || (event === 'hello' && !session.isDirty)) soon()
      if (data.chapter_id !== chapterId) return
      if (event === 'chapter.changed' && session.isBehind(Number(data.version))) soon()
      if (event !== 'block.state') return
      if (data.state === 'queued' || data.state === 'speaking') session.setState(String(data.block_id), data.state)
      else soon()
    })
  }, [session, chapterId, listen, reload])
}

/** Words in another voice than their paragraph are underlined in its colour, also when that is told later. */
function useVoiceColors(voices: Project['voices'], looks: ReturnType<typeof voiceLooks>): void {
  useEffect(() => {
    const sheet = new CSSStyleSheet()
    const rules = voices.map(({ project_voice_ref_id: ref }) => {
      return `.voice[data-ref="${CSS.escape(ref)}"] { --v: var(--v${looks(ref).color}) }`
    })
    sheet.replaceSync(rules.join(''))
    document.adoptedStyleSheets.push(sheet)
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)
    }
  }, [voices, looks])
}

/** Underlines the words whose sound was guessed. */
function drawGuessed(session: EditorSession): void {
  const ranges = session
    .list()
    .flatMap((block) =>
      block.warnings
        .filter((one) => one.code === 'text_guessed' && one.end - one.start < 60)
        .map((one) => session.rangeOf(block.id, one.start, one.end)),
    )
  highlight(
    'guessed',
    ranges.filter((range) => range !== undefined),
  )
}

function writeTexts(t: Translate): EditorTexts {
  return {
    label: t('Chapter text'),
    empty: t('Write here, or paste a text'),
    retry: t('Try again'),
    voice: (name) => t('Voice: {name}', { name }),
    states: {
      silent: t('nothing to say'),
      unconverted: t('not spoken'),
      queued: t('waiting'),
      speaking: t('speaking'),
      converted: t('spoken'),
      failed: t('failed'),
      locked: t('locked'),
    },
  }
}
