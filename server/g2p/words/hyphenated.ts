import { weakened } from '../alphabets/stress.ts'
import type { Tag } from '../tagging/tags.ts'
import { prefixes } from './derivations.ts'
import { sayInflected } from './endings.ts'
import { followingOf } from './following.ts'
import type { Language, Source, Spoken, Use } from './language.ts'
import { findReading } from './readings.ts'
import { sayWord } from './say-word.ts'

/** The hyphens (and the underscore) that join words to one. */
export const hyphen = /[-‐‑_]/

/**
 * A written word, cut at its hyphens from the right: the longest known run of parts, else the last part alone.
 * @param tagOf the tag of a part by itself
 */
export function sayHyphenated(
  language: Language,
  word: string,
  use: Use,
  tagOf: (part: string) => Tag | undefined,
): Spoken | undefined {
  const parts = word.split(hyphen).filter(Boolean)
  if (parts.length < 2) return sayWord(language, parts[0] ?? word, use)
  const runs: Run[] = []
  let next = use.next
  for (let end = parts.length; end > 0; end -= runs[0]!.size) {
    runs.unshift(sayRun(language, parts.slice(Math.max(0, end - longestRun), end), { ...use, next }, tagOf))
    next = followingOf(runs[0]!.phonemes, runs[0]!.written) ?? next
  }
  const phonemes = withStammer(runs, weakenSome(runs, parts[0]!)).join('')
  return phonemes ? { phonemes, source: surest(runs) } : undefined
}

/**
 * `W-what`, `St-stop`: letters that the next part begins with are its first sounds, not their names. `I-I` and `T-test` are
 * words.
 */
function withStammer(runs: Run[], phonemes: string[]): string[] {
  const said = [...phonemes]
  for (let index = runs.length - 2; index >= 0; index--) {
    const part = runs[index]!.written.toLowerCase()
    const next = runs[index + 1]!.written.toLowerCase()
    const isStammer =
      /^[b-df-hj-np-tv-z]{1,2}$/.test(part) &&
      next.startsWith(part) &&
      !/^(?:x|t-test|f-test|b-ball)/.test(`${part}-${next}`)
    if (!isStammer) continue
    if (index === runs.length - 2) said[index + 1] = runs[index + 1]!.phonemes
    const onset = /^[^ˈˌAIOQWYaiuæɑɒɔəɛɜɪʊʌᵻɐᵊ]+/u.exec(said[index + 1]!.replace(/^[ˈˌ]/, ''))?.[0] ?? ''
    said[index] = part.length === 1 ? onset.slice(0, 1) : onset.slice(0, 2)
  }
  return said
}

/** Parts of a hyphenated word that are said as one, as `mother-in-law`. */
interface Run extends Spoken {
  written: string
  size: number
}

/** No entry of the lexicons has more parts. */
const longestRun = 6
/** Prefixes that the lexicons have as another word or not at all. */
const noWordAlone = /^(?:re|un|non|mis|anti)$/i

function sayRun(language: Language, parts: string[], use: Use, tagOf: (part: string) => Tag | undefined): Run {
  for (let start = 0; start < parts.length - 1; start++) {
    const written = parts.slice(start).join('-')
    const phonemes = sayKnown(language, written, use) ?? sayKnown(language, written.replace(/^(co)-/i, '$1'), use)
    if (phonemes) return { phonemes, source: 'lexicon', written, size: parts.length - start }
  }
  const written = parts.at(-1)!
  if (parts.length === 1 && written === 'A') return { phonemes: 'ˈA', source: 'spelled', written, size: 1 }
  const prefix =
    parts.length === 1 && noWordAlone.test(written) ? prefixes[language.accent][written.toLowerCase()] : undefined
  if (prefix) return { phonemes: prefix, source: 'lexicon', written, size: 1 }
  const spoken = sayWord(language, written, { ...use, tag: tagOf(written) ?? use.tag })
  return { phonemes: spoken?.phonemes ?? '', source: spoken?.source ?? 'rule', written, size: 1 }
}

/** In one word too when it has the prefix co-: `co-ordinated` is not made of ordinate. */
function sayKnown(language: Language, written: string, use: Use): string | undefined {
  return findReading(language, written, use) ?? sayInflected(language, written, use)
}

/**
 * A word with many main stresses sounds like a list. As in misaki about half of them become secondary, the lightest first;
 * after a single letter (`x-ray`) the second part's.
 */
function weakenSome(runs: Run[], firstPart: string): string[] {
  const phonemes = runs.map((run) => run.phonemes)
  const weighed = phonemes.flatMap((sounds, index) => (sounds ? [{ index, weight: weightOf(sounds) }] : []))
  if (weighed.length === 2 && firstPart.length === 1) {
    const { index } = weighed[1]!
    return phonemes.with(index, weakened(phonemes[index]!))
  }
  const stressedCount = phonemes.filter((sounds) => sounds.includes('ˈ')).length
  if (weighed.length < 2 || stressedCount <= (weighed.length + 1) >> 1) return phonemes
  const lightest = weighed.sort((a, b) => a.weight - b.weight || a.index - b.index).slice(0, weighed.length >> 1)
  return phonemes.map((sounds, index) => (lightest.some((one) => one.index === index) ? weakened(sounds) : sounds))
}

/** By main stress first, then by length, long sounds twice. */
function weightOf(phonemes: string): number {
  const longSounds = phonemes.match(/[AIOQWYʤʧ]/g)?.length ?? 0
  return (phonemes.includes('ˈ') ? 1000 : 0) + phonemes.length + longSounds
}

/** A word is as sure as its least sure part. */
function surest(runs: Run[]): Source {
  return leastSureFirst.find((source) => runs.some((run) => run.source === source)) ?? 'lexicon'
}

const leastSureFirst: Source[] = ['guessed', 'derived', 'spelled', 'inflected', 'lexicon', 'rule']
