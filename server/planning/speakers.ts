import { createHash } from 'node:crypto'
import type { ProjectVoiceId } from '#server/base/ids.ts'
import { type Engine, settingsOf, type VoiceSettings } from '#server/engines/engine.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Project, ProjectVoice } from '#server/projects/project.ts'
import type { CompiledRules } from '#server/pronunciation/compile-rules.ts'
import { dictionariesFingerprint, resolveVersions } from '#server/pronunciation/resolve-locators.ts'
import type { Database } from '#server/storage/database.ts'
import { readsAudioTags } from '#server/voices/models.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { readRules } from './read-rules.ts'
import { type Reading, readingOf, type TextNormalization } from './reading.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** A voice ready to be planned with: which engine says it, under what name, with which settings. */
export interface Speaker {
  engine: Engine
  /** The engine's own name of the voice. */
  voice: string
  /** ISO 639-1. */
  language: string
  settings: VoiceSettings
  /** How much louder it is played, in decibels: no part of its takes. */
  volumeGain?: number
  /** For engines with chance in them. */
  seed?: number
  /** How what is written becomes words; without it the engine reads numbers and signs in its own way. */
  reading?: Reading
}

/** Who speaks, by which rules of pronunciation, and in what surroundings. */
export interface Speakers {
  get(ref: ProjectVoiceId): Speaker
  rules?: CompiledRules
  /** Every sentence is an utterance of its own: the first is heard soonest. */
  bySentence?: boolean
  /** Somebody waits to hear it: what would be the first utterance is said in pieces, the first of which is short. */
  startsSoon?: boolean
  /** The text has directions in square brackets, as the hosted service's newer models read them; our engines do not. */
  hasAudioTags?: boolean
  /** What is said before and after all of it, for engines that fit their melody to it. */
  around?: { before: string; after: string }
}

/** The speakers of a project. Asked for one whose voice has gone with its engine or its pack, it throws `voice_not_found`. */
export async function readSpeakers({ db, voices }: Needs, project: Project): Promise<Speakers> {
  const byRef = new Map((await listProjectVoices(db, project.id)).map((voice) => [voice.refId, voice]))
  const speakers = new Map<ProjectVoiceId, Speaker>()
  const get = (ref: ProjectVoiceId) => {
    const speaker = speakers.get(ref) ?? toProjectSpeaker(project, byRef.get(ref)!, voices)
    speakers.set(ref, speaker)
    return speaker
  }
  const hasAudioTags = readsAudioTags(project.defaultModelId)
  return { get, rules: await readRules(db, project.pronunciationLocators), hasAudioTags }
}

/** Raised when planning itself changes: blocks are then planned anew (their takes stay, where the keys are the same). */
const plannerVersion = 3

/**
 * Strings that change whenever a plan made for this project would: with an engine, a voice, a setting or a rule. The last
 * one is of all its voices; those before are of its first voice, its first two, …, by which blocks were planned when it had
 * no more: they can speak in no later one, so that a further voice makes none of them stale. Cheap: no rules are read.
 */
export async function planningFingerprints({ db, voices }: Needs, project: Project): Promise<string[]> {
  const projectVoices = await listProjectVoices(db, project.id)
  const dictionaries = dictionariesFingerprint(await resolveVersions(db, project.pronunciationLocators))
  const told = projectVoices.map((projectVoice) => {
    if (!voices.find(projectVoice.voiceId)) return [projectVoice.refId, 'missing']
    const { engine, voice, language, settings, reading } = toProjectSpeaker(project, projectVoice, voices)
    const ofEngine = [engine.id, engine.version, engine.model, engine.alphabets, engine.limits.characters]
    const settingsHonoured = engine.honours.map((name) => settings[name])
    return [projectVoice.refId, ofEngine, voice, language, settingsHonoured, reading ?? null]
  })
  const hash = createHash('sha256').update(
    JSON.stringify([plannerVersion, dictionaries, readsAudioTags(project.defaultModelId)]),
  )
  return told.map((voice) => hash.update(JSON.stringify(voice)).copy().digest('hex').slice(0, 16))
}

/**
 * A voice as it speaks.
 * @param language ISO 639-1; the voice's own when not given or not spoken by its engine
 * @param normalization whether numbers and the like become words before the engine sees them
 */
export function toSpeaker(
  voice: Voice,
  settings: VoiceSettings,
  language: string | null | undefined,
  normalization: TextNormalization,
): Speaker {
  return {
    reading: readingOf(normalization, voice, language),
    engine: voice.engine,
    voice: voice.name,
    language: language && voice.engine.languages.includes(language) ? language : voice.language,
    settings,
  }
}

function toProjectSpeaker(project: Project, voice: ProjectVoice, voices: VoiceCatalogue): Speaker {
  const normalization = project.applyTextNormalization as TextNormalization
  const speaker = toSpeaker(voices.get(voice.voiceId), settingsOf(voice), project.language, normalization)
  return voice.volumeGain === 0 ? speaker : { ...speaker, volumeGain: voice.volumeGain }
}
