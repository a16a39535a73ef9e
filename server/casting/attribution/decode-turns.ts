import type { Gender } from '../words/people.ts'
import { weights } from './weights.ts'

/** A turn, who may have said it, and how well each of them fits by themselves. */
export interface ScoredTurn {
  candidates: number[]
  emissions: number[]
  genders: Gender[]
  addressed: Set<number>
  addressedGender: Gender
  isContinued: boolean
  /** Paragraphs from the turn before; 0 in the same one. */
  gap: number
  /** Whom its tag means, when it names somebody. */
  sure?: number
  by?: 'told' | 'introduced' | 'acting'
  isPronoun: boolean
  acting?: number
}

export interface DecodedTurn {
  speaker?: number
  confidence: number
}

/** Stands among the candidates for all that are not. */
export const somebodyElse = -1

/** The rules are so much less right than their odds say: by how much the logarithms of these are divided. */
const caution = 1.6

/** Paragraphs without a word spoken, behind which nobody is expected to answer. */
const farthestGap = 4

/**
 * Finds the most likely speaker of each turn together with all others: who speaks depends on the two turns before, and on
 * what comes behind. Sums over all ways to read a conversation (forward and backward over pairs of speakers). Yields
 * between its steps.
 */
export function* decodeTurns(turns: ScoredTurn[]): Generator<void, DecodedTurn[]> {
  const decoded: DecodedTurn[] = []
  for (let start = 0; start < turns.length; ) {
    let end = start + 1
    while (end < turns.length && turns[end]!.gap <= farthestGap) end++
    for (const turn of yield* decodeConversation(turns.slice(start, end))) decoded.push(turn)
    start = end
  }
  return decoded
}

/** Logarithms by [speaker before][speaker]; the first turn has nobody before. */
type Pairs = number[][]

function* decodeConversation(turns: ScoredTurn[]): Generator<void, DecodedTurn[]> {
  const forward: Pairs[] = []
  const firsts = turns[0]!
  forward.push([firsts.emissions.slice()])
  for (let index = 1; index < turns.length; index++) {
    yield
    forward.push(stepForward(turns, index, forward[index - 1]!))
  }
  const backward: Pairs[] = new Array(turns.length)
  backward[turns.length - 1] = forward.at(-1)!.map((row) => row.map(() => 0))
  for (let index = turns.length - 1; index > 0; index--) {
    yield
    backward[index - 1] = stepBackward(turns, index, backward[index]!, forward[index - 1]!)
  }
  return turns.map(({ candidates }, index) => {
    const scores = candidates.map((_, who) =>
      sumOf(forward[index]!.map((row, before) => row[who]! + backward[index]![before]![who]!)),
    )
    const total = sumOf(scores.map((score) => score / caution))
    const best = scores.indexOf(Math.max(...scores))
    const speaker = candidates[best] === somebodyElse ? undefined : candidates[best]
    return { speaker, confidence: Math.exp(scores[best]! / caution - total) }
  })
}

function stepForward(turns: ScoredTurn[], index: number, before: Pairs): Pairs {
  const [previous, turn] = [turns[index - 1]!, turns[index]!]
  return previous.candidates.map((_, from) =>
    turn.candidates.map((_, to) => {
      const ways = before.map(
        (row, older) => row[from]! + inTurn(turns, index, before.length === 1 && index === 1 ? -1 : older, to),
      )
      return sumOf(ways) + follow(previous, from, turn, to) + turn.emissions[to]!
    }),
  )
}

function stepBackward(turns: ScoredTurn[], index: number, after: Pairs, shape: Pairs): Pairs {
  const [previous, turn] = [turns[index - 1]!, turns[index]!]
  return shape.map((row, older) =>
    row.map((_, from) => {
      const ways = turn.candidates.map((_, to) => {
        const way = inTurn(turns, index, index === 1 ? -1 : older, to)
        return way + follow(previous, from, turn, to) + turn.emissions[to]! + after[from]![to]!
      })
      return sumOf(ways)
    }),
  )
}

/** How likely one speaker follows another. */
function follow(previous: ScoredTurn, from: number, turn: ScoredTurn, to: number): number {
  const [before, who] = [previous.candidates[from]!, turn.candidates[to]!]
  const isSame = before === who && who !== somebodyElse
  if (turn.isContinued) return isSame ? weights.continues : 0
  let score = 0
  const isNext = turn.gap <= 1
  if (isSame) score -= isNext ? weights.speaksAgain : turn.gap === 2 ? weights.speaksAgainLater : 0
  const nearness = isNext ? 1 : turn.gap === 2 ? 0.5 : 0.2
  if (!isSame) {
    if (previous.addressed.has(who)) score += weights.answers * nearness
    if (turn.addressed.has(before)) score += weights.isAnswered * nearness
    score +=
      nearness * (fit(previous.addressedGender, turn.genders[to]!) + fit(turn.addressedGender, previous.genders[from]!))
  }
  return score
}

function fit(told: Gender, gender: Gender): number {
  if (told === 'unknown' || gender === 'unknown') return 0
  return told === gender ? 0.3 : -1.2
}

function inTurn(turns: ScoredTurn[], index: number, older: number, to: number): number {
  if (older < 0 || index < 2) return 0
  const [turn, previous, first] = [turns[index]!, turns[index - 1]!, turns[index - 2]!]
  if (turn.isContinued || first.candidates[older] !== turn.candidates[to] || turn.candidates[to] === somebodyElse)
    return 0
  const gap = turn.gap + previous.gap
  return gap <= 2 ? weights.speaksInTurn : gap === 3 ? weights.speaksInTurnLater : 0
}

/** The logarithm of the sum of what the numbers are logarithms of. */
function sumOf(logarithms: number[]): number {
  const most = Math.max(...logarithms)
  if (most === Number.NEGATIVE_INFINITY) return most
  let sum = 0
  for (const one of logarithms) sum += Math.exp(one - most)
  return most + Math.log(sum)
}
