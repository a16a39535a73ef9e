import { StudioError } from '#server/base/errors.ts'
import type { Engine } from '#server/engines/engine.ts'

/** What a client may name as model. The voice decides which engine speaks; the model only how long a text may be. */
export interface Model {
  id: string
  name: string
  description: string
  /** Characters (UTF-16 units) of one text-to-speech request. */
  characterLimit: number
  /** ISO 639-1; English first where it is spoken. */
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
  const languages = languagesOf(shown)
  const vendors = Object.entries(vendorLimits).map(([id, limit]) => toVendorModel(id, limit, languages))
  return [...shown.map(toModel), ...vendors]
}

/**
 * A model by its id: also one of the hosted service's that is not listed, as long as it speaks texts.
 * @throws StudioError `model_not_found`
 */
export function getModel(engines: Engine[], modelId: string): Model {
  const hidden = engines.find((engine) => engine.hidden && engine.id === modelId)
  if (hidden) return toModel(hidden)
  const model = listModels(engines).find((candidate) => candidate.id === modelId)
  if (model) return model
  if (isVendorSpeech(modelId)) return toVendorModel(modelId, ownLimit, languagesOf(engines))
  throw new StudioError('model_not_found', `There is no model "${modelId}".`, { param: 'model_id' })
}

/** Models of the hosted service from the third version on take what stands in square brackets for directions, not for words. */
export function readsAudioTags(modelId: string | null | undefined): boolean {
  return /^eleven_v([3-9]|\d\d)/.test(modelId ?? '')
}

/** By the words in the names of those that do something else: change voices, design them, make sounds or music, or listen. */
function isVendorSpeech(modelId: string): boolean {
  return /^eleven_\w+$/.test(modelId) && !/_(sts|ttv|\w*sound\w*|music|scribe|isolation|dubbing)(_|$)/.test(modelId)
}

function toVendorModel(id: string, characterLimit: number, languages: string[]): Model {
  const description = 'Accepted for programs written for the hosted service; the voice decides which engine speaks.'
  return { id, name: id, description, characterLimit, languages }
}

function toModel({ id, languages }: Engine): Model {
  const description = `The engine ${id} of this server.`
  return { id, name: id, description, characterLimit: ownLimit, languages: englishFirst(languages) }
}

function languagesOf(shown: Engine[]): string[] {
  return englishFirst(shown.flatMap((engine) => engine.languages))
}

/** Each once; programs take the first for the usual one. */
function englishFirst(languages: string[]): string[] {
  const all = [...new Set(languages)].sort()
  return [...all.filter((one) => one === 'en'), ...all.filter((one) => one !== 'en')]
}
