import { and, eq, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { newId, type ProjectId, type ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings, type VoiceSettings } from '#server/engines/engine.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, projectVoices } from '#server/storage/schema.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { listVoiceSettings } from '#server/voices/voice-settings.ts'
import type { References } from './choose-reference.ts'
import { listProjectVoices, lockProject } from './find-project.ts'
import { checkVoiceCount } from './limits.ts'
import type { ProjectVoice } from './project.ts'
import { bumpRevision } from './revision.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** Settings that a project gives to one of its voices. */
export type VoiceOverride = { voiceId: string } & Partial<VoiceSettings>

/**
 * The voices that a project would get for these voice ids: one by each override of a voice, and one by its stored
 * settings where there is none.
 * @param firstPosition how many voices the project has already
 * @throws StudioError `voice_not_found`, `invalid_parameters` when there are too many
 */
export async function newProjectVoices(
  { db, voices }: Needs,
  projectId: ProjectId,
  voiceIds: Iterable<string>,
  overrides: VoiceOverride[] = [],
  firstPosition = 0,
): Promise<ProjectVoice[]> {
  const stored = await listVoiceSettings(db)
  const wanted = [...new Set(voiceIds)].flatMap((voiceId) => toWanted(voices.get(voiceId), voiceId, overrides))
  checkVoiceCount(firstPosition + wanted.length)
  return wanted.map(({ voice, voiceId, alias, override }, index) => ({
    refId: newId<ProjectVoiceId>(),
    projectId,
    position: firstPosition + index,
    voiceId,
    alias,
    volumeGain: 0,
    isPinned: false,
    ...defaultVoiceSettings,
    ...stored.get(voice.id),
    ...override,
  }))
}

/**
 * Makes sure that a project has a reference to each voice; existing references are kept.
 * @returns the references to every voice of the project
 * @throws StudioError as `newProjectVoices`
 */
export async function ensureProjectVoices(
  needs: Needs,
  projectId: ProjectId,
  voiceIds: Iterable<string>,
): Promise<References> {
  const existing = await listProjectVoices(needs.db, projectId)
  const known = new Set(existing.map((voice) => voice.voiceId))
  const missing = [...voiceIds].filter((voiceId) => !known.has(voiceId))
  const added = missing.length > 0 ? await newProjectVoices(needs, projectId, missing, [], existing.length) : []
  if (added.length > 0) await needs.db.insert(projectVoices).values(added)
  const byVoice = Map.groupBy([...existing, ...added], (voice) => voice.voiceId)
  return new Map([...byVoice].map(([voiceId, voices]) => [voiceId, voices.map((voice) => voice.refId)]))
}

/** What of a project's voice can be changed. */
export type VoiceChanges = Partial<VoiceSettings> & {
  alias?: string
  /** Decibels. */
  volumeGain?: number
}

/**
 * Changes how a voice speaks everywhere in a project; for other settings than its volume, what it said so far has to be
 * spoken again.
 * @throws StudioError `project_not_found`, `voice_not_found`, `block_locked` while it speaks a locked block
 */
export async function changeProjectVoice(
  database: Database,
  projectId: ProjectId,
  refId: ProjectVoiceId,
  { alias, volumeGain, ...settings }: VoiceChanges,
): Promise<void> {
  await database.transaction(async (db) => {
    await lockProject(db, projectId)
    const known = (await listProjectVoices(db, projectId)).find((voice) => voice.refId === refId)
    if (!known) throw new StudioError('voice_not_found', `The project has no voice "${refId}".`)
    const changes = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
    if (Object.keys(changes).length > 0) await refuseWhereLocked(db, projectId, known)
    const changed = {
      ...changes,
      ...(alias !== undefined && { alias }),
      ...(volumeGain !== undefined && { volumeGain }),
    }
    if (Object.keys(changed).length > 0)
      await db.update(projectVoices).set(changed).where(eq(projectVoices.refId, refId))
    await bumpRevision(db, projectId)
  })
}

async function refuseWhereLocked(db: Database, projectId: ProjectId, { refId, alias }: ProjectVoice): Promise<void> {
  const speaks = JSON.stringify([{ voiceRefId: refId }])
  const [locked] = await db
    .select({ id: blocks.id })
    .from(blocks)
    .innerJoin(chapters, eq(chapters.id, blocks.chapterId))
    .where(and(eq(chapters.projectId, projectId), eq(blocks.isLocked, true), sql`${blocks.nodes} @> ${speaks}::jsonb`))
    .limit(1)
  if (locked) throw new StudioError('block_locked', `The voice ${alias} speaks a paragraph that is locked.`)
}

/** People tell a voice's further references by a number after its name. */
function toWanted(voice: Voice, voiceId: string, overrides: VoiceOverride[]) {
  const own = overrides.filter((override) => override.voiceId === voiceId)
  return (own.length > 0 ? own : [undefined]).map((override, index) => {
    return { voice, voiceId, override, alias: index === 0 ? voice.title : `${voice.title} (${index + 1})` }
  })
}
