import { splitSounds } from '../alphabets/symbols.ts'
import { boundedCache } from '../lexicon/bounded-cache.ts'
import { foldLetters } from '../lexicon/fold-letters.ts'
import { costOf, findContext, firstChunkId, type LetterModel } from './letter-model.ts'

/** For each symbol of a word's phonemes the letters that it says: UTF-16 indices in the word, end exclusive. */
export interface Spread {
  starts: number[]
  ends: number[]
}

/**
 * Lays phonemes along the letters of their word, by the cheapest path over the chunks that the letter model knows. Every
 * letter belongs to a symbol, silent ones to the sound before them; a stress mark has the letters of its vowel.
 */
export function openSpread(model: LetterModel): (letters: string, phonemes: string) => Spread {
  const costs = costsOfChunks(model)
  const spread = boundedCache(10_000, (key: string) => {
    const [letters, phonemes] = key.split('\t')
    return layAlong(costs, letters!, phonemes!)
  })
  return (letters, phonemes) =>
    letters.length * phonemes.length > largestTable
      ? spreadEvenly(letters, phonemes)
      : spread(`${letters}\t${phonemes}`)
}

/** Words beyond this are no words. */
const largestTable = 20_000

/** Letters and sounds that one step may take. */
const steps = [
  [1, 1],
  [1, 0],
  [2, 1],
  [1, 2],
  [2, 0],
  [1, 3],
  [0, 1],
] as const

/** Cost of a chunk that no word has, and of each letter and sound in it. */
const unknownChunkCost = 300
const unknownUnitCost = 40

type Costs = Map<string, number>

function costsOfChunks(model: LetterModel): Costs {
  const costs: Costs = new Map()
  const context = findContext(model, [])
  for (const [index, { letters, sounds }] of model.chunks.entries()) {
    const key = toKey(letters, sounds.map(bare))
    costs.set(key, Math.min(costs.get(key) ?? Infinity, costOf(model, context, index + firstChunkId)))
  }
  return costs
}

function layAlong(costs: Costs, word: string, phonemes: string): Spread {
  const letters = word.toLowerCase().length === word.length ? word.toLowerCase() : word
  const sounds = splitSounds(phonemes)
  const borders = cheapestPath(costs, letters, sounds.map(bare))
  const spread: Spread = { starts: [], ends: [] }
  for (const [index, sound] of sounds.entries()) {
    for (let unit = 0; unit < sound.length; unit++) {
      spread.starts.push(borders[index]!.start)
      spread.ends.push(borders[index]!.end)
    }
  }
  return spread
}

/** For each sound the letters of its step; letters that no sound has go to the one before, at the start to the first. */
function cheapestPath(costs: Costs, letters: string, sounds: string[]): { start: number; end: number }[] {
  const width = sounds.length + 1
  const best = new Float64Array((letters.length + 1) * width).fill(Infinity)
  const cameFrom = new Int32Array(best.length)
  best[0] = 0
  for (let from = 0; from < best.length; from++) {
    if (best[from] === Infinity) continue
    const [letter, sound] = [Math.floor(from / width), from % width]
    for (const [letterCount, soundCount] of steps) {
      if (letter + letterCount > letters.length || sound + soundCount > sounds.length) continue
      const to = from + letterCount * width + soundCount
      const said = sounds.slice(sound, sound + soundCount)
      const cost = best[from]! + costOfStep(costs, letters.slice(letter, letter + letterCount), said)
      if (cost >= best[to]!) continue
      best[to] = cost
      cameFrom[to] = from
    }
  }
  return readPath(cameFrom, width, letters.length)
}

function costOfStep(costs: Costs, letters: string, sounds: string[]): number {
  const unknown = unknownChunkCost + unknownUnitCost * (letters.length + sounds.length)
  return costs.get(toKey(foldLetters(letters), sounds)) ?? unknown
}

function readPath(cameFrom: Int32Array, width: number, letterCount: number): { start: number; end: number }[] {
  const borders: { start: number; end: number }[] = []
  let next = letterCount
  for (let at = cameFrom.length - 1; at > 0; at = cameFrom[at]!) {
    const from = cameFrom[at]!
    if (from % width === at % width) continue
    const start = Math.floor(from / width)
    const border = start === Math.floor(at / width) ? withoutLetter(start) : { start, end: next }
    for (let sound = from % width; sound < at % width; sound++) borders[sound] = border
    next = start
  }
  if (borders[0]) borders[0] = { start: 0, end: borders[0].end }
  return borders
}

/** A sound that no letter says shares the letter before it. */
function withoutLetter(at: number): { start: number; end: number } {
  return { start: Math.max(0, at - 1), end: Math.max(1, at) }
}

function spreadEvenly(letters: string, phonemes: string): Spread {
  const place = (index: number) => Math.floor((index * letters.length) / phonemes.length)
  const starts = Array.from(phonemes, (_, index) => place(index))
  return { starts, ends: starts.map((_, index) => place(index + 1)) }
}

function bare(sound: string): string {
  return sound.replace(/[ˈˌ]/g, '')
}

function toKey(letters: string, sounds: string[]): string {
  return `${letters}}${sounds.join(' ')}`
}
