import type { NgramModel } from './ngram-model.ts'
import { byteColumn, squeeze } from './pack.ts'

/** The file that server/g2p/letters/letter-model.ts reads, and that describes its form. */
export function packLetters({ chunks, probabilities, backOffs }: NgramModel): Buffer {
  const order = probabilities.length - 1
  const columns: Buffer[] = []
  const sizes: number[] = []
  let parents = new Map([['', 0]])
  for (let length = 1; length <= order; length++) {
    const keys = listKeys(probabilities[length]!, length < order ? backOffs : new Map(), length)
    sizes.push(keys.length)
    const ids = keys.map((key) => key.charCodeAt(length - 1) - 1)
    const children = new Uint16Array(parents.size)
    for (const key of keys) children[parents.get(key.slice(0, -1))!]!++
    columns.push(Buffer.from(children.buffer), byteColumn(ids), byteColumn(ids, 8))
    columns.push(byteColumn(keys.map((key) => toCost(probabilities[length]!.get(key)))))
    columns.push(byteColumn(keys.map((key) => clamp(toUnits(backOffs.get(key) ?? 1) + 64))))
    parents = new Map(keys.map((key, index) => [key, index]))
  }
  const header = JSON.stringify({ order, ids: chunks, sizes })
  return squeeze(Buffer.concat([Buffer.from(`${header}\n`), ...columns]))
}

/** N-grams that have a probability, and those that are only contexts (the start of a word). */
function listKeys(probabilities: Map<string, number>, backOffs: Map<string, number>, length: number): string[] {
  const contexts = [...backOffs.keys()].filter((key) => key.length === length)
  return [...new Set([...probabilities.keys(), ...contexts])].sort((a, b) => (a < b ? -1 : 1))
}

function toCost(probability: number | undefined): number {
  return probability === undefined ? 255 : clamp(toUnits(probability))
}

function toUnits(probability: number): number {
  return Math.round(-Math.log(probability) * 16)
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value))
}
