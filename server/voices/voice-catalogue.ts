import { StudioError } from '#server/base/errors.ts'
import type { Engine, EngineVoice } from '#server/engines/engine.ts'
import { readVoiceMap, type VoiceMap } from './voice-map.ts'

/** Told to all processes when a voice pack came or went. */
export const voicesChanged = 'voices:changed'

/** A voice as the studio offers it: one of an engine's, under a stable readable id such as `flite-slt`. */
export interface Voice extends EngineVoice {
  id: string
  engine: Engine
}

/** All voices of the opened engines. Looking one up costs nothing, so planning may do it for every utterance. */
export interface VoiceCatalogue {
  /** The voices people choose from; hidden engines' are left out. */
  list(): Voice[]
  /** By its own id, or by one that the voice map knows. Hidden voices are found too. */
  find(voiceId: string): Voice | undefined
  /** As `find`. @throws StudioError `voice_not_found` */
  get(voiceId: string): Voice
  /** What new projects speak with: the first voice of the default engine. */
  readonly defaultVoiceId: string
  /** The engines that have voices now, hidden ones too. */
  listSpeaking(): Engine[]
  /** Asks the engines again, after a voice pack came or went. An engine that fails to tell keeps the voices it had. */
  refresh(): Promise<void>
  /** Calls the listener after each later `refresh`, whoever asked for it. */
  onRefreshed(listener: () => void): void
}

interface CatalogueOptions {
  /** Whose first voice is the default one, as soon as it has any. */
  defaultEngineId?: string
  map?: VoiceMap
}

/**
 * @param engines the better ones first: the first voice of the first engine that is not hidden is the default one
 * @throws StudioError `invalid_configuration` when there is no default voice
 */
export async function openVoiceCatalogue(engines: Engine[], options: CatalogueOptions = {}): Promise<VoiceCatalogue> {
  const { defaultEngineId, map: voiceMap = await readVoiceMap() } = options
  const byEngine = new Map<Engine, Voice[]>()
  let byId = new Map<string, Voice>()
  const listeners: (() => void)[] = []

  async function refresh(): Promise<void> {
    const told = await Promise.allSettled(engines.map(toVoices))
    engines.forEach((engine, index) => {
      const one = told[index]!
      if (one.status === 'fulfilled') byEngine.set(engine, one.value)
    })
    byId = new Map([...byEngine.values()].flat().map((voice) => [voice.id, voice]))
    for (const listener of listeners) listener()
  }

  function find(voiceId: string): Voice | undefined {
    const configured = voiceMap.configured(voiceId)
    const own = byId.get(configured ?? voiceId)
    if (own || configured) return own
    const [nearest] = voiceMap.nearest(voiceId).flatMap((id) => byId.get(id) ?? [])
    return nearest
  }

  if (defaultEngineId && !engines.some(({ id }) => id === defaultEngineId)) {
    throw new StudioError('invalid_configuration', `LECTERN_ENGINE_DEFAULT: there is no engine "${defaultEngineId}".`)
  }
  await refresh()
  const catalogue: VoiceCatalogue = {
    list: () => [...byId.values()].filter(({ engine }) => !engine.hidden),
    find,
    get(voiceId) {
      const voice = find(voiceId)
      if (voice) return voice
      const mapped = voiceMap.configured(voiceId)
      const meant = mapped ? `, which LECTERN_VOICE_MAP says "${voiceId}" means` : ''
      throw new StudioError('voice_not_found', `There is no voice "${mapped ?? voiceId}"${meant}.`)
    },
    get defaultVoiceId() {
      const all = [...byId.values()]
      const asked = all.find(({ engine }) => engine.id === defaultEngineId)
      const voice = asked ?? all.find(({ engine }) => !engine.hidden)
      if (!voice) throw new StudioError('invalid_configuration', 'No engine has a voice.')
      return voice.id
    },
    listSpeaking: () => [...byEngine].flatMap(([engine, its]) => (its.length > 0 ? [engine] : [])),
    refresh,
    onRefreshed: (listener) => void listeners.push(listener),
  }
  void catalogue.defaultVoiceId // tells at once when there is none
  return catalogue
}

async function toVoices(engine: Engine): Promise<Voice[]> {
  const voices = await engine.voices()
  return voices.map((voice) => ({ ...voice, id: `${engine.id}-${voice.name}`, engine }))
}
