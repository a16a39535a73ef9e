import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams } from '@tanstack/react-router'
import { flushSync } from 'react-dom'
import type { SaveState } from '../client/autosave.ts'
import { projectQuery, scriptQuery, voicesQuery } from '../client/queries.ts'
import type { PodcastScriptResponse, Project } from '../client/types.ts'
import { useCommands } from '../features/palette/commands.tsx'
import { moved, newTurn, nextSpeaker, type Turn } from '../features/script/script.ts'
import { TurnCard } from '../features/script/turn-card.tsx'
import { useScript } from '../features/script/use-script.ts'
import { type Translate, useTranslate, writeNumber } from '../i18n/translate.ts'
import { tellWarning } from '../i18n/warnings.ts'
import { Button } from '../ui/button.tsx'
import { ConflictDialog } from '../ui/conflict-dialog.tsx'
import { Notice } from '../ui/fields.tsx'
import { useToast } from '../ui/toasts.tsx'
import { useTitle } from '../ui/use-title.ts'
import { IconLink } from './icon-link.tsx'
import { useRole } from './session.ts'

/** What a podcast is going to say, before it is spoken. */
export function ScriptPage() {
  const { projectId } = useParams({ from: '/inside/projects/$projectId/script' })
  const project = useQuery(projectQuery(projectId))
  const isWritten = project.data !== undefined && isThere(project.data)
  const script = useQuery({ ...scriptQuery(projectId), enabled: isWritten })
  const error = project.error ?? script.error
  if (error) throw error
  // While it is being written, and when it could not be, the project's own page tells so.
  if (project.data && !isWritten) return <Navigate to="/projects/$projectId" params={{ projectId }} replace />
  if (!project.data || !script.data) return <main id="text" className="page" aria-busy="true" />
  return <Script project={project.data} script={script.data} />
}

function Script({ project, script }: { project: Project; script: PodcastScriptResponse }) {
  const t = useTranslate()
  const toast = useToast()
  useTitle(t('Script'), project.name)
  const navigate = useNavigate()
  const { mayEdit: isEditor } = useRole()
  const voices = useQuery(voicesQuery)
  const { project_id: projectId } = project
  const room = useScript(projectId, script)
  const { turns, change } = room
  const isDraft = script.state === 'draft'
  const mayEdit = isEditor && isDraft
  const { host_voice_id: host, guest_voice_id: guest } = script.voices
  const nameOf = (voiceId: string) => voices.data?.find((one) => one.voice_id === voiceId)?.name
  const speakers = {
    host: withName(t('Host'), nameOf(host)),
    ...(guest !== null && { guest: withName(t('Guest'), nameOf(guest)) }),
  }

  /** @param key behind which; at the end when not given */
  function add(key?: string) {
    const at = key === undefined ? turns.length : turns.findIndex((turn) => turn.key === key) + 1
    const turn = newTurn(nextSpeaker(turns[at - 1], guest !== null))
    flushSync(() => change((all) => all.toSpliced(at, 0, turn)))
    focusTurn(turn)
  }
  function remove(turn: Turn) {
    const at = turns.indexOf(turn)
    flushSync(() => change((all) => all.filter((one) => one.key !== turn.key)))
    focusTurn(turns[at + 1] ?? turns[at - 1])
    const undo = () => {
      flushSync(() => change((all) => all.toSpliced(at, 0, turn)))
      focusTurn(turn)
    }
    toast({ text: t('The turn is removed.'), action: { label: t('Undo'), run: undo } })
  }
  async function approve() {
    if (await room.approve()) await navigate({ to: '/projects/$projectId', params: { projectId } })
  }
  useCommands('script', [
    { id: 'script-add', label: t('Add turn'), isEnabled: mayEdit, run: () => add() },
    { id: 'script-approve', label: t('Approve and speak'), isEnabled: mayEdit, run: () => void approve() },
  ])

  return (
    <main id="text" className="page wide">
      <div className="page-head">
        <BackLink projectId={isDraft ? undefined : projectId} />
        <h1>{t('Script')}</h1>
        <span role="status" className="muted ml-auto">
          {mayEdit && describeSave(room.save, t)}
        </span>
        {mayEdit && (
          <Button look="main" disabled={room.isApproving} onClick={() => void approve()}>
            {t('Approve and speak')}
          </Button>
        )}
      </div>
      <p className="script-title">{script.title}</p>
      <p className="muted">{describe(script, t)}</p>
      {project.creation_meta?.warnings?.map((one) => (
        <p key={one.code} className="notice mild">
          {tellWarning(one)}
        </p>
      ))}
      {room.problem && <Notice>{room.problem}</Notice>}
      <ol className="turns" aria-label={t('Turns')}>
        {turns.map((turn, index) => (
          <TurnCard
            key={turn.key}
            {...{ turn, speakers, mayEdit }}
            sources={script.sources}
            number={index + 1}
            isFirst={index === 0}
            isLast={index === turns.length - 1}
            onChange={(fields) =>
              change((all) => all.map((one) => (one.key === turn.key ? { ...one, ...fields } : one)))
            }
            onMove={(step) => change((all) => moved(all, turn.key, step))}
            onAddBelow={() => add(turn.key)}
            onRemove={() => remove(turn)}
          />
        ))}
      </ol>
      {mayEdit && (
        <Button look="line" icon="plus" onClick={() => add()}>
          {t('Add turn')}
        </Button>
      )}
      {room.conflict && (
        <ConflictDialog
          title={t('This script was also changed elsewhere')}
          mine={room.conflict.mine}
          theirs={room.conflict.theirs}
          onResolve={room.resolve}
        />
      )}
    </main>
  )
}

function describeSave(state: SaveState, t: Translate): string {
  if (state === 'saved') return t('Saved')
  if (state === 'held') return t('A document is being read – your changes are kept here')
  return state === 'offline' ? t('Not connected – your changes are kept here') : t('Saving…')
}

function focusTurn(turn: Turn | undefined): void {
  if (turn) document.getElementById(`turn ${turn.key}`)?.focus()
}

/** A draft has no text to go back to: its shelf is one step back. */
function BackLink({ projectId }: { projectId: string | undefined }) {
  const t = useTranslate()
  if (projectId === undefined) return <IconLink to="/" icon="back" label={t('Projects')} />
  return <IconLink to="/projects/$projectId" params={{ projectId }} icon="back" label={t('Back to the editor')} />
}

function describe(script: PodcastScriptResponse, t: Translate): string {
  const { seconds_expected: seconds, language_model: name } = script
  const minutes = writeNumber(seconds / 60, 1)
  const length = t('About {minutes} minutes', { minutes })
  const writer = name === null ? t('sentences of the sources, word by word') : t('written by {name}', { name })
  return `${length} · ${writer}`
}

function withName(role: string, name: string | undefined): string {
  return name ? `${role}: ${name}` : role
}

function isThere({ state, creation_meta: creation }: Project): boolean {
  return state !== 'creating' && creation?.status !== 'failed'
}
