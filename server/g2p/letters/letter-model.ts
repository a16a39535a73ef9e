import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

/** A few letters with the sounds that they stand for: `ng` is `ŋ`; a silent letter has none. */
export interface Chunk {
  letters: string
  sounds: string[]
}

/**
 * How likely chunks follow each other: an n-gram model, a level for each length. Costs are -16 · ln(probability).
 * Ids: 0 is the start of a word, 1 its end, then the chunks.
 */
export interface LetterModel {
  order: number
  chunks: Chunk[]
  levels: Level[]
}

/** The n-grams of one length, in order; those that continue the shorter n-gram i are from children[i] to children[i + 1]. */
interface Level {
  children: Uint32Array
  last: Uint16Array
  /** 255: not there, only longer ones. */
  costs: Uint8Array
  /** What it costs to look at a shorter context instead, plus 64. */
  backOffs: Uint8Array
}

export const startId = 0
export const endId = 1
/** The id of the first chunk. */
export const firstChunkId = 2

/** @param file made by tools/g2p/train-letters.ts */
export function openLetterModel(file: string): LetterModel {
  return readLetterModel(readFileSync(file))
}

/**
 * A packed model is a line of JSON (order, chunks, how many n-grams each level has) and per level columns of bytes: children
 * per shorter n-gram (16 bits), last id (low bytes, high bytes), cost, back-off.
 */
export function readLetterModel(packed: Buffer): LetterModel {
  const bytes = brotliDecompressSync(packed)
  const headerEnd = bytes.indexOf(10)
  const { order, ids, sizes } = JSON.parse(bytes.toString('utf8', 0, headerEnd))
  let at = headerEnd + 1
  const column = (length: number) => bytes.subarray(at, (at += length))
  let parentCount = 1
  const levels = (sizes as number[]).map((size) => {
    const children = sumUp(column(2 * parentCount))
    const [low, high] = [column(size), column(size)]
    parentCount = size
    const last = Uint16Array.from(low, (byte, index) => byte | (high[index]! << 8))
    return { children, last, costs: column(size), backOffs: column(size) }
  })
  return { order, chunks: ids.map(toChunk), levels }
}

/** Where in each level of the model a context stands, from the longest known to the empty one. */
export type Context = { length: number; node: number }[]

/** @param ids of the chunks before, newest last */
export function findContext(model: LetterModel, ids: number[]): Context {
  const context: Context = []
  for (let length = Math.min(ids.length, model.order - 1); length >= 0; length--) {
    const node = findNode(model, ids.slice(ids.length - length))
    if (node !== undefined) context.push({ length, node })
  }
  return context
}

/** What it costs that the chunk follows the context. */
export function costOf({ levels }: LetterModel, context: Context, id: number): number {
  let cost = 0
  for (const { length, node } of context) {
    const child = findChild(levels[length]!, node, id)
    if (child !== undefined && levels[length]!.costs[child]! < 255) return cost + levels[length]!.costs[child]!
    if (length > 0) cost += levels[length - 1]!.backOffs[node]! - 64
  }
  return cost + 255
}

function findNode({ levels }: LetterModel, ids: number[]): number | undefined {
  let node: number | undefined = 0
  for (let index = 0; index < ids.length && node !== undefined; index++) {
    node = findChild(levels[index]!, node, ids[index]!)
  }
  return node
}

function findChild({ children, last }: Level, node: number, id: number): number | undefined {
  const end = children[node + 1]!
  let low = children[node]!
  let high = end
  while (low < high) {
    const middle = (low + high) >> 1
    if (last[middle]! < id) low = middle + 1
    else high = middle
  }
  return low < end && last[low] === id ? low : undefined
}

function toChunk(written: string): Chunk {
  const [letters, sounds] = written.split('}')
  return { letters: letters!, sounds: sounds ? sounds.split(' ') : [] }
}

/** Running sums of 16-bit counts. */
function sumUp(counts: Buffer): Uint32Array {
  const sums = new Uint32Array(counts.length / 2 + 1)
  for (let index = 0; index + 1 < sums.length; index++) sums[index + 1] = sums[index]! + counts.readUInt16LE(2 * index)
  return sums
}
