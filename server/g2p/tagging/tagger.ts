import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { hashFeature, listFeatures, type Sequence, shapeOf } from './tag-features.ts'
import { type Tag, tags } from './tags.ts'

export type Tagger = (words: string[]) => Tag[]

/**
 * Opens a part-of-speech tagger: an averaged perceptron that goes from left to right and takes the best tag at each word.
 * It is there to choose between the readings of a word, no more.
 * @param file made by tools/g2p/train-tagger.ts
 */
export function openTagger(file: string): Tagger {
  const model = readModel(brotliDecompressSync(readFileSync(file)), file)
  return (words) => {
    const sequence: Sequence = { lower: words.map((word) => word.toLowerCase()), shapes: words.map(shapeOf), tags: [] }
    for (const [index, word] of words.entries()) {
      sequence.tags.push(model.always.get(word) ?? bestTag(model, listFeatures(sequence, index)))
    }
    return sequence.tags
  }
}

/** Weights of features, sorted by the features' hashes; those of the hash at i are the pairs from starts[i] to starts[i + 1]. */
interface TaggerModel {
  /** Words that have always had one tag. */
  always: Map<string, Tag>
  hashes: Uint32Array
  /** Where in `hashes` those begin whose upper 16 bits are the index. */
  buckets: Uint32Array
  starts: Uint32Array
  tagIndexes: Uint8Array
  weights: Int16Array
}

function bestTag({ hashes, buckets, starts, tagIndexes, weights }: TaggerModel, features: string[]): Tag {
  const scores = new Int32Array(tags.length)
  for (const feature of features) {
    const hash = hashFeature(feature)
    const bucketEnd = buckets[(hash >>> 16) + 1]!
    let at = buckets[hash >>> 16]!
    while (at < bucketEnd && hashes[at]! < hash) at++
    if (at === bucketEnd || hashes[at] !== hash) continue
    for (let pair = starts[at]!; pair < starts[at + 1]!; pair++) scores[tagIndexes[pair]!]! += weights[pair]!
  }
  return tags[scores.indexOf(Math.max(...scores))]!
}

/**
 * The file is a line of JSON and columns of bytes, which compress better than rows: the gaps between the hashes (four
 * columns, lowest byte first), pairs per feature, the pairs' tags, their weights (two columns).
 */
function readModel(bytes: Buffer, file: string): TaggerModel {
  const headerEnd = bytes.indexOf(10)
  const { format, always, featureCount, pairCount } = JSON.parse(bytes.toString('utf8', 0, headerEnd))
  if (format !== taggerFormat) throw new Error(`${file} is not a tagger of format "${taggerFormat}".`)
  let at = headerEnd + 1
  const column = (length: number) => bytes.subarray(at, (at += length))
  const gaps = [column(featureCount), column(featureCount), column(featureCount), column(featureCount)]
  const pairsOf = column(featureCount)
  const tagIndexes = column(pairCount)
  const [low, high] = [column(pairCount), column(pairCount)]
  const hashes = sumUp(featureCount, (index) => join32(gaps, index))
  return {
    always: new Map(Object.entries(always)),
    hashes: hashes.subarray(1),
    buckets: toBuckets(hashes.subarray(1)),
    starts: sumUp(featureCount, (index) => pairsOf[index]!),
    tagIndexes,
    weights: new Int16Array(pairCount).map((_, index) => low[index]! | (high[index]! << 8)),
  }
}

export const taggerFormat = 'lectern tagger 1'

function join32(columns: Buffer[], index: number): number {
  const [a, b, c, d] = columns
  return (a![index]! | (b![index]! << 8) | (c![index]! << 16) | (d![index]! << 24)) >>> 0
}

/** 0, the first value, the first two together, … */
function sumUp(count: number, valueAt: (index: number) => number): Uint32Array {
  const sums = new Uint32Array(count + 1)
  for (let index = 0; index < count; index++) sums[index + 1] = sums[index]! + valueAt(index)
  return sums
}

function toBuckets(hashes: Uint32Array): Uint32Array {
  const buckets = new Uint32Array(0x10001)
  for (const hash of hashes) buckets[(hash >>> 16) + 1]!++
  for (let index = 1; index < buckets.length; index++) buckets[index]! += buckets[index - 1]!
  return buckets
}
