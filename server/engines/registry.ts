import { StudioError } from '#server/base/errors.ts'
import type { Engine } from './engine.ts'

/** The engines that are open. */
export interface Engines {
  /** @throws StudioError `engine_not_found` */
  get(id: string): Engine
  list(): Engine[]
  close(): Promise<void>
}

export interface EnginesOptions {
  /** Only these engines; undefined for all. */
  ids?: string[]
  /** How many utterances an engine that runs on this machine speaks at once. */
  threads: number
}

type OpenEngine = (options: EnginesOptions) => Promise<Engine>

/** Every engine there is. Its code is loaded when it is opened; its model or program when it speaks first. */
const engines: Record<string, OpenEngine> = {
  flite: async ({ threads }) => (await import('./flite/flite-engine.ts')).openFliteEngine({ threads }),
  tone: async () => (await import('./tone/tone-engine.ts')).openToneEngine(),
}

/**
 * Opens the engines, which is cheap: what is heavy in them waits for the first utterance.
 * @throws StudioError `invalid_configuration` when there is no engine of a given id
 */
export async function openEngines(options: EnginesOptions): Promise<Engines> {
  const ids = options.ids ?? Object.keys(engines)
  const list = await Promise.all(ids.map((id) => openerOf(id)(options)))
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

function openerOf(id: string): OpenEngine {
  const open = Object.hasOwn(engines, id) ? engines[id] : undefined
  if (open) return open
  const known = Object.keys(engines).join(', ')
  throw new StudioError('invalid_configuration', `There is no engine "${id}"; there are ${known}.`)
}
