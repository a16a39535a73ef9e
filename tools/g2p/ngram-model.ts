import { type Counts, countNgrams, toContinuationCounts } from './count-ngrams.ts'

/** An n-gram model: the probability of a chunk after those before it, and what it costs to look at fewer of them. */
export interface NgramModel {
  chunks: string[]
  /** By length; `probabilities[3]` has those of trigrams. */
  probabilities: Map<string, number>[]
  /** By context. */
  backOffs: Map<string, number>
}

/**
 * Trains an interpolated Kneser-Ney model and prunes it.
 * @param words chunks of each
 * @param leastGain an n-gram stays if without it the log probability of the training words falls by so much
 * Source: Chen & Goodman 1999, "An empirical study of smoothing techniques for language modeling"; three discounts.
 */
export function trainNgrams(words: string[][], order: number, leastGain: number): NgramModel {
  const counts = countNgrams(words, order)
  toContinuationCounts(counts.byLength)
  const model: NgramModel = {
    chunks: counts.chunks,
    probabilities: counts.byLength.map(() => new Map()),
    backOffs: new Map(),
  }
  addUnigrams(model, counts)
  for (let length = 2; length <= order; length++) addLength(model, counts.byLength[length]!, length)
  prune(model, counts, leastGain)
  for (let length = 2; length <= order; length++) renormalise(model, length)
  return model
}

function addUnigrams({ chunks, probabilities }: NgramModel, { byLength }: Counts): void {
  const total = sum(byLength[1]!.values())
  const everyId = chunks.length + 2
  for (const [key, count] of byLength[1]!) probabilities[1]!.set(key, (count + 0.1) / (total + 0.1 * everyId))
}

/** The probability of a chunk after a context, by the longest n-gram that the model has. */
function probabilityOf({ probabilities, backOffs }: NgramModel, context: string, chunk: string): number {
  let factor = 1
  for (let known = context; ; known = known.slice(1)) {
    const probability = probabilities[known.length + 1]!.get(known + chunk)
    if (probability !== undefined) return factor * probability
    if (known === '') return factor * 1e-7
    factor *= backOffs.get(known) ?? 1
  }
}

function addLength(model: NgramModel, counts: Map<string, number>, length: number): void {
  const discounts = findDiscounts(counts)
  const discountOf = (count: number) => discounts[Math.min(count, 3)]!
  const totals = new Map<string, number>()
  const discounted = new Map<string, number>()
  for (const [key, count] of counts) {
    add(totals, contextOf(key), count)
    add(discounted, contextOf(key), discountOf(count))
  }
  for (const [context, total] of totals) model.backOffs.set(context, discounted.get(context)! / total)
  for (const [key, count] of counts) {
    const context = contextOf(key)
    const own = Math.max(count - discountOf(count), 0) / totals.get(context)!
    const shorter = probabilityOf(model, context.slice(1), lastOf(key))
    model.probabilities[length]!.set(key, own + model.backOffs.get(context)! * shorter)
  }
}

/** What is taken off the counts 1, 2 and 3 or more. */
function findDiscounts(counts: Map<string, number>): number[] {
  const seen = [0, 0, 0, 0, 0]
  for (const count of counts.values()) if (count < 5) seen[count]!++
  const [, once, twice, thrice, fourTimes] = seen as [number, number, number, number, number]
  const rate = once / (once + 2 * twice)
  return [0, 1 - (2 * rate * twice) / once, 2 - (3 * rate * thrice) / twice, 3 - (4 * rate * fourTimes) / thrice]
}

/** From the longest on, drops what the shorter n-grams say nearly as well, weighted by how often it is seen. */
function prune(model: NgramModel, { byLength }: Counts, leastGain: number): void {
  const isContext = new Set<string>()
  for (let length = model.probabilities.length - 1; length >= 2; length--) {
    for (const [key, probability] of model.probabilities[length]!) {
      const context = contextOf(key)
      const without = (model.backOffs.get(context) ?? 1) * probabilityOf(model, context.slice(1), lastOf(key))
      const gain = byLength[length]!.get(key)! * Math.abs(Math.log(probability / without))
      if (isContext.has(key) || gain >= leastGain) isContext.add(context)
      else model.probabilities[length]!.delete(key)
    }
  }
}

/** Back-offs that make the probabilities after each context sum to one again; without longer n-grams there is none. */
function renormalise(model: NgramModel, length: number): void {
  const kept = new Map<string, number>()
  const shorter = new Map<string, number>()
  for (const [key, probability] of model.probabilities[length]!) {
    const context = contextOf(key)
    add(kept, context, probability)
    add(shorter, context, probabilityOf(model, context.slice(1), lastOf(key)))
  }
  for (const context of [...model.backOffs.keys()]) {
    if (context.length === length - 1 && !kept.has(context)) model.backOffs.delete(context)
  }
  for (const [context, total] of kept) {
    model.backOffs.set(context, Math.max(1 - total, 1e-4) / Math.max(1 - shorter.get(context)!, 1e-4))
  }
}

function contextOf(key: string): string {
  return key.slice(0, -1)
}

function lastOf(key: string): string {
  return key.slice(-1)
}

function add(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value)
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
