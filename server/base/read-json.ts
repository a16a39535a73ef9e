import { StudioError } from './errors.ts'
import { type GiveWay, openTurn } from './give-way.ts'

/** No request of ours nests deeper than ten, or has objects with a hundred keys; a mark is a bracket that opens, a comma or a colon. */
export const jsonLimits = { depth: 50, marks: 200_000, keys: 10_000 }

/** So many characters are parsed at once: a millisecond or two. */
const atOnce = 262_144

/** So many are looked at before others may have their turn. */
const betweenRests = 65_536

/**
 * Reads JSON without holding the event loop: how deep it is and how much is in it is looked at first, and what is long is
 * parsed value by value, by the marks that were found then. The same as `JSON.parse` in all else.
 * @throws StudioError `malformed_json`, `request_too_large`
 */
export async function readJson(sent: string): Promise<unknown> {
  const giveWay = openTurn()
  const text = sent.startsWith('\ufeff') ? sent.slice(1) : sent
  const marks = await checkJson(text)
  return readValue({ text, marks, giveWay }, { start: 0, end: text.length, mark: 0 })
}

/**
 * Looks how deep and how rich a text would be as JSON.
 * @returns where its brackets, commas and colons stand @throws StudioError `malformed_json`, `request_too_large`
 */
export async function checkJson(text: string): Promise<number[]> {
  const giveWay = openTurn()
  const marks: number[] = []
  let [depth, counted] = [0, 0]
  let restsAt = betweenRests
  for (let at = 0; at < text.length; at++) {
    if (at >= restsAt) {
      restsAt = at + betweenRests
      await giveWay()
    }
    const unit = text.charCodeAt(at)
    if (unit === quote) at = endOfString(text, at) - 1
    else if (opens(unit) && ++depth > jsonLimits.depth)
      throw malformed(`The body nests more than ${jsonLimits.depth} deep.`)
    else if (closes(unit)) {
      depth -= 1
      marks.push(at)
    } else if (opens(unit) || unit === comma || unit === colon) {
      marks.push(at)
      if (++counted <= jsonLimits.marks) continue
      throw new StudioError('request_too_large', `The body holds more than ${jsonLimits.marks} keys and values.`)
    }
  }
  return marks
}

interface Reading {
  text: string
  /** In the order of the text. */
  marks: number[]
  giveWay: GiveWay
}

/** A part of the text, and the first of the marks that are not before it. */
interface Part {
  start: number
  end: number
  mark: number
}

async function readValue(reading: Reading, part: Part): Promise<unknown> {
  const { text } = reading
  if (part.end - part.start <= atOnce) return parse(text.slice(part.start, part.end))
  const { start, end, mark } = trim(text, part)
  const [open, close] = [text.charCodeAt(start), text.charCodeAt(end - 1)]
  if (end - start <= atOnce || !opens(open)) return parse(text.slice(start, end))
  if (open === openingBracket && close === closingBracket) return readList(reading, { start, end, mark })
  if (open === openingBrace && close === closingBrace) return readObject(reading, { start, end, mark })
  throw malformed()
}

async function readList(reading: Reading, part: Part): Promise<unknown[]> {
  const list: unknown[] = []
  for (const piece of piecesOf(reading, part)) {
    await reading.giveWay()
    if (piece) list.push(await readValue(reading, piece))
  }
  return list
}

async function readObject(reading: Reading, part: Part): Promise<object> {
  const { text, marks } = reading
  const object: Record<string, unknown> = {}
  let keys = 0
  for (const piece of piecesOf(reading, part)) {
    await reading.giveWay()
    if (!piece) continue
    if (++keys > jsonLimits.keys) {
      throw new StudioError('request_too_large', `An object of the body has more than ${jsonLimits.keys} keys.`)
    }
    const between = marks[piece.mark] ?? piece.end
    if (text.charCodeAt(between) !== colon) throw malformed()
    const key = parse(text.slice(piece.start, between))
    if (typeof key !== 'string') throw malformed()
    const value = await readValue(reading, { start: between + 1, end: piece.end, mark: piece.mark + 1 })
    // An assignment of this one would change what the object inherits.
    if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, writable: true })
    else object[key] = value
  }
  return object
}

/** What stands between the commas of a list or an object; undefined now and then, for a value may have many marks. */
function* piecesOf({ text, marks }: Reading, { start, end, mark }: Part): Generator<Part | undefined> {
  let depth = 0
  let piece = { start: start + 1, mark: mark + 1 }
  for (let next = mark + 1; ; next++) {
    if (next % betweenRests === 0) yield undefined
    const at = marks[next]
    if (at === undefined || at >= end) throw malformed()
    const unit = text.charCodeAt(at)
    if (opens(unit)) depth += 1
    else if (closes(unit)) depth -= 1
    if (depth < 0 && at < end - 1) throw malformed()
    if (depth > 0 || (depth === 0 && unit !== comma)) continue
    const isOnly = depth < 0 && piece.start === start + 1
    if (!isOnly || text.slice(piece.start, at).trim() !== '') yield { ...piece, end: at }
    if (depth < 0) return
    piece = { start: at + 1, mark: next + 1 }
  }
}

/** Without the white space at its ends, of which there may be millions. */
function trim(text: string, { start, end, mark }: Part): Part {
  const behindSpace = text.slice(start, end).trimStart()
  return { start: end - behindSpace.length, end: end - behindSpace.length + behindSpace.trimEnd().length, mark }
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
