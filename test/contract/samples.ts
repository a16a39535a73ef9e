import { type JsonSchema, publicApi } from '#test/contract-check.ts'

/** Keys that we always send though the newest API calls them optional, and why. */
export const alwaysSent: Record<string, string> = {
  default_title_voice_id: 'deprecated, but required by clients of 2026',
  default_paragraph_voice_id: 'deprecated, but required by clients of 2026',
  voice_id: 'of nodes and of voice statistics: optional only since the newest clients',
  detail: 'a 422 without its list would say nothing',
  type: 'of errors: new clients read it, old ones ignore it',
  code: 'of errors: likewise',
  request_id: 'of errors: likewise',
  param: 'of errors: likewise',
}

/** Keys that we answer as null or as an empty list, and why. */
const leftEmpty: Record<string, string> = {
  assets: 'we have no tracks with videos, sounds and images',
  caption_style: 'we make captions as exports, without style',
  caption_style_template_overrides: 'likewise',
  agent_settings: 'we have no agents',
  publishing_read: 'we do not publish to a shop',
  samples: 'voices come from engines, not from recordings',
  verification_attempts: 'voices are not trained here',
  manual_verification: 'voices are not trained here',
  sharing: 'voices are not shared between accounts',
  voice_verification: 'nobody has to prove that a voice is theirs',
  next_invoice: 'nothing is sold here',
  open_invoices: 'nothing is sold here',
  pending_change: 'there are no plans to change between',
}

/** Free strings in the public API that we know the value of. */
const knownTexts: Record<string, string> = { status: 'ok' }

/** Values of many kinds, most of them wrong for any one property. */
const oddValues = [null, 'text', '', 'en', 0.5, 1, 2, -1, true, [], ['text'], [1], [null], {}, { text: 1 }]

/** A value as the schema wants it: with every property, or with no more than those that are always there. */
export function sample(schema: JsonSchema, extent: 'full' | 'minimal', key = ''): unknown {
  const here = resolve(schema)
  if (key in leftEmpty) return here.type === 'array' ? [] : null
  if (here.const !== undefined) return here.const
  if (here.enum) return here.enum[0]
  const [first] = alternatives(here)
  if (first) return sample(first, extent, key)
  if (here.type === 'array') return [sample(here.items ?? {}, extent)]
  if (here.properties) return sampleObject(here, extent)
  return samplePrimitive(here.type, key)
}

/** The full value with each property in turn taken away and replaced by each candidate; of a word, the candidates. */
export function variants(schema: JsonSchema): unknown[] {
  const { properties, required = [] } = resolve(schema)
  if (!properties) return candidates(schema, '')
  const full = sample(schema, 'full') as Record<string, unknown>
  return Object.entries(properties).flatMap(([key, property]) => {
    const replaced = candidates(property, key).map((value) => ({ ...full, [key]: value }))
    const { [key]: _, ...without } = full
    return key in alwaysSent && !required.includes(key) ? replaced : [without, ...replaced]
  })
}

/** Values to try for a property: one for each alternative and each word of its schema, and many odd ones. */
function candidates(schema: JsonSchema, key: string): unknown[] {
  const here = resolve(schema)
  if (key in leftEmpty) return [null, 'text', 1]
  if (here.type === 'string' && !here.enum && key in knownTexts) return [knownTexts[key], null, 1]
  const fitting = [here, ...alternatives(here)].flatMap((each) => resolve(each).enum ?? [sample(each, 'full', key)])
  return [...fitting, ...oddValues]
}

function resolve(schema: JsonSchema): JsonSchema {
  return schema.$ref ? publicApi.components.schemas[schema.$ref.split('/').at(-1)!]! : schema
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ?? schema.oneOf ?? []
}

function sampleObject({ properties = {}, required = [] }: JsonSchema, extent: 'full' | 'minimal'): object {
  const entries = Object.entries(properties)
  const wanted = entries.filter(([key]) => extent === 'full' || required.includes(key) || key in alwaysSent)
  return Object.fromEntries(wanted.map(([key, schema]) => [key, sample(schema, extent, key)]))
}

function samplePrimitive(type: string | undefined, key: string): unknown {
  switch (type) {
    case 'string':
      return knownTexts[key] ?? 'text'
    case 'integer':
    case 'number':
      return 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return {}
  }
}
