import type { z } from 'zod'

/**
 * Reads a value as pydantic does where it is not told to be strict, as the hosted service: a number may be written as a text or
 * a boolean, a boolean as a text or as 1 and 0. Values that are converted are replaced in place.
 * Source: the conversion table of pydantic 2, lax mode, JSON input.
 */
export function safeParseLax<Schema extends z.ZodType>(schema: Schema, value: unknown) {
  const strict = schema.safeParse(value)
  if (strict.success || !convertAll(value, strict.error.issues)) return strict
  return schema.safeParse(value)
}

/** As `safeParseLax`. @throws ZodError */
export function parseLax<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const read = safeParseLax(schema, value)
  if (read.success) return read.data
  throw read.error
}

/** Nobody writes more numbers than this as texts; who sends a million wrong items waits for no second reading of them. */
const mostConversions = 1_000

/** Whether there was anything to convert. */
function convertAll(value: unknown, issues: z.core.$ZodIssue[], path: PropertyKey[] = []): boolean {
  let isChanged = false
  for (const issue of issues.slice(0, mostConversions)) {
    const place = [...path, ...issue.path]
    if (issue.code === 'invalid_type') isChanged = convertAt(value, place, issue.expected) || isChanged
    if (issue.code !== 'invalid_union') continue
    for (const ofOption of issue.errors) isChanged = convertAll(value, ofOption, place) || isChanged
  }
  return isChanged
}

function convertAt(value: unknown, path: PropertyKey[], expected: string): boolean {
  const key = path.at(-1)
  const holder = path.slice(0, -1).reduce<unknown>((inside, step) => (inside as Holder | undefined)?.[step], value)
  if (key === undefined || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return false
  const converted = convert((holder as Holder)[key], expected)
  if (converted === undefined) return false
  ;(holder as Holder)[key] = converted
  return true
}

type Holder = Record<PropertyKey, unknown>

function convert(sent: unknown, expected: string): number | boolean | undefined {
  if (expected === 'number' || expected === 'int') return toNumber(sent)
  return expected === 'boolean' ? toBoolean(sent) : undefined
}

function toNumber(sent: unknown): number | undefined {
  if (typeof sent === 'boolean') return Number(sent)
  if (typeof sent !== 'string' || sent.length > 100) return undefined
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(sent) ? Number(sent) : undefined
}

const yes = ['1', 'true', 't', 'yes', 'y', 'on']
const no = ['0', 'false', 'f', 'no', 'n', 'off']

function toBoolean(sent: unknown): boolean | undefined {
  const text = typeof sent === 'number' ? String(sent) : typeof sent === 'string' ? sent.toLowerCase() : ''
  return yes.includes(text) ? true : no.includes(text) ? false : undefined
}
