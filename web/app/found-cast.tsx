import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { voicesQuery } from '../client/queries.ts'
import type { CastResponse, Project } from '../client/types.ts'
import { isUnsure } from '../client/unsure.ts'
import { colorsOf, filterLines, isUnderWay, type LineFilter } from '../features/cast/cast.ts'
import { CharactersTable } from '../features/cast/characters-table.tsx'
import { LinesTable } from '../features/cast/lines-table.tsx'
import { NewCharacterDialog } from '../features/cast/new-character-dialog.tsx'
import type { useCast } from '../features/cast/use-cast.ts'
import { type Translate, useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/fields.tsx'
import { Menu } from '../ui/menu.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useListen } from './use-listen.ts'

interface FoundCastProps {
  project: Project
  cast: CastResponse
  room: ReturnType<typeof useCast>
  mayEdit: boolean
}

/** Who was found, and whose the lines are: characters become one, and lines change hands. */
export function FoundCast({ project, cast, room, mayEdit }: FoundCastProps) {
  const t = useTranslate()
  const toast = useToast()
  const listenTo = useListen()
  const navigate = useNavigate()
  const voices = useQuery(voicesQuery)
  const { lines: filter = 'all' } = useSearch({ from: '/inside/projects/$projectId/cast' })
  const [chosenPeople, choosePeople] = useState<ReadonlySet<string>>(new Set())
  const [chosenLines, chooseLines] = useState<ReadonlySet<string>>(new Set())
  const [isAdding, setAdding] = useState(false)
  const { characters, lines } = cast
  const names = new Map(characters.map((one) => [one.character_id, one.name]))
  const chapterNames = new Map(project.chapters.map((one) => [one.chapter_id, one.name]))
  const colors = colorsOf(characters)
  const shown = filterLines(lines, filter)
  const people = characters.filter((one) => chosenPeople.has(one.character_id))
  const lineIds = lines.filter((line) => chosenLines.has(line.line_id)).map((line) => line.line_id)

  const showLines = (next: LineFilter) =>
    void navigate({
      to: '/projects/$projectId/cast',
      params: { projectId: project.project_id },
      search: next === 'all' ? {} : { lines: next },
      replace: true,
      resetScroll: false,
    })
  const undo = (times = 1) => ({ label: t('Undo'), run: () => void room.undo(times) })
  async function merge() {
    const into = await room.merge(people).catch(() => undefined)
    choosePeople(new Set())
    if (into) toast({ text: t('They are {name} now.', { name: into.name }), action: undo(people.length - 1) })
  }
  async function give(giving: Promise<unknown>, name: string) {
    const count = lineIds.length
    const isDone = await giving.then(
      () => true,
      () => false,
    )
    if (!isDone) return
    chooseLines(new Set())
    toast({ text: t('{count} lines are given to {name}.', { count, name }), action: undo() })
  }
  const nobody = t('The narrator')
  return (
    <>
      <section aria-labelledby="characters">
        <div className="section-head">
          <h2 id="characters">{t('Characters')}</h2>
          {mayEdit && (
            <Button look="line" disabled={people.length < 2 || room.isBusy} onClick={() => void merge()}>
              {t('Merge')}
            </Button>
          )}
        </div>
        <CharactersTable
          {...{ characters, colors, mayEdit }}
          voices={voices.data ?? []}
          chosen={chosenPeople}
          onChoose={(id, isChosen) => choosePeople(withOrWithout(chosenPeople, [id], isChosen))}
          onChange={room.change}
          onListen={(voiceId) => listenTo(`/lectern/v1/voices/${encodeURIComponent(voiceId)}/preview`)}
          onShowLines={(one) => showLines(one.character_id)}
        />
      </section>
      <section aria-labelledby="lines">
        <div className="section-head sticky">
          <h2 id="lines">{t('Lines')}</h2>
          <Select
            label={t('Which lines')}
            isQuiet
            value={filter}
            options={lineOptions(cast, nobody, t)}
            onChange={showLines}
          />
          {mayEdit && (
            <span className="ml-auto flex items-center gap-2">
              {lineIds.length > 0 && <span className="muted">{t('{count} chosen', { count: lineIds.length })}</span>}
              <Menu
                label={t('Give to …')}
                text={t('Give to …')}
                look="line"
                isDisabled={lineIds.length === 0 || room.isBusy}
                items={[
                  ...characters.map((one) => ({
                    id: one.character_id,
                    label: one.name,
                    onSelect: () => void give(room.give(lineIds, one.character_id), one.name),
                  })),
                  { label: nobody, onSelect: () => void give(room.give(lineIds, null), nobody) },
                  { label: t('Somebody new …'), onSelect: () => setAdding(true) },
                ]}
              />
            </span>
          )}
        </div>
        {shown.length === 0 && <p className="muted py-4">{t('There are no such lines.')}</p>}
        {shown.length > 0 && (
          <LinesTable
            key={filter}
            {...{ colors, mayEdit }}
            projectId={project.project_id}
            lines={shown}
            nameOf={(id) => (id === null ? nobody : (names.get(id) ?? nobody))}
            chapterName={(id) => chapterNames.get(id) ?? ''}
            chosen={chosenLines}
            onChoose={(ids, isChosen) => chooseLines(withOrWithout(chosenLines, ids, isChosen))}
          />
        )}
        {mayEdit && !isUnderWay(cast) && (
          <p className="again">
            <Button onClick={() => room.find()}>{t('Look through new and changed paragraphs')}</Button>
            <Button onClick={() => room.find(true)}>{t('Forget it all and find it again')}</Button>
          </p>
        )}
      </section>
      {isAdding && (
        <NewCharacterDialog
          count={lineIds.length}
          onClose={() => setAdding(false)}
          onAdd={(name) => {
            setAdding(false)
            void give(room.add(name, lineIds), name)
          }}
        />
      )}
    </>
  )
}

function lineOptions({ characters, lines }: CastResponse, nobody: string, t: Translate) {
  const count = (filter: LineFilter) => filterLines(lines, filter).length
  return [
    { value: 'all', label: t('All ({count})', { count: lines.length }) },
    { value: 'unsure', label: t('Unsure ones ({count})', { count: lines.filter(isUnsure).length }) },
    { value: 'narrator', label: `${nobody} (${count('narrator')})` },
    ...characters.map((one) => ({ value: one.character_id, label: `${one.name} (${one.line_count})` })),
  ]
}

function withOrWithout(chosen: ReadonlySet<string>, ids: string[], isChosen: boolean): ReadonlySet<string> {
  const changed = new Set(chosen)
  for (const id of ids) isChosen ? changed.add(id) : changed.delete(id)
  return changed
}
