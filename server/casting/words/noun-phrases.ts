import { epithets, type Gender, neverNames, roles, titles } from './people.ts'
import { isSpeechVerb, isVerb } from './speech-verbs.ts'
import type { Token } from './tokens.ts'

/** Somebody as a text mentions them. */
export interface NounPhrase {
  /** `she` · `Mr Darcy`, `White Rabbit` · `old man`, `mother` */
  kind: 'pronoun' | 'name' | 'role'
  /** Without article, possessive and words of affection; a name as it is written, others in small letters. */
  words: string[]
  /** `the`, `his`; empty when there is none. */
  determiner: string
  gender: Gender
  /** Indices of tokens, end exclusive. */
  from: number
  to: number
  isPossessive: boolean
  /** A single word at the beginning of a sentence, which may be any word. */
  isDoubtful: boolean
}

/** By which the same name is known again: `mr darcy`, `old man`, `mother`. */
export function toKey({ words }: NounPhrase): string {
  return words.join(' ').toLowerCase()
}

/** The same of a name as people write it: `Mr. Darcy`, `the old man`. */
export function toKeyOfName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^(?:the|his|her|my|our|their) /, '')
    .replaceAll('.', '')
    .trim()
}

const pronouns = new Map<string, Gender>([
  ['he', 'male'],
  ['she', 'female'],
  ['i', 'unknown'],
  ['it', 'unknown'],
  ['they', 'unknown'],
  ['we', 'unknown'],
])
const determiners = new Set(
  'the a an his her my our their your this that another its one old young little poor dear good'.split(' '),
)
const owners = new Set(['his', 'her', 'my', 'our', 'their', 'your', 'its'])
const particles = new Set([
  'de',
  'la',
  'von',
  'van',
  'der',
  'du',
  'le',
  'del',
  'di',
  'da',
  'den',
  'ter',
  "d'",
  'al',
  'el',
  'bin',
])
const realms = new Set([
  'king',
  'queen',
  'duke',
  'duchess',
  'prince',
  'princess',
  'earl',
  'count',
  'countess',
  'lord',
  'lady',
  'wizard',
  'witch',
  'knave',
  'baron',
  'marquis',
])
/** These need a name behind them. */
const onlyBeforeNames = new Set(
  'mr mrs ms miss sir lord lady madam dr prof capt col gen lt sgt rev hon st saint messrs mme mlle monsieur dear good'.split(
    ' ',
  ),
)
/** By these people of one kind are told from each other: the old man, the other boy. */
const marks = new Set(
  `old young little tall fat thin short big small elder eldest younger youngest black white red grey blind dead new second third fat
  fair dark lame mad poor`.split(/\s+/),
)
const closed = new Set(
  `of in on at to from with by for and or but who whom which that as than then when while where if so because into upon over under
  behind beside before after about like near through without within is are be been it he she they we i you him them us me not no
  there here very too quite rather more most how what why this these those his her my our their your its a an the`.split(
    /\s+/,
  ),
)

/** Reads the person that is mentioned at a token, if one is. */
export function readNounPhrase(tokens: Token[], at: number): NounPhrase | undefined {
  const token = tokens[at]
  if (!token?.isWord) return undefined
  const pronoun = pronouns.get(token.lower)
  if (pronoun !== undefined && !token.isPossessive) {
    const of = { kind: 'pronoun' as const, words: [token.lower], gender: pronoun }
    return { ...of, determiner: '', from: at, to: at + 1, isPossessive: false, isDoubtful: false }
  }
  const start = skipDeterminers(tokens, at)
  const determiner = start > at ? tokens[at]!.lower : ''
  return readName(tokens, at, start, determiner) ?? readRole(tokens, at, start, determiner)
}

/** `poor little`, `the old`: what stands before a name and is no part of it. */
function skipDeterminers(tokens: Token[], at: number): number {
  let start = at
  while (start < at + 4) {
    const token = tokens[start]
    if (!token?.isWord || token.isPossessive) break
    const isArticle = start === at && determiners.has(token.lower) && (!token.isCapital || token.startsSentence)
    const isEpithet = epithets.has(token.lower) && !token.isCapital
    if (!isArticle && !isEpithet) break
    start++
  }
  return start
}

function readName(tokens: Token[], from: number, start: number, determiner: string): NounPhrase | undefined {
  let to = start
  let core = 0
  while (to < tokens.length && to < start + 7) {
    const token = tokens[to]!
    const before = tokens[to - 1]
    const isGlued = to === start || !before!.isPossessive
    if (!isGlued || !token.isWord) break
    if (titles.has(token.lower) && core === 0 && (token.isCapital || isBeforeName(tokens, to))) to++
    else if (core > 0 && onlyBeforeNames.has(token.lower)) break
    else if (token.isCapital && (isNameWord(token, to === start) || isEmblem(tokens, to, determiner))) {
      to++
      core++
    } else if (to > start && joins(tokens, to, start)) to++
    else break
  }
  if (to === start) return undefined
  const lower = tokens.slice(start, to).map((token) => token.lower)
  if (core === 0 && (to - start > 1 || onlyBeforeNames.has(lower[0]!))) return undefined
  if (tokens[to]?.lower === 'and' && core === 0) return undefined
  const isDoubtful = to - from === 1 && tokens[from]!.startsSentence && core === 1
  const words = tokens.slice(start, to).map((token) => token.text)
  const isPossessive = tokens[to - 1]!.isPossessive
  const role = isPossessive ? roles.get(tokens[to]?.lower ?? '') : undefined
  if (role !== undefined) {
    // Darcy’s friend is not Darcy.
    const of = { kind: 'role' as const, words: [tokens[to]!.lower], gender: role, determiner: 'his' }
    return { ...of, from, to: to + 1, isPossessive: tokens[to]!.isPossessive, isDoubtful: false }
  }
  return { kind: 'name', words, determiner, gender: genderOfTitles(lower), from, to, isPossessive, isDoubtful }
}

function isNameWord({ lower, text, isPossessive }: Token, isFirst: boolean): boolean {
  if (text.length === 1 && isFirst) return false
  if (/^\d/.test(text)) return false
  return !neverNames.has(lower) || (!isFirst && !isPossessive && lower.length > 3 && !closed.has(lower))
}

/** `aunt Polly`: a title in small letters. */
function isBeforeName(tokens: Token[], at: number): boolean {
  const next = tokens[at + 1]
  return (
    !epithets.has(tokens[at]!.lower) &&
    next !== undefined &&
    next.isCapital &&
    isNameWord(next, true) &&
    !next.startsSentence
  )
}

/** The March Hare: behind an article, in front of another name. */
function isEmblem(tokens: Token[], at: number, determiner: string): boolean {
  const next = tokens[at + 1]
  return determiner === 'the' && tokens[at]!.lower.length > 2 && Boolean(next?.isCapital) && isNameWord(next!, false)
}

/** Catherine de Bourgh, the Queen of Hearts, the Witch of the North. */
function joins(tokens: Token[], at: number, start: number): boolean {
  const next = tokens[at + 1]
  const { lower } = tokens[at]!
  const isOfThe = lower === 'of' && next?.lower === 'the' && Boolean(tokens[at + 2]?.isCapital)
  if (lower === 'the' && tokens[at - 1]?.lower === 'of') return Boolean(next?.isCapital)
  if (!next?.isCapital && !isOfThe) return false
  if (particles.has(lower)) return true
  return lower === 'of' && realms.has(tokens[at - 1]!.lower) && at - start <= 3
}

function genderOfTitles(lower: string[]): Gender {
  for (const word of lower) {
    const gender = titles.get(word) ?? (roles.get(word) === undefined ? undefined : roles.get(word))
    if (gender && gender !== 'unknown') return gender
  }
  return 'unknown'
}

/** `the old man`: a determiner, at most three words, and a word for a person before anything else begins. */
function readRole(tokens: Token[], from: number, start: number, determiner: string): NounPhrase | undefined {
  if (determiner === '' || (epithets.has(determiner) && from + 1 === start && !roles.has(tokens[start]?.lower ?? ''))) {
    return undefined
  }
  let head = -1
  for (let at = start; at < tokens.length && at < start + 5; at++) {
    const token = tokens[at]!
    if (!token.isWord || closed.has(token.lower)) break
    const isHead = roles.has(lastPart(token.lower))
    if (isHead) head = at
    if (token.isPossessive) break
    if (!isHead && head >= 0) break
    if (at > start && (isSpeechVerb(token.lower, tokens[at + 1]?.lower) || (isVerb(token.lower) && head >= 0))) break
  }
  if (head < 0 || isAdjective(tokens, head)) return undefined
  const owner = owners.has(determiner)
  const lower = tokens.slice(from, head + 1).map((token) => token.lower)
  const told = lower
    .slice(0, -1)
    .filter((word) => marks.has(word))
    .slice(-1)
  const words = owner ? lower.slice(-1) : [...told, lower.at(-1)!]
  const gender = roles.get(lastPart(tokens[head]!.lower))!
  const ofAll =
    gender !== 'unknown'
      ? gender
      : (lower.map((word) => roles.get(word)).find((one) => one && one !== 'unknown') ?? 'unknown')
  const isPossessive = tokens[head]!.isPossessive
  return { kind: 'role', words, determiner, gender: ofAll, from, to: head + 1, isPossessive, isDoubtful: false }
}

/** Words for people that stand before other nouns as well: a general silence, an American ship. */
const adjectives = new Set(
  'general major minor elder american german russian italian indian patient invalid'.split(' '),
)

function isAdjective(tokens: Token[], head: number): boolean {
  const next = tokens[head + 1]
  if (!adjectives.has(tokens[head]!.lower) || tokens[head]!.isPossessive || !next?.isWord) return false
  return !closed.has(next.lower) && !isVerb(next.lower) && !isSpeechVerb(next.lower) && !next.lower.endsWith('ly')
}

function lastPart(lower: string): string {
  return roles.has(lower) ? lower : (lower.split('-').at(-1) ?? lower)
}
