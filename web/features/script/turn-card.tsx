import { useId } from 'react'
import { useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/fields.tsx'
import { Menu } from '../../ui/menu.tsx'
import { nameOfSource, type Source, type Speaker, type Turn } from './script.ts'

interface TurnCardProps {
  turn: Turn
  number: number
  isFirst: boolean
  isLast: boolean
  /** How host and guest are called; a bulletin has no guest. */
  speakers: { host: string; guest?: string }
  sources: Source[]
  mayEdit: boolean
  onChange: (change: Partial<Pick<Turn, 'speaker' | 'text'>>) => void
  onMove: (step: 1 | -1) => void
  onAddBelow: () => void
  onRemove: () => void
}

/** What somebody says at a time, and what it rests on. */
export function TurnCard(props: TurnCardProps) {
  const { turn, number, isFirst, isLast, speakers, sources, mayEdit, onChange, onMove, onAddBelow, onRemove } = props
  const t = useTranslate()
  const id = useId()
  const { speaker, text } = turn
  return (
    <li className="turn" data-speaker={speaker}>
      <div className="turn-said">
        <div className="turn-head">
          {mayEdit && speakers.guest !== undefined ? (
            <Select
              label={t('Speaker')}
              isQuiet
              value={speaker}
              options={(['host', 'guest'] as const).map((value) => ({ value, label: speakers[value]! }))}
              onChange={(value) => onChange({ speaker: value as Speaker })}
            />
          ) : (
            <strong className="turn-speaker">{speakers[speaker] ?? speakers.host}</strong>
          )}
          {mayEdit && (
            <span className="turn-tools">
              <Button onClick={onRemove}>{t('Remove')}</Button>
              <Menu
                label={t('Options of turn {number}', { number })}
                icon="more"
                items={[
                  { label: t('Move up'), isDisabled: isFirst, onSelect: () => onMove(-1) },
                  { label: t('Move down'), isDisabled: isLast, onSelect: () => onMove(1) },
                  { label: t('Add a turn below'), onSelect: onAddBelow },
                ]}
              />
            </span>
          )}
        </div>
        {mayEdit ? (
          <textarea
            id={`turn ${turn.key}`}
            className="turn-text"
            rows={2}
            aria-label={t('Text of turn {number}', { number })}
            aria-describedby={turn.sources.length > 0 ? id : undefined}
            value={text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        ) : (
          <p className="turn-text">{text}</p>
        )}
      </div>
      <div id={id} className="turn-sources">
        {turn.sources.map(({ source_index: index, quote }) => (
          <figure key={`${index} ${quote}`}>
            <figcaption>
              {t('Source {number}', { number: index + 1 })} · {nameOfSource(sources[index])}
            </figcaption>
            <blockquote>{quote}</blockquote>
          </figure>
        ))}
      </div>
    </li>
  )
}
