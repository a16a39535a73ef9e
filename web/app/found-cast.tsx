import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { voicesQuery } from '../client/queries.ts'
import type { CastResponse, Project } from '../client/types.ts'
import { isUnsure } from '../client/unsure.ts'
import { colorsOf, filterLines, isUnderWay, type LineFilter } from '../features/cast/cast.ts'
import { CharactersTable } from '../features/cast/characters-table.tsx'
import { ForgetCastDialog } from '../features/cast/forget-cast-dialog.tsx'
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
export function FoundCast(props: FoundCastProps) {
  const navigate = useNavigate()
  const { project_id: projectId } = props.project
  const { lines: filter = 'all' } = useSearch({ from: '/inside/projects/$projectId/cast' })
  const colors = colorsOf(props.cast.characters)
  const showLines = (next: LineFilter) =>
    void navigate({
      to: '/projects/$projectId/cast',
      params: { projectId },
      search: next === 'all' ? {} : { lines: next },
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      <People {...props} {...{ colors, showLines }} />
      <Lines {...props} {...{ colors, filter, showLines }} />
    </>
  )
}

interface PeopleProps extends FoundCastProps {
  colors: Map<string, number>
  showLines: (filter: LineFilter) => void
}

function People({ cast, room, mayEdit, colors, showLines }: PeopleProps) {
  const t = useTranslate()
  const toast = useToast()
  const listenTo = useListen()
  const voices = useQuery(voicesQuery)
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const { characters } = cast
  const people = characters.filter((one) => chosen.has(one.character_id))

  async function merge() {
    const into = await room.merge(people).catch(() => undefined)
    choose(new Set())
    if (!into) return
    const undo = () => void room.undo(people.length - 1)
    toast({ text: t('They are {name} now.', { name: into.name }), action: { label: t('Undo'), run: undo } })
  }
  return (
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
        {...{ characters, colors, chosen, mayEdit }}
        voices={voices.data ?? []}
        onChoose={(id, isChosen) => choose(withOrWithout(chosen, [id], isChosen))}
        onChange={room.change}
        onListen={(voiceId) => listenTo(`/lectern/v1/voices/${encodeURIComponent(voiceId)}/preview`)}
        onShowLines={(one) => showLines(one.character_id)}
      />
    </section>
  )
}

interface LinesProps extends PeopleProps {
  filter: LineFilter
}

function Lines({ project, cast, room, mayEdit, colors, filter, showLines }: LinesProps) {
  const t = useTranslate()
  const [asksToForget, askToForget] = useState(false)
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set())
  const { characters, lines } = cast
  const names = new Map(characters.map((one) => [one.character_id, one.name]))
  const chapterNames = new Map(project.chapters.map((one) => [one.chapter_id, one.name]))
  const shown = filterLines(lines, filter)
  const nobody = t('The narrator')
  return (
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
          <Giving
            {...{ cast, room }}
            lineIds={lines.filter((line) => chosen.has(line.line_id)).map((line) => line.line_id)}
            onGiven={() => choose(new Set())}
          />
        )}
      </div>
      {shown.length === 0 && <p className="muted py-4">{t('There are no such lines.')}</p>}
      {shown.length > 0 && (
        <LinesTable
          key={filter}
          {...{ colors, chosen, mayEdit }}
          projectId={project.project_id}
          lines={shown}
          nameOf={(id) => (id === null ? nobody : (names.get(id) ?? nobody))}
          chapterName={(id) => chapterNames.get(id) ?? ''}
          onChoose={(ids, isChosen) => choose(withOrWithout(chosen, ids, isChosen))}
        />
      )}
      {mayEdit && !isUnderWay(cast) && (
        <p className="again">
          <Button onClick={() => room.find()}>{t('Look through new and changed paragraphs')}</Button>
          <Button onClick={() => (cast.can_undo ? askToForget(true) : room.find(true))}>
            {t('Forget it all and find it again')}
          </Button>
        </p>
      )}
      {asksToForget && (
        <ForgetCastDialog
          onClose={() => askToForget(false)}
          onForget={() => {
            askToForget(false)
            room.find(true)
          }}
        />
      )}
    </section>
  )
}

interface GivingProps extends Pick<FoundCastProps, 'cast' | 'room'> {
  lineIds: string[]
  onGiven: () => void
}

/** Lines that were chosen go to somebody who is there, to the narrator, or to somebody new. */
function Giving({ cast, room, lineIds, onGiven }: GivingProps) {
  const t = useTranslate()
  const toast = useToast()
  const [isAdding, setAdding] = useState(false)
  const count = lineIds.length
  const nobody = t('The narrator')

  async function give(giving: Promise<unknown>, name: string) {
    const isDone = await giving.then(
      () => true,
      () => false,
    )
    if (!isDone) return
    onGiven()
    const undo = { label: t('Undo'), run: () => void room.undo() }
    toast({
      text: t('{count} line is given to {name}.|{count} lines are given to {name}.', { count, name }),
      action: undo,
    })
  }
  const people = cast.characters.map(({ character_id: id, name }) => ({
    ...{ id, label: name },
    onSelect: () => void give(room.give(lineIds, id), name),
  }))
  return (
    <span className="ml-auto flex items-center gap-2">
      {count > 0 && <span className="muted">{t('{count} chosen', { count })}</span>}
      <Menu
        label={t('Give to …')}
        text={t('Give to …')}
        look="line"
        isDisabled={count === 0 || room.isBusy}
        items={[
          ...people,
          { label: nobody, onSelect: () => void give(room.give(lineIds, null), nobody) },
          { label: t('Somebody new …'), onSelect: () => setAdding(true) },
        ]}
      />
      {isAdding && (
        <NewCharacterDialog
          count={count}
          onClose={() => setAdding(false)}
          onAdd={(name) => {
            setAdding(false)
            void give(room.add(name, lineIds), name)
          }}
        />
      )}
    </span>
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
