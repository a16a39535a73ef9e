import type { Command } from '../../features/palette/command.ts'
import type { Translate } from '../../i18n/translate.ts'
import type { OpenChapter } from './use-chapter.ts'

/** What is opened beside and over the text. */
export interface EditorRooms {
  open: (dialog: 'history' | 'export' | 'settings' | 'find' | 'pronounce') => void
  toggle: (panel: 'voices' | 'review' | 'chapters') => void
  addChapter: () => void
  goToListen: () => void
  goToCast: () => void
  /** Undefined where there is none: the book is no podcast. */
  goToScript?: () => void
  goToProjects: () => void
  goToSettings: () => void
}

/** All that can be done in the editor: the palette, the list of keys and the keys themselves are made from it. */
export function listEditorCommands(
  t: Translate,
  { session, player, snapshot, playing, isSpeaking, ...chapter }: OpenChapter,
  rooms: EditorRooms,
  mayEdit: boolean,
): Command[] {
  const { current } = snapshot
  const isWritable = !!current && !current.locked
  const writing: Command[] = [
    {
      id: 'generate',
      label: t('Generate'),
      keys: 'Alt+Enter',
      isEnabled: isWritable,
      run: () => void chapter.generate(),
    },
    {
      id: 'generate-from',
      label: t('Generate from here on'),
      isEnabled: !!current,
      run: () => void chapter.generateFrom(current?.id),
    },
    {
      id: 'generate-chapter',
      label: t('Generate chapter'),
      keys: 'Alt+Shift+Enter',
      run: () => void chapter.generateFrom(),
    },
    { id: 'stop', label: t('Stop generating'), isEnabled: isSpeaking, run: () => void chapter.stopAll() },
    { id: 'lock', label: t('Lock'), keys: 'Alt+KeyL', isEnabled: !!current, run: () => session.toggleLock() },
    { id: 'undo', label: t('Undo'), isEnabled: snapshot.canUndo, run: session.undo },
    { id: 'redo', label: t('Redo'), isEnabled: snapshot.canRedo, run: session.redo },
    { id: 'break', label: t('Insert break'), keys: 'Alt+KeyB', run: () => session.insertBreak() },
    ...(['p', 'h1', 'h2', 'h3'] as const).map((sub, index) => ({
      id: `style-${sub}`,
      label: t(['Text', 'Heading 1', 'Heading 2', 'Heading 3'][index]!),
      keys: `Alt+Digit${index}`,
      run: () => session.setSubType(sub),
    })),
    { id: 'pronounce', label: t('Pronunciation'), keys: 'Alt+KeyS', run: () => rooms.open('pronounce') },
    { id: 'find', label: t('Find and replace'), keys: 'Mod+Shift+KeyF', run: () => rooms.open('find') },
    { id: 'add-chapter', label: t('Add chapter'), run: rooms.addChapter },
    { id: 'project-settings', label: t('Project settings'), run: () => rooms.open('settings') },
  ]
  return [
    ...(mayEdit ? writing : []),
    { id: 'play', label: t('Play from the caret'), keys: 'Alt+Shift+KeyP', run: () => void chapter.playFromCaret() },
    { id: 'play-selection', label: t('Play the selection'), keys: 'Alt+KeyP', run: () => chapter.playSelection() },
    { id: 'play-stop', label: t('Pause'), keys: 'Escape', isEnabled: playing.isPlaying, run: () => player.pause() },
    { id: 'previous-block', label: t('Previous paragraph'), keys: 'Alt+ArrowUp', run: () => session.goToBlock(-1) },
    { id: 'next-block', label: t('Next paragraph'), keys: 'Alt+ArrowDown', run: () => session.goToBlock(1) },
    {
      id: 'history',
      label: t('History'),
      keys: 'Alt+KeyH',
      isEnabled: !!current?.id,
      run: () => rooms.open('history'),
    },
    { id: 'voices', label: t('Voices'), keys: 'Alt+KeyV', run: () => rooms.toggle('voices') },
    { id: 'review', label: t('Review'), keys: 'Alt+KeyR', run: () => rooms.toggle('review') },
    { id: 'chapters', label: t('Chapters'), keys: 'Mod+Backslash', run: () => rooms.toggle('chapters') },
    { id: 'export', label: t('Export'), run: () => rooms.open('export') },
    { id: 'listen', label: t('Listen to the book'), run: rooms.goToListen },
    { id: 'cast', label: t('Cast'), run: rooms.goToCast },
    ...(rooms.goToScript ? [{ id: 'script', label: t('Script'), run: rooms.goToScript }] : []),
    { id: 'projects', label: t('Projects'), run: rooms.goToProjects },
    { id: 'settings', label: t('Settings'), run: rooms.goToSettings },
  ]
}
