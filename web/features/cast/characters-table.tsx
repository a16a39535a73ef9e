import { type KeyboardEvent, useState } from 'react'
import { voiceOptions } from '../../client/group-voices.ts'
import type { Voice } from '../../client/types.ts'
import { type Translate, useTranslate } from '../../i18n/translate.ts'
import { Button } from '../../ui/button.tsx'
import { type Option, Select } from '../../ui/fields.tsx'
import { ListenButton } from '../../ui/listen-button.tsx'
import { type Character, otherNames } from './cast.ts'
import type { CharacterChange } from './use-cast.ts'

interface CharactersTableProps {
  characters: Character[]
  colors: Map<string, number>
  voices: Voice[]
  chosen: ReadonlySet<string>
  mayEdit: boolean
  onChoose: (characterId: string, isChosen: boolean) => void
  onChange: (character: Character, change: CharacterChange) => void
  onListen: (voiceId: string) => Promise<void>
  onShowLines: (character: Character) => void
}

/** Who speaks, how much, and with which voice. */
export function CharactersTable({ characters, mayEdit, ...rest }: CharactersTableProps) {
  const t = useTranslate()
  return (
    <table className="plain cast-table characters" aria-label={t('Characters')}>
      <thead>
        <tr>
          {mayEdit && (
            <th scope="col">
              <span className="only-heard">{t('Choice')}</span>
            </th>
          )}
          <th scope="col">{t('Name')}</th>
          <th scope="col">{t('Lines')}</th>
          <th scope="col">{t('Gender')}</th>
          <th scope="col">{t('Voice')}</th>
        </tr>
      </thead>
      <tbody>
        {characters.map((character) => (
          <Row key={character.character_id} {...{ character, mayEdit, ...rest }} />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = Omit<CharactersTableProps, 'characters'> & { character: Character }

function Row({ character, colors, voices, chosen, mayEdit, onChoose, onChange, onListen, onShowLines }: RowProps) {
  const t = useTranslate()
  const { character_id: id, name, gender, voice_id: voiceId, line_count: lines, is_narrator: isNarrator } = character
  const genders = genderNames(t)
  const voice = voices.find((one) => one.voice_id === voiceId)
  const about = [isNarrator ? t('tells the story') : '', otherNames(character)].filter(Boolean).join(' · ')
  return (
    <tr data-chosen={chosen.has(id) ? '' : undefined}>
      {mayEdit && (
        <td className="cell-choice">
          <input
            type="checkbox"
            aria-label={t('Choose {name}', { name })}
            checked={chosen.has(id)}
            onChange={(event) => onChoose(id, event.target.checked)}
          />
        </td>
      )}
      <td className="cell-name">
        <span className="flex items-center gap-2">
          <span className={`dot v${colors.get(id) ?? 1}`} />
          {mayEdit ? (
            <NameField key={name} name={name} onRename={(changed) => onChange(character, { name: changed })} />
          ) : (
            <strong>{name}</strong>
          )}
        </span>
        {about && <span className="muted about">{about}</span>}
      </td>
      <td className="cell-lines">
        <Button
          aria-label={t('Show {count} line of {name}|Show {count} lines of {name}', { count: lines, name })}
          onClick={() => onShowLines(character)}
        >
          {lines}
        </Button>
      </td>
      <td className="cell-gender">
        {mayEdit ? (
          <Select
            label={t('Gender of {name}', { name })}
            isQuiet
            value={gender}
            options={Object.entries(genders).map(([value, label]) => ({ value, label }))}
            onChange={(value) => onChange(character, { gender: value as Character['gender'] })}
          />
        ) : (
          genders[gender]
        )}
      </td>
      <td className="cell-voice">
        <span className="flex items-center gap-1">
          {mayEdit ? (
            <Select
              label={t('Voice of {name}', { name })}
              isQuiet
              value={voiceId ?? ''}
              options={withOwn(voiceOptions(voices, t), voiceId, t)}
              onChange={(value) => onChange(character, { voice_id: value })}
            />
          ) : (
            (voice?.name ?? voiceId ?? t('That of the narrator'))
          )}
          {voice && (
            <ListenButton
              label={t('Listen to {name}', { name: voice.name })}
              onListen={() => onListen(voice.voice_id)}
            />
          )}
        </span>
      </td>
    </tr>
  )
}

function genderNames(t: Translate): Record<Character['gender'], string> {
  return { female: t('Female'), male: t('Male'), unknown: t('Unknown') }
}

function withOwn(options: Option[], own: string | null, t: Translate): Option[] {
  if (own === null) return [{ value: '', label: t('That of the narrator') }, ...options]
  return options.some(({ value }) => value === own) ? options : [{ value: own, label: own }, ...options]
}

/** A name that is written over where it stands: Enter or leaving it keeps the change, Escape does not. */
function NameField({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const t = useTranslate()
  const [text, setText] = useState(name)
  function keep() {
    const changed = text.trim()
    if (changed === '') setText(name)
    else if (changed !== name) onRename(changed)
  }
  function press(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') event.currentTarget.blur()
    if (event.key === 'Escape') setText(name)
  }
  return (
    <input
      className="name-input"
      aria-label={t('Name of {name}', { name })}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={press}
    />
  )
}
