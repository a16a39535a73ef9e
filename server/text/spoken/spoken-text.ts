import { runAtOnce } from '#server/base/give-way.ts'
import { composeMaps, identityMap, type OffsetMap, type Replacement, replaceStretches } from '../offset-map.ts'
import type { Range } from '../range.ts'
import { openSentenceEnds } from '../sentence-ends.ts'
import { findUncleanInSteps } from './clean.ts'
import type { Accent } from './english/context.ts'
import { englishRulesFor } from './english/english-rules.ts'
import { otherRulesOf } from './others/other-rules.ts'
import { readByRulesInSteps } from './rule.ts'

interface SpokenOptions {
  /** ISO 639-1: in which language the text is read. */
  language: string
  /** Of English: whether it is `one hundred five` or `one hundred and five`. */
  accent?: Accent
  /** Stretches that stay as they are written. */
  untouchable?: Range[]
}

/**
 * What is to be said for a text: numbers, abbreviations and signs become words, and what is no writing goes. Told as what
 * takes the place of which stretch, in order and apart from each other, so that the rest stays as it is written.
 *
 * What is said already stays: reading the result changes nothing. Takes time in proportion to the length of the text.
 */
export function findSpoken(text: string, options: SpokenOptions): Replacement[] {
  return runAtOnce(findSpokenInSteps(text, options))
}

/** The same for who has others to let through: it yields now and then. */
export function* findSpokenInSteps(
  text: string,
  { language, accent = 'us', untouchable = [] }: SpokenOptions,
): Generator<void, Replacement[]> {
  const unclean = yield* findUncleanInSteps(text, untouchable)
  if (unclean.length === 0) return yield* readLanguage(text, language, accent, untouchable)
  const clean = replaceStretches(text, unclean)
  yield
  const read = yield* readLanguage(clean.text, language, accent, toSpokenRanges(clean.map, untouchable))
  if (read.length === 0) return unclean
  yield
  const spoken = replaceStretches(clean.text, read)
  yield
  return toReplacements(composeMaps(clean.map, spoken.map), spoken.text)
}

/** A text as it is said, with the map from what is written. */
export function toSpoken(text: string, options: SpokenOptions): { text: string; map: OffsetMap } {
  const replacements = findSpoken(text, options)
  return replacements.length > 0 ? replaceStretches(text, replacements) : { text, map: identityMap(text.length) }
}

function* readLanguage(
  text: string,
  language: string,
  accent: Accent,
  untouchable: Range[],
): Generator<void, Replacement[]> {
  if (language === 'en') {
    const endsSentence = openSentenceEnds(text, 'en')
    return yield* readByRulesInSteps(text, englishRulesFor(text), { accent, endsSentence }, untouchable)
  }
  const rules = otherRulesOf(language)
  if (!rules) return []
  return yield* readByRulesInSteps(text, rules, { endsSentence: openSentenceEnds(text, language) }, untouchable)
}

function toReplacements(map: OffsetMap, result: string): Replacement[] {
  return map
    .filter((stretch) => !stretch.equal)
    .map(({ sourceStart, sourceEnd, start, end }) => ({
      start: sourceStart,
      end: sourceEnd,
      text: result.slice(start, end),
    }))
}

/** Stretches that no replacement has touched, told in the text behind it; in order. */
export function toSpokenRanges<R extends Range>(map: OffsetMap, ranges: R[]): R[] {
  let index = 0
  return ranges
    .toSorted((a, b) => a.start - b.start)
    .map((range) => {
      while (index < map.length - 1 && map[index]!.sourceEnd < range.end) index++
      const growth = (map[index]?.start ?? 0) - (map[index]?.sourceStart ?? 0)
      return { ...range, start: range.start + growth, end: range.end + growth }
    })
}
