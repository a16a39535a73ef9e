import type { GivenPhonemes } from '#server/engines/engine.ts'
import { type OffsetMap, type Replacement, replaceStretches } from '#server/text/offset-map.ts'
import type { Range } from '#server/text/range.ts'
import type { CompiledRules } from './compile-rules.ts'
import { findPieces } from './find-pieces.ts'

/** A text as it is to be said. */
export interface AppliedRules {
  text: string
  /** From the text given to the one to be said. */
  map: OffsetMap
  /** What aliases took the place of, in the text given, in order. */
  replacements: Replacement[]
  /** What phoneme rules say, in the text to be said, in order. */
  phonemes: GivenPhonemes[]
  /** Whether some were left out: aliases that would have made the text too long, or all rules where too much nearly matches. */
  isCut: boolean
}

/**
 * Applies rules to a text. A rule takes every piece that it matches, from left to right, unless an earlier rule has taken
 * some of it; what is taken, and what an alias says, is matched no more. Neighbours of a piece are those in the text given.
 * Characters are matched whole, with their marks, so no surrogate pair is ever cut.
 *
 * Takes time in proportion to the length of the text, however many the rules are: O(length of text · log rules).
 * @param untouchable stretches that no rule may touch, such as those with phonemes of the writer; an empty one is a place
 * that no match may span
 * @param mostGrowth how many UTF-16 units longer the text may become; aliases that go beyond are left out
 */
export function applyRules(
  compiled: CompiledRules,
  text: string,
  untouchable: Range[] = [],
  mostGrowth = Infinity,
): AppliedRules {
  const found = findPieces(compiled, text, untouchable)
  const replacements: Replacement[] = []
  const phonemes: GivenPhonemes[] = []
  let growth = 0
  let { isCut } = found
  for (const { rule, start, end } of found.pieces) {
    if (rule.type === 'alias') {
      if (growth + rule.alias.length - (end - start) > mostGrowth) {
        isCut = true
        continue
      }
      replacements.push({ start, end, text: rule.alias })
      growth += rule.alias.length - (end - start)
    } else {
      const { alphabet, phoneme } = rule
      phonemes.push({ start: start + growth, end: end + growth, alphabet, phonemes: phoneme })
    }
  }
  return { ...replaceStretches(text, replacements), replacements, phonemes, isCut }
}

/** Stretches that no rule has touched, told in the text to be said. */
export function movedRanges<R extends Range>(map: OffsetMap, ranges: R[]): R[] {
  return ranges.map((range) => {
    const around = map.find((stretch) => stretch.sourceStart <= range.start && range.end <= stretch.sourceEnd)!
    const growth = around.start - around.sourceStart
    return { ...range, start: range.start + growth, end: range.end + growth }
  })
}
