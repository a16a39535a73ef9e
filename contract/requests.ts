import { z } from 'zod'

/** A JSON body that clients may leave out: nothing at all, or `null`, reads as `{}`. */
export function optionalBody<Body extends z.ZodType>(body: Body) {
  return z.preprocess((sent) => sent ?? {}, body)
}

/** A yes or no in a query, where everything is text: `true`, `false`, `1`, `0`, in any case. */
export const QueryBoolean = z.preprocess(textToBoolean, z.boolean())

/** A list in a query: the key repeated, `voice_ids=a&voice_ids=b`. */
export const QueryList = z.preprocess((sent) => (typeof sent === 'string' ? [sent] : sent), z.array(z.string()))

/** A whole number in a query, from `minimum` to `maximum`, both included. */
export function queryInteger(minimum: number, maximum: number) {
  return z.preprocess(textToInteger, z.int().min(minimum).max(maximum))
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
