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

/** The key repeated: `voice_ids=a&voice_ids=b`. */
export function queryList<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((sent) => (typeof sent === 'string' ? [sent] : sent), schema)
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
