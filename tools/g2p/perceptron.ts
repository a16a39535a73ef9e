import { listFeatures, type Sequence, shapeOf } from '#server/g2p/tagging/tag-features.ts'
import { type Tag, tags } from '#server/g2p/tagging/tags.ts'

export interface TaggedWord {
  word: string
  tag: Tag
}

export interface TrainedTagger {
  /** Words that have always had one tag. */
  always: Record<string, Tag>
  /** Of each feature the weight for each tag. */
  weights: Map<string, Float64Array>
}

/**
 * Trains an averaged perceptron as the tagger uses it: from left to right, each decision seeing the tags given before.
 * Source: Collins 2002, "Discriminative training methods for hidden Markov models".
 */
export function trainPerceptron(sentences: TaggedWord[][], rounds: number): TrainedTagger {
  const always = findUnambiguous(sentences)
  const learning = new Map<string, Learning>()
  let step = 0
  for (let round = 0; round < rounds; round++) {
    const told = { wrong: 0, all: 0 }
    for (const sentence of shuffled(sentences, round)) step = learn(sentence, always, learning, step, told)
    console.log(`round ${round + 1}: ${((100 * told.wrong) / told.all).toFixed(2)} % wrong, ${learning.size} features`)
  }
  return { always, weights: new Map([...learning].map(([feature, own]) => [feature, average(own, step)])) }
}

/** The weights now, and their changes each times the step at which it was made: what the average needs. */
interface Learning {
  weights: Float64Array
  changes: Float64Array
}

/** Words seen thirty times or more, with one tag in 99.5 % of them. */
function findUnambiguous(sentences: TaggedWord[][]): Record<string, Tag> {
  const counts = new Map<string, Map<Tag, number>>()
  for (const { word, tag } of sentences.flat()) {
    const own = counts.get(word) ?? new Map<Tag, number>()
    counts.set(word, own.set(tag, (own.get(tag) ?? 0) + 1))
  }
  const always: Record<string, Tag> = {}
  for (const [word, own] of counts) {
    const total = own.values().reduce((sum, count) => sum + count, 0)
    const [tag, count] = [...own].reduce((best, next) => (next[1] > best[1] ? next : best))
    if (total >= 30 && count / total >= 0.995) always[word] = tag
  }
  return always
}

function learn(
  sentence: TaggedWord[],
  always: Record<string, Tag>,
  learning: Map<string, Learning>,
  firstStep: number,
  told: { wrong: number; all: number },
): number {
  const words = sentence.map(({ word }) => word)
  const sequence: Sequence = { lower: words.map((word) => word.toLowerCase()), shapes: words.map(shapeOf), tags: [] }
  for (const [index, { word, tag }] of sentence.entries()) {
    const known = Object.hasOwn(always, word) ? always[word] : undefined
    const features = known ? [] : listFeatures(sequence, index)
    const guess = known ?? bestTag(features, learning)
    sequence.tags.push(guess)
    if (known) continue
    told.all++
    if (guess === tag) continue
    told.wrong++
    for (const feature of features) correct(feature, learning, tag, guess, firstStep + index + 1)
  }
  return firstStep + sentence.length
}

function bestTag(features: string[], learning: Map<string, Learning>): Tag {
  const scores = new Float64Array(tags.length)
  for (const feature of features) {
    const own = learning.get(feature)
    if (own) for (let tag = 0; tag < scores.length; tag++) scores[tag]! += own.weights[tag]!
  }
  return tags[scores.indexOf(Math.max(...scores))]!
}

function correct(feature: string, learning: Map<string, Learning>, right: Tag, wrong: Tag, step: number): void {
  let own = learning.get(feature)
  if (!own) {
    own = { weights: new Float64Array(tags.length), changes: new Float64Array(tags.length) }
    learning.set(feature, own)
  }
  for (const [tag, change] of [
    [tags.indexOf(right), 1],
    [tags.indexOf(wrong), -1],
  ] as const) {
    own.weights[tag]! += change
    own.changes[tag]! += change * step
  }
}

function average({ weights, changes }: Learning, steps: number): Float64Array {
  return weights.map((weight, tag) => weight - changes[tag]! / steps)
}

/** In another order each round, the same whenever it is trained. */
function shuffled<T>(items: T[], seed: number): T[] {
  const order = items.slice()
  let state = seed + 12_345
  for (let at = order.length - 1; at > 0; at--) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const other = Math.floor((state / 2 ** 32) * (at + 1))
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}
