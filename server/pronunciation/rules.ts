import { StudioError } from '#server/base/errors.ts'

/** Which pieces of a text a rule is for. */
interface Match {
  stringToReplace: string
  caseSensitive: boolean
  /** Only where the string is not part of a longer word. */
  wordBoundaries: boolean
}

/** Says a piece of text as if something else were written there; with an empty alias it is not said at all. */
export interface AliasRule extends Match {
  type: 'alias'
  alias: string
}

/** Says a piece of text with these sounds. */
export interface PhonemeRule extends Match {
  type: 'phoneme'
  phoneme: string
  alphabet: Alphabet
}

export type Alphabet = 'ipa' | 'cmu-arpabet'
export type Rule = AliasRule | PhonemeRule

/** A rule before it is checked: of any alphabet; where nothing is said, case and word boundaries count. */
export type NewRule = { stringToReplace: string; caseSensitive?: boolean; wordBoundaries?: boolean } & (
  | { type: 'alias'; alias: string }
  | { type: 'phoneme'; phoneme: string; alphabet: string }
)

const ruleLimits = { rulesPerDictionary: 10_000, charactersPerString: 500, charactersPerDictionary: 2_000_000 }

/**
 * The rules as they are stored.
 * @throws StudioError `pronunciation_dictionary_too_large`; `invalid_parameters` with the number of the wrong rule
 */
export function checkRules(rules: NewRule[]): Rule[] {
  checkRuleCount(rules.length)
  return checkTogether(rules.map(checkRule))
}

/**
 * Rules that are right one by one, as those of one dictionary: whoever names twenty of them has all that read.
 * @throws StudioError `pronunciation_dictionary_too_large`
 */
export function checkTogether(rules: Rule[]): Rule[] {
  checkRuleCount(rules.length)
  const characters = rules.reduce((sum, rule) => sum + rule.stringToReplace.length + saidBy(rule).length, 0)
  const limit = ruleLimits.charactersPerDictionary
  if (characters <= limit) return rules
  const sentence = `The rules of a pronunciation dictionary have ${limit} characters together at most, not ${characters}.`
  throw new StudioError('pronunciation_dictionary_too_large', sentence, { param: 'rules' })
}

/** @throws StudioError `pronunciation_dictionary_too_large` */
export function checkRuleCount(count: number): void {
  const limit = ruleLimits.rulesPerDictionary
  if (count <= limit) return
  const sentence = `A pronunciation dictionary holds ${limit} rules, not ${count}.`
  throw new StudioError('pronunciation_dictionary_too_large', sentence, { param: 'rules' })
}

/**
 * With more rules at the end. One for a string that has rules takes the place of these; of two that are added for one
 * string the later counts.
 */
export function withRules(rules: Rule[], added: Rule[]): Rule[] {
  const byString = new Map(added.map((rule) => [rule.stringToReplace, rule]))
  const kept = rules.map((rule) => byString.get(rule.stringToReplace) ?? rule)
  return [...new Set([...kept, ...byString.values()])]
}

/** Without the rules for these strings; a string that has none is no mistake. */
export function withoutRules(rules: Rule[], strings: string[]): Rule[] {
  const unwanted = new Set(strings)
  return rules.filter((rule) => !unwanted.has(rule.stringToReplace))
}

/**
 * Whether a text has only what XML 1.0 calls characters. A PLS file could not carry the others, and PostgreSQL refuses
 * most of them too.
 */
export function isWritable(text: string): boolean {
  return !/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u.test(text)
}

function checkRule(rule: NewRule, index: number): Rule {
  const problem = problemOf(rule)
  if (problem) {
    const sentence = `Rule ${index + 1} (${JSON.stringify(rule.stringToReplace.slice(0, 40))}) ${problem}.`
    throw new StudioError('invalid_parameters', sentence, { param: `rules.${index}` })
  }
  const { stringToReplace, caseSensitive = true, wordBoundaries = true } = rule
  const match = { stringToReplace, caseSensitive, wordBoundaries }
  if (rule.type === 'alias') return { type: 'alias', ...match, alias: rule.alias }
  return { type: 'phoneme', ...match, phoneme: rule.phoneme, alphabet: rule.alphabet as Alphabet }
}

function saidBy(rule: NewRule): string {
  return rule.type === 'alias' ? rule.alias : rule.phoneme
}

function problemOf(rule: NewRule): string | undefined {
  const said = saidBy(rule)
  const limit = ruleLimits.charactersPerString
  if (rule.stringToReplace.trim() === '') return 'has no string to replace'
  if (Math.max(rule.stringToReplace.length, said.length) > limit) return `has a text of more than ${limit} characters`
  if (!isWritable(rule.stringToReplace) || !isWritable(said)) return 'contains a control character or half a character'
  if (rule.type === 'alias') return undefined
  if (said.trim() === '') return 'has no phonemes'
  if (rule.alphabet !== 'ipa' && rule.alphabet !== 'cmu-arpabet')
    return `has the alphabet ${JSON.stringify(rule.alphabet.slice(0, 40))}; it must be ipa or cmu-arpabet`
  return undefined
}
