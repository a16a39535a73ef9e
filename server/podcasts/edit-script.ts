import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Origin } from '#server/converting/queue-conversion.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { contentLimits } from '#server/projects/limits.ts'
import { isBeingImported } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { applyScript } from './apply-script.ts'
import { type Podcast, type Script, type Turn, versionOf } from './podcast.ts'
import { getScripted, storeScript } from './podcast-store.ts'
import { type NewTurn, toTurn } from './turns.ts'
import { finished } from './write-podcast.ts'

type Needs = { config: Config; db: Database; jobs: Jobs; voices: VoiceCatalogue }
type Scripted = Podcast & { script: Script }

/** A turn as a person wants it. With the id of one that is there it keeps what that rests on, where nothing else is said. */
export type EditedTurn = Omit<NewTurn, 'sources'> & { id?: string; sources?: Turn['sources'] }

/**
 * Replaces the turns of a draft.
 * @param seenVersion of the script that the writer saw; any when not given
 * @throws StudioError `project_not_found`, `script_not_found`, `script_not_ready`, `script_approved`, `invalid_parameters`,
 * `text_too_long`, `empty_text`, `content_changed`, `already_processing` while a document is imported instead
 */
export async function editScript(
  needs: Needs,
  projectId: ProjectId,
  turns: EditedTurn[],
  seenVersion?: number,
): Promise<Scripted> {
  return needs.db.transaction(async (db) => {
    const podcast = await lockDraft(db, projectId, seenVersion)
    const version = versionOf(podcast.script) + 1
    const script = { ...podcast.script, turns: settleTurns(podcast, turns), version }
    await storeScript(db, projectId, { script, isApproved: false })
    await updateProject(db, projectId, { creationProgress: 1 }) // so that others look again
    return { ...podcast, script }
  })
}

/**
 * Makes the turns of a draft the content of its project, and converts it.
 * @throws StudioError as `editScript` and `queueProjectConversion`
 */
export async function approveScript(
  needs: Needs,
  projectId: ProjectId,
  origin: Origin,
  seenVersion?: number,
): Promise<void> {
  await needs.db.transaction(async (db) => {
    const podcast = await lockDraft(db, projectId, seenVersion)
    await storeScript(db, projectId, { script: podcast.script, isApproved: true })
    await updateProject(db, projectId, finished)
    await applyScript({ ...needs, db }, podcast, podcast.script, origin)
  })
}

async function lockDraft(db: Database, projectId: ProjectId, seenVersion: number | undefined): Promise<Scripted> {
  const project = await lockProject(db, projectId)
  const podcast = await getScripted(db, projectId)
  if (isBeingImported(project)) {
    throw new StudioError('already_processing', `A document is being imported into "${project.name}".`)
  }
  const { script } = podcast
  if (podcast.isApproved)
    throw new StudioError('script_approved', `The script of "${script.title}" is approved already.`)
  const version = versionOf(script)
  if (seenVersion === undefined || seenVersion === version) return podcast
  const sentence = `The script of "${script.title}" is at version ${version} by now, not at ${seenVersion}.`
  throw new StudioError('content_changed', sentence, { version })
}

function settleTurns({ request, script }: Scripted, edited: EditedTurn[]): Turn[] {
  if (edited.length === 0) throw new StudioError('empty_text', 'A script has one turn at least.', { param: 'turns' })
  checkLength(edited)
  const known = new Map(script.turns.map((turn) => [turn.id, turn]))
  return edited.map(({ id, ...turn }, index) => {
    checkTurn(turn, index, request)
    const old = id === undefined ? undefined : known.get(id)
    if (old) known.delete(old.id) // the same id a second time is a copy
    const sources = turn.sources ?? old?.sources ?? []
    return old ? { ...turn, sources, id: old.id } : toTurn({ ...turn, sources })
  })
}

/** Of all its turns, with what they rest on: that is hours, and is read, checked and written as a whole. */
const mostCharacters = 1_000_000
/** A source that a turn names is told with more than its quotation. */
const charactersOfSource = 25

function checkLength(turns: EditedTurn[]): void {
  const ofSources = (sources: Turn['sources'] = []) =>
    sources.reduce((sum, { quote }) => sum + charactersOfSource + quote.length, 0)
  const length = turns.reduce((sum, { text, sources }) => sum + text.length + ofSources(sources), 0)
  if (length <= mostCharacters) return
  const sentence = `The turns and what they rest on have ${length} characters; the limit is ${mostCharacters}.`
  throw new StudioError('text_too_long', sentence, { param: 'turns' })
}

function checkTurn(
  { speaker, text, sources = [] }: EditedTurn,
  index: number,
  { voiceIds, sources: given }: Podcast['request'],
): void {
  const param = `turns.${index}`
  if (text.trim() === '') throw new StudioError('empty_text', `Turn ${index + 1} says nothing.`, { param })
  if (text.length > contentLimits.charactersPerBlock) {
    const sentence = `Turn ${index + 1} has ${text.length} characters; the limit is ${contentLimits.charactersPerBlock}.`
    throw new StudioError('text_too_long', sentence, { param })
  }
  if (speaker === 'guest' && voiceIds.guest === undefined) {
    throw new StudioError('invalid_parameters', 'A bulletin has no guest.', { param })
  }
  if (sources.every(({ sourceIndex }) => sourceIndex < given.length)) return
  throw new StudioError('invalid_parameters', `There are ${given.length} sources, counted from 0.`, { param })
}
