import { openTurn } from '#server/base/give-way.ts'
import { smallWordsOf } from '../detect-language.ts'
import type { Sentence } from './sentences.ts'

/** Which sentences say most, those first that say something new. */
export interface Ranking {
  /** Indices of sentences, best first: each with those before it that it needs. */
  order: number[][]
}

/** What is ranked at once: a matrix of all sentences of a novel would take minutes. */
const sectionLength = 300
/** As many as the longest podcast could need, several times. */
const mostCandidates = 600

/**
 * Ranks sentences by how much they share with the others, then puts back what repeats a better one.
 * Source: R. Mihalcea, P. Tarau, "TextRank: Bringing Order into Texts" (2004), with weights by tf·idf; J. Carbonell,
 * J. Goldstein, "The Use of MMR" (1998).
 * @param highlights what is to get room
 */
export async function rankSentences(sentences: Sentence[], language: string, highlights: string[]): Promise<Ranking> {
  const giveWay = openTurn()
  const toTerms = openTerms(language)
  const wanted = highlights.map((highlight) => new Set(toTerms(highlight)))
  const scored: { unit: number[]; score: number; vector: Vector }[] = []
  for (let start = 0; start < sentences.length; start += sectionLength) {
    const section = sentences.slice(start, start + sectionLength)
    const vectors = weigh(section.map(({ text, isUsable }) => (isUsable ? toTerms(text) : [])))
    const ranks = textRank(vectors)
    for (const [at, sentence] of section.entries()) {
      const unit = sentence.isUsable ? withWhatItNeeds(sentences, start + at) : undefined
      if (!unit) continue
      const terms = new Set(toTerms(sentence.text))
      scored.push({ unit, vector: vectors[at]!, score: ranks[at]! * shapeOf(sentence) + 0.8 * fit(terms, wanted) })
    }
    await giveWay()
  }
  const candidates = scored.sort((one, other) => other.score - one.score).slice(0, mostCandidates)
  return { order: withoutRepetition(candidates) }
}

type Vector = Map<string, number>

/** Words as they are compared: without small ones and without most of their endings. */
function openTerms(language: string): (text: string) => string[] {
  const small = smallWordsOf(language)
  return (text) => {
    const words = text.toLowerCase().match(/\p{L}[\p{L}\p{N}]{2,}/gu) ?? []
    return words.filter((word) => !small.has(word)).map((word) => word.replace(/(?<=.{3})s$/, '').slice(0, 7))
  }
}

/** tf·idf of each sentence, of length 1. */
function weigh(sentences: string[][]): Vector[] {
  const frequency = new Map<string, number>()
  for (const terms of sentences) for (const term of new Set(terms)) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  return sentences.map((terms) => {
    const vector: Vector = new Map()
    for (const term of terms) vector.set(term, (vector.get(term) ?? 0) + 1)
    for (const [term, times] of vector) vector.set(term, times * Math.log(1 + sentences.length / frequency.get(term)!))
    const length = Math.hypot(...vector.values()) || 1
    for (const [term, weight] of vector) vector.set(term, weight / length)
    return vector
  })
}

const damping = 0.85
const rounds = 30

/** From 0 to 1, the best one. */
function textRank(vectors: Vector[]): number[] {
  const edges = toEdges(vectors)
  const sums = edges.map((row) => [...row.values()].reduce((sum, weight) => sum + weight, 0) || 1)
  let ranks = vectors.map(() => 1)
  for (let round = 0; round < rounds; round++) {
    const next = vectors.map(() => 1 - damping)
    for (const [from, row] of edges.entries()) {
      const share = (damping * ranks[from]!) / sums[from]!
      for (const [to, weight] of row) next[to]! += share * weight
    }
    ranks = next
  }
  const best = Math.max(...ranks)
  return ranks.map((rank) => rank / best)
}

/** By what two sentences share; a word that is in half of them says nothing. */
function toEdges(vectors: Vector[]): Map<number, number>[] {
  const places = new Map<string, [at: number, weight: number][]>()
  for (const [at, vector] of vectors.entries()) {
    for (const [term, weight] of vector) {
      const list = places.get(term) ?? []
      if (list.length === 0) places.set(term, list)
      list.push([at, weight])
    }
  }
  const edges = vectors.map(() => new Map<number, number>())
  for (const list of places.values()) {
    if (list.length > Math.max(8, vectors.length / 2)) continue
    for (const [one, weight] of list) {
      for (const [other, its] of list) {
        if (one !== other) edges[one]!.set(other, (edges[one]!.get(other) ?? 0) + weight * its)
      }
    }
  }
  return edges
}

/** The middle lengths are heard best; what leans on the sentence before is a little worse. */
function shapeOf({ text, pointsBack }: Sentence): number {
  const words = text.split(/\s+/).length
  return (words < 8 ? 0.6 : words > 40 ? 0.6 : 1) * (pointsBack ? 0.7 : 1)
}

function fit(terms: Set<string>, wanted: Set<string>[]): number {
  return wanted.reduce((sum, one) => sum + (one.size > 0 ? one.intersection(terms).size / one.size : 0), 0)
}

/** How many sentences are said for the sake of one. */
const longestChain = 3

/** The sentence with those of its paragraph that it points back to; undefined when they cannot be said. */
function withWhatItNeeds(sentences: Sentence[], at: number): number[] | undefined {
  const unit = [at]
  for (let first = at; sentences[first]!.pointsBack; first = unit[0]!) {
    const before = sentences[first - 1]
    const isThere = before?.isUsable && before.paragraph === sentences[first]!.paragraph
    if (!isThere || unit.length === longestChain) return undefined
    unit.unshift(first - 1)
  }
  return unit
}

/** How much of a score is lost by saying the same again. */
const repetitionWeight = 0.6

function withoutRepetition(candidates: { unit: number[]; score: number; vector: Vector }[]): number[][] {
  const left = candidates.map((candidate) => ({ ...candidate, likeness: 0 }))
  const order: number[][] = []
  while (left.length > 0) {
    const worths = left.map(({ score, likeness }) => score - repetitionWeight * likeness)
    const [best] = left.splice(worths.indexOf(Math.max(...worths)), 1)
    order.push(best!.unit)
    for (const other of left) other.likeness = Math.max(other.likeness, cosine(best!.vector, other.vector))
  }
  return order
}

function cosine(one: Vector, other: Vector): number {
  let sum = 0
  for (const [term, weight] of one) sum += weight * (other.get(term) ?? 0)
  return sum
}
