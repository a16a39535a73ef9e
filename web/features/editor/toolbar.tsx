import { type KeyboardEvent, useRef } from 'react'
import { useTranslate, writeNumber } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/fields.tsx'
import type { EditorSnapshot } from './editor-snapshot.ts'
import type { SubType } from './schema.ts'

export interface ToolbarActions {
  generate: () => void
  generateChapter: () => void
  stop: () => void
  setSubType: (sub: SubType) => void
  undo: () => void
  redo: () => void
  insertBreak: () => void
  setBreak: (seconds: number) => void
  pronounce: () => void
  showHistory: () => void
  toggleLock: () => void
  toggleChapters: () => void
  toggleVoices: () => void
  toggleReview: () => void
}

interface ToolbarProps {
  snapshot: EditorSnapshot
  mayEdit: boolean
  isSpeaking: boolean
  actions: ToolbarActions
}

/** What can be done with the paragraph. One stop for the Tab key; arrows go from button to button. */
export function Toolbar({ snapshot, mayEdit, isSpeaking, actions }: ToolbarProps) {
  const t = useTranslate()
  const bar = useRef<HTMLDivElement>(null)
  const { current, canUndo, canRedo } = snapshot
  const isLocked = current?.locked ?? false
  const generate = current?.state === 'converted' ? t('Generate again') : t('Generate')

  function move(event: KeyboardEvent) {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || event.target instanceof HTMLSelectElement) return
    const all = [...bar.current!.querySelectorAll<HTMLElement>('button:not(:disabled), select')]
    const next = all[(all.indexOf(event.target as HTMLElement) + step + all.length) % all.length]
    next?.focus()
    event.preventDefault()
  }

  return (
    <div ref={bar} role="toolbar" aria-label={t('Paragraph')} className="tools" onKeyDown={move}>
      <Button icon="chapters" label={t('Show chapters')} onClick={actions.toggleChapters} keys="Ctrl+\" />
      {mayEdit && (
        <>
          <Button
            look="line"
            icon="generate"
            onClick={actions.generate}
            disabled={!current || isLocked}
            title="Alt+Enter"
          >
            <span className="widest">
              {[t('Generate again'), t('Generate')].map((text) => (
                <span key={text} hidden={text !== generate}>
                  {text}
                </span>
              ))}
            </span>
          </Button>
          <Button
            icon="speaker"
            aria-label={t('Generate chapter')}
            onClick={actions.generateChapter}
            title="Alt+Shift+Enter"
          >
            {t('Chapter')}
          </Button>
          <Button icon="stop" label={t('Stop')} disabled={!isSpeaking} onClick={actions.stop} />
          <span className="sep" />
          <Select
            label={t('Style')}
            isQuiet
            value={current?.sub ?? 'p'}
            disabled={!current || isLocked}
            options={[
              { value: 'p', label: t('Text') },
              { value: 'h1', label: t('Heading 1') },
              { value: 'h2', label: t('Heading 2') },
              { value: 'h3', label: t('Heading 3') },
            ]}
            onChange={(sub) => actions.setSubType(sub as SubType)}
          />
          <span className="sep" />
          <Button icon="undo" label={t('Undo')} keys="Ctrl+Z" disabled={!canUndo} onClick={actions.undo} />
          <Button icon="redo" label={t('Redo')} keys="Ctrl+Shift+Z" disabled={!canRedo} onClick={actions.redo} />
          <span className="sep" />
          <Button
            icon="pauseMark"
            label={t('Insert break')}
            keys="Alt+B"
            disabled={!current || isLocked}
            onClick={actions.insertBreak}
          />
          {snapshot.breakSeconds !== undefined && (
            <Select
              label={t('Length of the break')}
              isQuiet
              value={snapshot.breakSeconds}
              options={[...new Set([0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 3, snapshot.breakSeconds])]
                .toSorted((one, other) => one - other)
                .map((seconds) => ({ value: String(seconds), label: `${writeNumber(seconds)} s` }))}
              onChange={(seconds) => actions.setBreak(Number(seconds))}
            />
          )}
          <Button icon="word" label={t('Pronunciation')} keys="Alt+S" onClick={actions.pronounce} />
        </>
      )}
      <Button icon="history" label={t('History')} keys="Alt+H" disabled={!current?.id} onClick={actions.showHistory} />
      {mayEdit && (
        <Button
          icon="lock"
          label={t('Lock')}
          keys="Alt+L"
          aria-pressed={isLocked}
          disabled={!current}
          onClick={actions.toggleLock}
        />
      )}
      <span className="sep" />
      <Button icon="voice" label={t('Show voices')} onClick={actions.toggleVoices} keys="Alt+V" />
      <Button icon="check" label={t('Show review')} onClick={actions.toggleReview} keys="Alt+R" />
    </div>
  )
}
