import { z } from 'zod'
import { StudioError } from '#server/base/errors.ts'

/**
 * The JSON of an answer, checked against its declared shape. What is long comes in pieces, item by item and field by field, so
 * that others have their turn in between and nothing is longer than a string may be.
 * @throws StudioError `internal_error` when the answer is not of that shape
 */
export function* writeJson(shape: z.ZodType, answer: unknown): Generator<string> {
  const parts = isLong(answer) ? unwrap(shape) : undefined
  if (parts instanceof z.ZodArray && Array.isArray(answer)) yield* writeItems(parts, answer)
  else if (parts instanceof z.ZodObject) yield* writeFields(parts, answer as Record<string, unknown>)
  else yield writeAtOnce(shape, answer)
}

function* writeItems({ element }: z.ZodArray, items: unknown[]): Generator<string> {
  let before = '['
  for (const item of items) {
    yield before
    yield* writeJson(element as z.ZodType, item)
    before = ','
  }
  yield ']'
}

function* writeFields({ shape }: z.ZodObject, answer: Record<string, unknown>): Generator<string> {
  let before = '{'
  for (const [name, field] of Object.entries(shape)) {
    const value = answer[name]
    if (value === undefined && writeAtOnce(field, undefined) === '') continue
    yield `${before}${JSON.stringify(name)}:`
    yield* writeJson(field, value)
    before = ','
  }
  yield '}'
}

/** Nothing for what may be left out and is. */
function writeAtOnce(shape: z.ZodType, answer: unknown): string {
  const checked = shape.safeParse(answer)
  if (checked.success) return JSON.stringify(checked.data) ?? ''
  const sentence = 'The answer is not what the contract promises.'
  throw new StudioError('internal_error', sentence, { cause: checked.error })
}

/** What a shape is when something is there; itself where there is more to check than each item and each known field. */
function unwrap(shape: z.ZodType): z.ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodNullable) return unwrap(shape.unwrap() as z.ZodType)
  const { checks = [], catchall } = shape.def as { checks?: unknown[]; catchall?: unknown }
  return checks.length > 0 || catchall ? z.unknown() : shape
}

/** What is checked and written at once, within about a millisecond: in characters, of which each value counts as some. */
const mostAtOnce = 50_000
const charactersOfValue = 10

/** Whether so much is to be checked and written that others have to have their turn meanwhile. */
export function isLong(answer: unknown): answer is object {
  return typeof answer === 'object' && answer !== null && countDown(answer, mostAtOnce) < 0
}

/** What is left of so many characters; as soon as it is less than nothing, no more is looked at. */
function countDown(value: unknown, left: number): number {
  if (typeof value === 'string') return left - value.length
  if (typeof value !== 'object' || value === null) return left - charactersOfValue
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    if (left < 0) break
    left = countDown(one, left - charactersOfValue)
  }
  return left
}
