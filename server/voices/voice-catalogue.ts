import { isDeepStrictEqual } from 'node:util'
import { StudioError } from '#server/base/errors.ts'
import type { Engine, EngineVoice } from '#server/engines/engine.ts'
import { toStorable } from '#server/text/storable.ts'
import { premadeVoices } from './premade-voices.ts'
import { readVoiceMap, type VoiceMap } from './voice-map.ts'
import type { WorkerEngine } from './worker-voices.ts'

/** Told to all processes when a voice pack came or went. */
export const voicesChanged = 'voices:changed'

/**
 * A voice as the studio offers it: one of an engine's, under a stable readable id such as `flite-slt`; or the same voice under
 * another id that people have in their programs, with settings and collections of its own.
 */
export interface Voice extends EngineVoice {
  id: string
  engine: Engine
  /** The readable id of the voice that is heard, when this is another id of it. */
  spokenBy?: string
}

/**
 * All voices of the opened engines, and of those that other workers have. Looking one up costs nothing, so planning may do it
 * for every utterance.
 */
export interface VoiceCatalogue {
  /** The voices people choose from; hidden engines' are left out. */
  list(): Voice[]
  /** The same, and behind them those under the ids that the voice map knows, as programs look for them. */
  listWithOtherIds(): Voice[]
  /** By its own id, or by one that the voice map knows: what is found has the id that was asked for. Hidden voices are found too. */
  find(voiceId: string): Voice | undefined
  /** As `find`. @throws StudioError `voice_not_found` */
  get(voiceId: string): Voice
  /** What new projects speak with: the first voice of the default engine. @throws StudioError `voice_not_found` while there is none */
  readonly defaultVoiceId: string
  /** Whether there is one: an engine may have no voice until its pack is installed or its service is there. */
  readonly hasDefaultVoice: boolean
  /** The engines that have voices in this process, hidden ones too, with these voices. */
  listHere(): { engine: Engine; voices: EngineVoice[] }[]
  /** Whether this process has an engine's voice. @param name as the engine calls it */
  isHere(engineId: string, name: string): boolean
  /** Counts up when voices come or go. */
  readonly revision: number
  /** Asks the engines again, after a voice pack came or went. Who fails to tell keeps the voices he had. */
  refresh(): Promise<void>
  /** Calls the listener after each later `refresh`, whoever asked for it. */
  onRefreshed(listener: () => void): void
}

interface CatalogueOptions {
  /** Whose first voice is the default one, as soon as it has any. */
  defaultEngineId?: string
  map?: VoiceMap
  /** What other workers have, asked at each refresh; here nobody else when not given. */
  elsewhere?: () => Promise<WorkerEngine[]>
}

/**
 * @param engines the better ones first: the first voice of the first engine that is not hidden is the default one
 * @throws StudioError `invalid_configuration` when the default engine does not exist
 */
export async function openVoiceCatalogue(engines: Engine[], options: CatalogueOptions = {}): Promise<VoiceCatalogue> {
  const { defaultEngineId, map: voiceMap = await readVoiceMap(), elsewhere = async () => [] } = options
  const here = new Map<Engine, Voice[]>()
  let byId = new Map<string, Voice>()
  let toldElsewhere: WorkerEngine[] = []
  let revision = 0
  const listeners: (() => void)[] = []

  async function refresh(): Promise<void> {
    const told = await Promise.allSettled(engines.map(toVoices))
    engines.forEach((engine, index) => {
      const one = told[index]!
      if (one.status === 'fulfilled') here.set(engine, one.value)
    })
    const own = [...here.values()].flat()
    toldElsewhere = await elsewhere().catch(() => toldElsewhere)
    const others = toldElsewhere.flatMap((one) => toVoicesElsewhere(one, engines))
    const all = new Map([...others, ...own].map((voice) => [voice.id, voice]))
    if (!isDeepStrictEqual([...all.keys()].toSorted(), [...byId.keys()].toSorted())) revision++
    // Own voices first: the first of them is the default one.
    byId = new Map([...own, ...all.values()].map((voice) => [voice.id, all.get(voice.id)!]))
    for (const listener of listeners) listener()
  }

  function find(voiceId: string): Voice | undefined {
    const configured = voiceMap.configured(voiceId)
    return underId(voiceId, configured ? findMeant(configured) : (findMeant(voiceId) ?? findUnknown(voiceId)))
  }

  function findMeant(voiceId: string): Voice | undefined {
    return byId.get(voiceId) ?? byId.get(voiceMap.nearest(voiceId).find((id) => byId.has(id)) ?? '')
  }

  /** An id of ours whose voice has gone is not unknown: nobody wants a book to go on in another voice. */
  function findUnknown(voiceId: string): Voice | undefined {
    const known = [...engines, ...toldElsewhere.map(({ engine }) => engine)]
    const isOurs = known.some((engine) => voiceId.startsWith(`${engine.id}-`))
    return voiceMap.unknown === undefined || isOurs ? undefined : findMeant(voiceMap.unknown)
  }

  function findDefault(): Voice | undefined {
    const all = [...byId.values()]
    const asked = all.find(({ engine }) => engine.id === defaultEngineId)
    return asked ?? all.find(({ engine }) => !engine.hidden)
  }

  const list = () => [...byId.values()].filter(({ engine }) => !engine.hidden)

  if (defaultEngineId && !engines.some(({ id }) => id === defaultEngineId)) {
    throw new StudioError('invalid_configuration', `LECTERN_ENGINE_DEFAULT: there is no engine "${defaultEngineId}".`)
  }
  await refresh()
  return {
    list,
    listWithOtherIds() {
      const own = list().map(({ id }) => id)
      const known = [...new Set([...own, ...voiceMap.ids])].flatMap((id) => find(id) ?? [])
      return known.filter(({ engine }) => !engine.hidden)
    },
    find,
    get(voiceId) {
      const voice = find(voiceId)
      if (voice) return voice
      const mapped = voiceMap.configured(voiceId)
      const meant = mapped ? `, which LECTERN_VOICE_MAP says "${voiceId}" means` : ''
      throw new StudioError('voice_not_found', `There is no voice "${mapped ?? voiceId}"${meant}.`)
    },
    get defaultVoiceId() {
      const voice = findDefault()
      if (!voice) throw new StudioError('voice_not_found', noVoice)
      return voice.id
    },
    get hasDefaultVoice() {
      return findDefault() !== undefined
    },
    listHere: () => [...here].flatMap(([engine, voices]) => (voices.length > 0 ? [{ engine, voices }] : [])),
    isHere: (engineId, name) =>
      [...here].some(([engine, voices]) => engine.id === engineId && voices.some((voice) => voice.name === name)),
    get revision() {
      return revision
    },
    refresh,
    onRefreshed: (listener) => void listeners.push(listener),
  }
}

/** Told to who asks for the default voice, and to who starts without any. */
export const noVoice =
  'No engine has a voice: install a voice pack (npx lectern voices list), or correct LECTERN_ENGINES.'

async function toVoices(engine: Engine): Promise<Voice[]> {
  return toStorable(await engine.voices()).map((voice) => toVoice(voice, engine))
}

/** Voices of an engine that this process may have too, though without these voices, or not at all. */
function toVoicesElsewhere({ engine, voices }: WorkerEngine, own: Engine[]): Voice[] {
  const known = own.find(({ id }) => id === engine.id) ?? {
    ...engine,
    voices: async () => voices,
    speak: refuseToSpeak,
  }
  return voices.map((voice) => toVoice(voice, known))
}

function toVoice(voice: EngineVoice, engine: Engine): Voice {
  return { ...voice, id: `${engine.id}-${voice.name}`, engine }
}

/** A voice under another id: by the name that people know it by, and with a word on who is heard. */
function underId(id: string, voice: Voice | undefined): Voice | undefined {
  if (!voice || voice.id === id) return voice
  const title = premadeVoices.get(id)?.name ?? id
  return { ...voice, id, title, description: `Spoken by ${voice.id}. ${voice.description}`.trim(), spokenBy: voice.id }
}

async function refuseToSpeak(): Promise<never> {
  throw new StudioError('voice_elsewhere', 'This voice is in another worker.')
}
