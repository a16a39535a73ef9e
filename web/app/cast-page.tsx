import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useRef } from 'react'
import { saysNothing } from '../client/newest-snapshot.ts'
import { projectQuery } from '../client/queries.ts'
import { isUnderWay } from '../features/cast/cast.ts'
import { FindingCast } from '../features/cast/finding-cast.tsx'
import { type Applied, useCast } from '../features/cast/use-cast.ts'
import { useCommands } from '../features/palette/commands.tsx'
import { type Translate, useTranslate } from '../i18n/translate.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/fields.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useFocusWhenLost } from '../ui/use-focus-when-lost.ts'
import { useOnce } from '../ui/use-once.ts'
import { useTitle } from '../ui/use-title.ts'
import { FoundCast } from './found-cast.tsx'
import { IconLink } from './icon-link.tsx'
import { useRole } from './session.ts'

/** Who speaks in a book, and who says which line. */
export function CastPage() {
  const t = useTranslate()
  const { projectId } = useParams({ from: '/inside/projects/$projectId/cast' })
  const { mayEdit } = useRole()
  const project = useQuery(projectQuery(projectId))
  const room = useCast(projectId)
  const { cast } = room
  const toast = useToast()
  const error = project.error ?? room.error
  if (error) throw error

  const apply = useOnce(async () => {
    const applied = await room.apply().catch(() => undefined)
    if (applied) toast({ text: describeApplied(applied, t), action: { label: t('Undo'), run: () => void room.undo() } })
  })
  useTitle(t('Cast'), project.data?.name)
  const page = useRef<HTMLElement>(null)
  useFocusWhenLost(page, cast && isUnderWay(cast) ? 'finding' : 'idle')
  const isEmpty = project.data !== undefined && saysNothing(project.data)
  const isFound = cast !== undefined && cast.lines.length > 0
  useCommands('cast', [
    { id: 'cast-find', label: t('Find the characters'), isEnabled: mayEdit && !isEmpty, run: () => room.find() },
    { id: 'cast-undo', label: t('Undo'), isEnabled: mayEdit && cast?.can_undo, run: () => void room.undo() },
    { id: 'cast-apply', label: t('Apply'), isEnabled: mayEdit && isFound, run: apply },
  ])

  return (
    <main ref={page} id="text" className="page wide" tabIndex={-1} aria-busy={!cast}>
      <div className="page-head">
        <IconLink to="/projects/$projectId" params={{ projectId }} icon="back" label={t('Back to the editor')} />
        <h1>{t('Cast')}</h1>
        <span className="muted only-wide truncate">{project.data?.name}</span>
        {mayEdit && isFound && (
          <span className="ml-auto flex gap-2">
            <Button icon="undo" disabled={!cast.can_undo || room.isBusy} onClick={() => void room.undo()}>
              {t('Undo')}
            </Button>
            <Button look="main" disabled={room.isBusy || isUnderWay(cast)} onClick={apply}>
              {t('Apply')}
            </Button>
          </span>
        )}
      </div>
      {room.problem && <Notice>{room.problem.message}</Notice>}
      {cast && <FindingCast {...{ cast, isEmpty, mayEdit }} onFind={room.find} onStop={room.stop} />}
      {isFound && project.data && <FoundCast {...{ cast, room, mayEdit }} project={project.data} />}
    </main>
  )
}

function describeApplied({ changed_blocks: blocks, narrated_lines: narrated }: Applied, t: Translate): string {
  const changed = t('{count} paragraph has other voices now.|{count} paragraphs have other voices now.', {
    count: blocks,
  })
  if (narrated === 0) return changed
  const unsure = t('{count} unsure line stays with the narrator.|{count} unsure lines stay with the narrator.', {
    count: narrated,
  })
  return `${changed} ${unsure}`
}
