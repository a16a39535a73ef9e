import { hashFeature } from '#server/g2p/tagging/tag-features.ts'
import { taggerFormat } from '#server/g2p/tagging/tagger.ts'
import { byteColumn, squeeze } from './pack.ts'
import type { TrainedTagger } from './perceptron.ts'

/** Weights are kept in sixteenths; smaller ones than this tell little and are left out. */
const leastWeight = 1

/** The file that server/g2p/tagging/tagger.ts reads, and that describes its form. */
export function packTagger({ always, weights }: TrainedTagger): Buffer {
  const features = [...weights]
    .map(([feature, own]) => ({ hash: hashFeature(feature), pairs: toPairs(own) }))
    .filter(({ pairs }) => pairs.length > 0)
    .sort((a, b) => a.hash - b.hash)
  const gaps = features.map(({ hash }, index) => hash - (features[index - 1]?.hash ?? 0))
  if (gaps.slice(1).includes(0)) throw new Error('Two features share a hash.')
  const pairs = features.flatMap(({ pairs }) => pairs)
  const header = { format: taggerFormat, always, featureCount: features.length, pairCount: pairs.length }
  return squeeze(
    Buffer.concat([
      Buffer.from(`${JSON.stringify(header)}\n`),
      ...[0, 8, 16, 24].map((shift) => byteColumn(gaps, shift)),
      byteColumn(features.map(({ pairs }) => pairs.length)),
      byteColumn(pairs.map(({ tag }) => tag)),
      ...[0, 8].map((shift) =>
        byteColumn(
          pairs.map(({ weight }) => weight),
          shift,
        ),
      ),
    ]),
  )
}

function toPairs(weights: Float64Array): { tag: number; weight: number }[] {
  return Array.from(weights, (weight, tag) => ({ tag, weight }))
    .filter(({ weight }) => Math.abs(weight) >= leastWeight)
    .map(({ tag, weight }) => ({ tag, weight: Math.max(-30_000, Math.min(30_000, Math.round(weight * 16))) }))
}
