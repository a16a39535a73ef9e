import { StudioError } from '#server/base/errors.ts'
import type { Engine, EngineVoice } from '#server/engines/engine.ts'

/** A voice as the studio offers it: one of an engine's, under a stable readable id such as `flite-slt`. */
export interface Voice extends EngineVoice {
  id: string
  engine: Engine
}

/** All voices of the opened engines. Looking one up costs nothing, so planning may do it for every utterance. */
export interface VoiceCatalogue {
  /** The voices people choose from; hidden engines' are left out. */
  list(): Voice[]
  /** Hidden voices are found too. @throws StudioError `voice_not_found` */
  get(voiceId: string): Voice
  readonly defaultVoiceId: string
}

/** Asks every engine for its voices. The first voice of `defaultEngineId`, or else of the first engine, is the default one. */
export async function openVoiceCatalogue(engines: Engine[], defaultEngineId?: string): Promise<VoiceCatalogue> {
  const voices: Voice[] = []
  for (const engine of engines) {
    for (const voice of await engine.voices()) voices.push({ ...voice, id: `${engine.id}-${voice.name}`, engine })
  }
  const byId = new Map(voices.map((voice) => [voice.id, voice]))
  const defaultVoice = voices.find(({ engine }) => (defaultEngineId ? engine.id === defaultEngineId : !engine.hidden))
  if (!defaultVoice) {
    throw new StudioError('invalid_configuration', `No voice for the default engine ${defaultEngineId ?? ''}.`)
  }
  return {
    list: () => voices.filter(({ engine }) => !engine.hidden),
    get(voiceId) {
      const voice = byId.get(voiceId)
      if (!voice) throw new StudioError('voice_not_found', `There is no voice "${voiceId}".`)
      return voice
    },
    defaultVoiceId: defaultVoice.id,
  }
}
