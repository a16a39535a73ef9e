import { StudioError } from '#server/base/errors.ts'
import { type GiveWay, openTurn } from '#server/base/give-way.ts'

/** No request of ours nests deeper than ten, or has objects with a hundred keys; a mark is a bracket that opens, a comma or a colon. */
export const jsonLimits = { depth: 50, marks: 200_000, keys: 10_000 }

/** So many characters are parsed at once: a millisecond or two. */
const atOnce = 262_144

/**
 * Reads JSON without holding the event loop: how deep it is and how much is in it is looked at first, and what is long is
 * parsed value by value. The same as `JSON.parse` in all else.
 * @throws StudioError `malformed_json`, `request_too_large`
 */
export async function readJson(text: string): Promise<unknown> {
  await checkJson(text)
  return readValue(text.startsWith('\ufeff') ? text.slice(1) : text, openTurn())
}

/** Looks how deep and how rich a text would be as JSON. @throws StudioError `malformed_json`, `request_too_large` */
export async function checkJson(text: string): Promise<void> {
  const giveWay = openTurn()
  let [depth, marks] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote) at = endOfString(text, at) - 1
    else if (opens(unit) && ++depth > jsonLimits.depth)
      throw malformed(`The body nests more than ${jsonLimits.depth} deep.`)
    else if (closes(unit)) depth -= 1
    if ((opens(unit) || unit === comma || unit === colon) && ++marks > jsonLimits.marks) {
      throw new StudioError('request_too_large', `The body holds more than ${jsonLimits.marks} keys and values.`)
    }
    if (at % 65_536 === 0) await giveWay()
  }
}

async function readValue(text: string, giveWay: GiveWay): Promise<unknown> {
  const value = text.trim()
  const [open, close] = [value.charCodeAt(0), value.charCodeAt(value.length - 1)]
  if (value.length > atOnce && open === openingBracket && close === closingBracket) return readList(value, giveWay)
  if (value.length > atOnce && open === openingBrace && close === closingBrace) return readObject(value, giveWay)
  return parse(text)
}

async function readList(text: string, giveWay: GiveWay): Promise<unknown[]> {
  const list: unknown[] = []
  for (const piece of piecesOf(text)) {
    list.push(await readValue(piece, giveWay))
    await giveWay()
  }
  return list
}

async function readObject(text: string, giveWay: GiveWay): Promise<object> {
  const object: Record<string, unknown> = {}
  let keys = 0
  for (const piece of piecesOf(text)) {
    if (++keys > jsonLimits.keys) {
      throw new StudioError('request_too_large', `An object of the body has more than ${jsonLimits.keys} keys.`)
    }
    const start = piece.length - piece.trimStart().length
    const end = piece.charCodeAt(start) === quote ? endOfString(piece, start) : 0
    const rest = piece.slice(end).trimStart()
    if (end === 0 || rest.charCodeAt(0) !== colon) throw malformed()
    const key = parse(piece.slice(start, end)) as string
    const value = await readValue(rest.slice(1), giveWay)
    // An assignment of this one would change what the object inherits.
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true })
    else object[key] = value
    await giveWay()
  }
  return object
}

/** What stands between the commas of a list or an object. */
function* piecesOf(text: string): Generator<string> {
  let depth = 0
  let start = 1
  for (let at = 1; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === quote) at = endOfString(text, at) - 1
    else if (opens(unit)) depth += 1
    else if (closes(unit) && --depth < 0 && at < text.length - 1) throw malformed()
    if ((unit !== comma || depth > 0) && depth >= 0) continue
    const piece = text.slice(start, at)
    if (depth < 0 && start === 1 && piece.trim() === '') return
    yield piece
    start = at + 1
  }
  if (depth >= 0) throw malformed()
}

/** The place behind the string that begins here, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text.charCodeAt(at - 1 - backslashes) === backslash) backslashes += 1
    if (backslashes % 2 === 0) return at + 1
  }
  return text.length
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw malformed(undefined, cause)
  }
}

function malformed(sentence = 'The body is not JSON.', cause?: unknown): StudioError {
  return new StudioError('malformed_json', sentence, { cause })
}

const quote = 0x22
const comma = 0x2c
const colon = 0x3a
const backslash = 0x5c
const openingBracket = 0x5b
const closingBracket = 0x5d
const openingBrace = 0x7b
const closingBrace = 0x7d

function opens(unit: number): boolean {
  return unit === openingBracket || unit === openingBrace
}

function closes(unit: number): boolean {
  return unit === closingBracket || unit === closingBrace
}
