import { newId, type ProjectId, type ProjectVoiceId } from '#server/base/ids.ts'
import { defaultVoiceSettings, type VoiceSettings } from '#server/engines/engine.ts'
import type { Database } from '#server/storage/database.ts'
import { projectVoices } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { listVoiceSettings } from '#server/voices/voice-settings.ts'
import { listProjectVoices } from './find-project.ts'
import type { ProjectVoice } from './project.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** Settings that a project gives to one of its voices. */
export type VoiceOverride = { voiceId: string } & Partial<VoiceSettings>

/**
 * The voices that a project would get for these voice ids: each one's override, else its stored settings.
 * @throws StudioError `voice_not_found`
 */
export async function newProjectVoices(
  { db, voices }: Needs,
  projectId: ProjectId,
  voiceIds: Iterable<string>,
  overrides: VoiceOverride[] = [],
  firstPosition = 0,
): Promise<ProjectVoice[]> {
  const stored = await listVoiceSettings(db)
  return [...new Set(voiceIds)].map((voiceId, index) => ({
    refId: newId<ProjectVoiceId>(),
    projectId,
    position: firstPosition + index,
    voiceId,
    alias: voices.get(voiceId).title,
    volumeGain: 0,
    isPinned: false,
    ...defaultVoiceSettings,
    ...stored.get(voices.get(voiceId).id),
    ...overrides.find((override) => override.voiceId === voiceId),
  }))
}

/**
 * Makes sure that a project has a reference to each voice; existing references are kept.
 * @returns the first reference to every voice of the project
 * @throws StudioError `voice_not_found`
 */
export async function ensureProjectVoices(
  needs: Needs,
  projectId: ProjectId,
  voiceIds: Iterable<string>,
): Promise<Map<string, ProjectVoiceId>> {
  const existing = await listProjectVoices(needs.db, projectId)
  const known = new Set(existing.map((voice) => voice.voiceId))
  const missing = [...voiceIds].filter((voiceId) => !known.has(voiceId))
  const added = await newProjectVoices(needs, projectId, missing, [], existing.length)
  if (added.length > 0) await needs.db.insert(projectVoices).values(added)
  return new Map([...existing, ...added].reverse().map((voice) => [voice.voiceId, voice.refId]))
}
