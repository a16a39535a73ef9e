import { availableParallelism, freemem } from 'node:os'
import { join } from 'node:path'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import { withAnySpeed } from './any-speed.ts'
import type { Engine } from './engine.ts'

/** The engines that are open. */
export interface Engines {
  /** @throws StudioError `engine_not_found` */
  get(id: string): Engine
  /** The better ones first. */
  list(): Engine[]
  close(): Promise<void>
}

/** Undefined when nothing in the configuration asks for it. */
type OpenEngine = (config: Config, options: { onDeath?: () => void }) => Promise<Engine | undefined>

/**
 * Every engine there is, the better ones first: the default voice is the first one that is there. Code is loaded when an
 * engine is opened; its model or program when it speaks first.
 */
const engines: Record<string, OpenEngine> = {
  kokoro: openKokoro,
  piper: openPiper,
  flite: async (config, { onDeath }) =>
    (await import('./flite/flite-engine.ts')).openFliteEngine({ threads: cores(config), onDeath }),
  openai: openOpenai,
  elevenlabs: openElevenlabs,
  espeak: openEspeak,
  tone: async () => (await import('./tone/tone-engine.ts')).openToneEngine(),
}

/**
 * Opens the engines that the configuration asks for, which is cheap: what is heavy in them waits for the first utterance.
 * @param options.onDeath told the engine of each process or thread that died amidst its work
 * @throws StudioError `invalid_configuration` when an engine is named that does not exist, or that something is missing for
 */
export async function openEngines(
  config: Config,
  { onDeath }: { onDeath?: (engineId: string) => void } = {},
): Promise<Engines> {
  const ids = config.LECTERN_ENGINES ?? Object.keys(engines)
  const list: Engine[] = []
  for (const id of ids) {
    const engine = await openerOf(id)(config, { onDeath: () => onDeath?.(id) })
    if (engine) list.push(withAnySpeed(engine))
    else if (config.LECTERN_ENGINES) throw new StudioError('invalid_configuration', missingFor(id))
  }
  return {
    get(id) {
      const engine = list.find((candidate) => candidate.id === id)
      if (!engine) throw new StudioError('engine_not_found', `There is no engine "${id}" here.`)
      return engine
    },
    list: () => list,
    async close() {
      await Promise.all(list.map((engine) => engine.close?.()))
    },
  }
}

/** How many utterances are spoken at once on this machine. */
export function cores({ LECTERN_SPEECH_PROCESSES }: Pick<Config, 'LECTERN_SPEECH_PROCESSES'>): number {
  return LECTERN_SPEECH_PROCESSES ?? availableParallelism()
}

async function openKokoro(config: Config, { onDeath }: { onDeath?: () => void }): Promise<Engine> {
  const { openKokoroEngine } = await import('./kokoro/kokoro-engine.ts')
  return openKokoroEngine({ folder: modelsOf(config, 'kokoro'), processes: neuralProcesses(config), onDeath })
}

async function openPiper(config: Config, { onDeath }: { onDeath?: () => void }): Promise<Engine> {
  const { openPiperEngine } = await import('./piper/piper-engine.ts')
  const folder = modelsOf(config, 'piper')
  return openPiperEngine({ folder, processes: neuralProcesses(config), espeak: config.LECTERN_ESPEAK, onDeath })
}

async function openOpenai(config: Config): Promise<Engine | undefined> {
  const { LECTERN_OPENAI_URL: url, LECTERN_OPENAI_KEY: key, LECTERN_REMOTE_CALLS: calls } = config
  if (!url) return undefined
  const { openOpenaiEngine } = await import('./openai/openai-engine.ts')
  const { LECTERN_OPENAI_MODEL: model, LECTERN_OPENAI_VOICES: voices } = config
  return openOpenaiEngine({ url, key, model, voices, calls })
}

async function openElevenlabs(config: Config): Promise<Engine | undefined> {
  const { LECTERN_ELEVENLABS_KEY: key, LECTERN_ELEVENLABS_URL: url, LECTERN_REMOTE_CALLS: calls } = config
  if (!key) return undefined
  const { openElevenlabsEngine } = await import('./elevenlabs/elevenlabs-engine.ts')
  return openElevenlabsEngine({ url, key, model: config.LECTERN_ELEVENLABS_MODEL, calls })
}

async function openEspeak(config: Config): Promise<Engine | undefined> {
  if (!config.LECTERN_ESPEAK) return undefined
  const { openEspeakEngine } = await import('./espeak/espeak-engine.ts')
  return openEspeakEngine({ processes: cores(config) })
}

const gigabyte = 2 ** 30

/** Each holds its model: at most one for each free GB, so that a small machine is not brought to its knees. */
function neuralProcesses(config: Config): number {
  if (config.LECTERN_SPEECH_PROCESSES) return config.LECTERN_SPEECH_PROCESSES
  return Math.max(1, Math.min(cores(config), Math.floor(freemem() / gigabyte)))
}

/** Where a voice pack puts what this engine needs. */
function modelsOf({ LECTERN_DATA }: Config, id: string): string {
  return join(LECTERN_DATA, 'models', id)
}

function missingFor(id: string): string {
  return `LECTERN_ENGINES names "${id}", but what it needs is not configured; docs/engines.md tells what that is.`
}

function openerOf(id: string): OpenEngine {
  const open = Object.hasOwn(engines, id) ? engines[id] : undefined
  if (open) return open
  const known = Object.keys(engines).join(', ')
  throw new StudioError('invalid_configuration', `There is no engine "${id}"; there are ${known}.`)
}
