import { StudioError } from '#server/base/errors.ts'
import type { Engine } from '#server/engines/engine.ts'

/** What a client may name as model. The voice decides which engine speaks; the model only how long a text may be. */
export interface Model {
  id: string
  name: string
  description: string
  /** Characters (UTF-16 units) of one text-to-speech request. */
  characterLimit: number
  /** ISO 639-1. */
  languages: string[]
}

/** The hosted service's models and their limits per request, accepted so that programs written for it work unchanged. */
const vendorLimits: Record<string, number> = {
  eleven_v3: 3_000,
  eleven_multilingual_v2: 10_000,
  eleven_flash_v2_5: 40_000,
  eleven_turbo_v2_5: 40_000,
  eleven_flash_v2: 30_000,
  eleven_turbo_v2: 30_000,
  eleven_multilingual_v1: 10_000,
  eleven_monolingual_v1: 10_000,
}

/** Ours are not limited by an account, only by patience. */
const ownLimit = 40_000

/** The models to choose from: one for each engine, then the hosted service's names. */
export function listModels(engines: Engine[]): Model[] {
  const shown = engines.filter((engine) => !engine.hidden)
  const languages = [...new Set(shown.flatMap((engine) => engine.languages))].sort()
  const vendors = Object.entries(vendorLimits).map(([id, characterLimit]) => ({
    id,
    name: id,
    description: 'Accepted for programs written for the hosted service; the voice decides which engine speaks.',
    characterLimit,
    languages,
  }))
  return [...shown.map(toModel), ...vendors]
}

/** @throws StudioError `model_not_found` */
export function getModel(engines: Engine[], modelId: string): Model {
  const hidden = engines.find((engine) => engine.hidden && engine.id === modelId)
  const model = hidden ? toModel(hidden) : listModels(engines).find((candidate) => candidate.id === modelId)
  if (!model) throw new StudioError('model_not_found', `There is no model "${modelId}".`, { param: 'model_id' })
  return model
}

function toModel({ id, languages }: Engine): Model {
  return { id, name: id, description: `The engine ${id} of this server.`, characterLimit: ownLimit, languages }
}
