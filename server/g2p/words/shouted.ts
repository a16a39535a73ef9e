import { spelledOut } from '../lexicon/lexicon.ts'
import type { Token } from '../tagging/tokens.ts'
import { sayInflected } from './endings.ts'
import type { Language } from './language.ts'

/**
 * Words in capitals that are only said loudly: in a stretch of them (`THE END OF CHAPTER ONE`, `“STOP IT!”`) they are read as
 * if they were written in small letters, and so are the smallest words alone (`What IS it?`). Initialisms stay: `THE UK AND
 * THE EU`.
 */
export function softenShouting(tokens: Token[], language: Language): Token[] {
  const softened = [...tokens]
  for (const [start, end] of listStretches(tokens, language)) {
    for (let index = start; index < end; index++) {
      const token = tokens[index]!
      const text =
        token.kind === 'word' && !token.isWhole ? soften(tokens, index, end - start > 1, language) : token.text
      if (text !== token.text) softened[index] = { ...token, text }
    }
  }
  return softened
}

/** Stretches of words in capitals, single ones too: index of the first token, and of the one after the last. */
function listStretches(tokens: Token[], language: Language): [number, number][] {
  const stretches: [number, number][] = []
  let start: number | undefined
  let end = 0
  for (const [index, token] of tokens.entries()) {
    if (isCapitals(token)) {
      start ??= index
      end = index + 1
    } else if (token.kind === 'word' && start !== undefined) {
      stretches.push([start, end])
      start = undefined
    }
  }
  if (start !== undefined) stretches.push([start, end])
  return stretches.flatMap(([from, until]) =>
    isShouted(tokens, from, until, language) ? [[from, until]] : singles(from, until),
  )
}

function singles(from: number, until: number): [number, number][] {
  return Array.from({ length: until - from }, (_, offset) => [from + offset, from + offset + 1])
}

/** At least two words, and not only initialisms: one that is ordinary in small letters. */
function isShouted(tokens: Token[], start: number, end: number, language: Language): boolean {
  const long = tokens.slice(start, end).filter((token) => token.kind === 'word' && /\p{Lu}{2}/u.test(token.text))
  if (long.length < 2) return false
  return long.some(({ text }) => smallWords.has(text.toLowerCase()) || isOrdinary(text.toLowerCase(), language))
}

/** Capitals only; `I` and `A` are so everywhere. */
function isCapitals({ kind, text }: Token): boolean {
  return kind === 'word' && /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text.replace(/['’]s$/, ''))
}

function soften(tokens: Token[], index: number, isStretch: boolean, language: Language): string {
  const { text } = tokens[index]!
  const lower = text.toLowerCase()
  if (!/\p{Lu}{2}/u.test(text)) return isStretch && text === 'A' ? lower : text
  if (!isStretch) {
    if (isOrganisation(tokens, index)) return 'W.H.O.'
    return smallWords.has(lower) && isSpelledByLexicon(text, language) ? lower : text
  }
  if (lower === 'us' && isAfterArticle(tokens, index)) return text
  if (smallWords.has(lower) || shoutedWords.has(lower)) return lower
  if (isAfterTitle(tokens, index) && (language.findEntry(toTitle(lower)) ?? language.findEntry(lower))) {
    return toTitle(lower)
  }
  const parts = lower.split(/[-‐‑]/)
  return parts.every((part) => isOrdinary(part, language)) ? lower : (toName(text, language) ?? text)
}

function isSpelledByLexicon(text: string, language: Language): boolean {
  const entry = language.findEntry(text)
  return entry !== undefined && [entry.phonemes, ...Object.values(entry.readings)].includes(spelledOut)
}

/** Words of two letters or three that are hardly ever an initialism by themselves. */
const smallWords = new Set(
  `is he hi oh me in on at of to so no go my we up an by be if do ah eh ha ho ow uh um hm ye ya the and but you she him her his
  our for not are was who's had has did let get got out off why how now yes yet too all any one two ten its i'm i'd i'll i've
  can't don't won't it's he's`.split(/\s+/),
)
/** Those that are one outside a stretch of capitals. */
const shoutedWords = new Set('it us am as or ma pa who may can act aid led row pow id ad ed al ex'.split(' '))

function isAfterArticle(tokens: Token[], index: number): boolean {
  const before = tokens[index - 1]?.text.toLowerCase()
  const next = tokens[index + 1]
  return before === 'the' && next?.kind === 'word'
}

/** `the WHO`, but for the end of a question in capitals. */
function isOrganisation(tokens: Token[], index: number): boolean {
  return tokens[index]!.text === 'WHO' && /^(?:the|by|at|from|with)$/i.test(tokens[index - 1]?.text ?? '')
}

/** Known in small letters, or long enough and no row of consonants. */
function isOrdinary(word: string, language: Language): boolean {
  const stem = word.replace(/['’]s$/, '')
  const entry = language.findEntry(word) ?? language.findEntry(stem)
  const capital = language.findEntry(stem.toUpperCase())
  if (capital?.phonemes === spelledOut) return false
  if (entry && !entry.isSecond && stem.length > 2) return true
  if (stem.length < 3) return false
  if (sayInflected(language, stem, { tag: 'NN', next: { sound: 'pause', isTo: false } })) return true
  return stem.length > 4 && /[aeiouy]/.test(stem) && language.findEntry(toTitle(stem)) === undefined
}

/** `MR. POE`: what follows is a name, however short. */
function isAfterTitle(tokens: Token[], index: number): boolean {
  return /^(?:mister|missus|miss|doctor|sir|lady|lord|captain|mr|mrs|ms|dr)$/i.test(tokens[index - 1]?.text ?? '')
}

/** `HYDE` as `Hyde`, where the lexicons have the name. */
function toName(text: string, language: Language): string | undefined {
  const title = toTitle(text.toLowerCase())
  const [, stem, owner = ''] = /^(.*?)(['’]s)?$/.exec(title)!
  const isKnown = language.findEntry(stem!) ?? (stem!.length > 3 ? language.findEntry(stem!.toLowerCase()) : undefined)
  const isSpelled = language.findEntry(stem!.toUpperCase()) !== undefined
  return isKnown && !isSpelled && stem!.length > 3 && /[aeiouy]/i.test(stem!) ? stem! + owner : undefined
}

function toTitle(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
