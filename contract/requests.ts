import { z } from 'zod'

/** A JSON body that clients may leave out: nothing at all, or `null`, reads as `{}`. */
export function optionalBody<Body extends z.ZodType>(body: Body) {
  return z.preprocess((sent) => sent ?? {}, body)
}

// In a query everything is text. Each of these reads the text and leaves the rest, a default too, to the schema given.

/** `true`, `false`, `1`, `0`, in any case. */
export function queryBoolean<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(textToBoolean, schema)
}

export function queryInteger<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(textToInteger, schema)
}

const queryLists = new WeakSet<z.ZodType>()

/** The key repeated: `voice_ids=a&voice_ids=b`. */
export function queryList<Schema extends z.ZodType>(schema: Schema) {
  const list = z.preprocess((sent) => (typeof sent === 'string' ? [sent] : sent), schema)
  queryLists.add(list)
  return list
}

/** A query as FastAPI reads it: of a key that is repeated though it is no list, the last one counts. */
export function lastOfRepeated(schema: z.ZodType, query: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || typeof query !== 'object' || query === null) return query
  const { shape } = schema
  const isList = (key: string) => Object.hasOwn(shape, key) && queryLists.has(shape[key] as z.ZodType)
  const keys = Object.entries(query)
  return Object.fromEntries(keys.map(([key, sent]) => [key, Array.isArray(sent) && !isList(key) ? sent.at(-1) : sent]))
}

/** What the text of a boolean means; anything else is given back as it is, to be refused by the schema behind. */
export function textToBoolean(sent: unknown): unknown {
  if (typeof sent !== 'string') return sent
  const text = sent.toLowerCase()
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  return sent
}

function textToInteger(sent: unknown): unknown {
  return typeof sent === 'string' && /^-?\d+$/.test(sent) ? Number(sent) : sent
}
