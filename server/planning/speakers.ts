import { createHash } from 'node:crypto'
import type { ProjectVoiceId } from '#server/base/ids.ts'
import { type Engine, settingsOf, type VoiceSettings } from '#server/engines/engine.ts'
import type { Project, ProjectVoice } from '#server/projects/project.ts'
import type { Voice, VoiceCatalogue } from '#server/voices/voice-catalogue.ts'

/** A voice ready to be planned with: which engine says it, under what name, with which settings. */
export interface Speaker {
  engine: Engine
  /** The engine's own name of the voice. */
  voice: string
  /** ISO 639-1. */
  language: string
  settings: VoiceSettings
}

/** Who speaks in a project, and one string that changes whenever any plan made with them would. */
export interface Speakers {
  get(ref: ProjectVoiceId): Speaker
  readonly fingerprint: string
}

/** Raised when planning itself changes: blocks are then planned anew (their takes stay, where the keys are the same). */
const plannerVersion = 1

/** The speakers of a project. @throws StudioError `voice_not_found` when a voice has gone with its engine */
export function speakersOf(project: Project, projectVoices: ProjectVoice[], voices: VoiceCatalogue): Speakers {
  const speakers = new Map(
    projectVoices.map((voice) => [
      voice.refId,
      toSpeaker(voices.get(voice.voiceId), settingsOf(voice), project.language),
    ]),
  )
  const told = [...speakers].map(([ref, { engine, voice, language, settings }]) => [
    ref,
    engine.id,
    engine.version,
    voice,
    language,
    engine.honours.map((name) => settings[name]),
  ])
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([plannerVersion, told]))
    .digest('hex')
    .slice(0, 16)
  return {
    fingerprint,
    get: (ref) => speakers.get(ref)!,
  }
}

/** One voice for everything: for a text outside any project. */
export function soleSpeaker(voice: Voice, settings: VoiceSettings, language?: string): Speakers {
  const speaker = toSpeaker(voice, settings, language)
  return { get: () => speaker, fingerprint: '' }
}

function toSpeaker(voice: Voice, settings: VoiceSettings, language?: string | null): Speaker {
  return {
    engine: voice.engine,
    voice: voice.name,
    language: language && voice.engine.languages.includes(language) ? language : voice.language,
    settings,
  }
}
