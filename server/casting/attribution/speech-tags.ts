import { type NounPhrase, readNounPhrase } from '../words/noun-phrases.ts'
import { isSpeechVerb, isVerb, looseVerbs, pastVerbs } from '../words/speech-verbs.ts'
import type { Token } from '../words/tokens.ts'

/** Who speaks, as it is told beside a quotation. */
export interface SpeechTag {
  subject: NounPhrase
  /** `told`: by a verb of speaking · `introduced`: by a colon · `acting`: what somebody does, joined to it by a comma. */
  by: 'told' | 'introduced' | 'acting'
}

const conjunctions = new Set(['and', 'but', 'then', 'so', 'thus', 'here', 'now', 'thereupon', 'whereupon', 'for', 'as'])
const betweenVerbAndName = new Set(
  'out on back up again aloud then at last now loudly once more suddenly quietly also too down in away forth only just still even sharply'.split(
    ' ',
  ),
)
const farthestVerb = 14
const spokenNothing = new Set(['nothing', 'no', 'little', 'not', 'never'])

/**
 * Reads what stands behind a quotation: `said Lucy`, `the boy then replied`, `she laughed`.
 * @param isOpen the quotation does not end its sentence: it closes with a comma, a dash, or a mark that may go on
 */
export function readTagAfter(tokens: Token[], isOpen: boolean): SpeechTag | undefined {
  let at = 0
  while (at < 3 && tokens[at] && (/^[,—–;-]$/.test(tokens[at]!.text) || conjunctions.has(tokens[at]!.lower))) at++
  return verbFirst(tokens, at, isOpen) ?? subjectFirst(tokens, at, isOpen)
}

/** `said the old man`; behind a comma also `laughed Tom`. */
function verbFirst(tokens: Token[], at: number, isOpen: boolean): SpeechTag | undefined {
  const verb = tokens[at]
  if (!verb?.isWord || verb.isCapital) return undefined
  const isTold = isSpeechVerb(verb.lower, tokens[at + 1]?.lower)
  if (!isTold && !(isOpen && isVerb(verb.lower) && !closedVerbs.has(verb.lower))) return undefined
  const limit = at + 5
  for (let next = at + 1; next < limit; next++) {
    const token = tokens[next]
    if (!token) return undefined
    const subject = readNounPhrase(tokens, next)
    if (subject && !subject.isPossessive) return { subject, by: isTold ? 'told' : 'acting' }
    if (!betweenVerbAndName.has(token.lower) && !token.lower.endsWith('ly') && token.text !== ',') return undefined
  }
  return undefined
}

const closedVerbs = new Set(['was', 'had', 'is', 'has', 'did', 'does', 'could', 'should', 'would', 'might', 'must'])

/** `Lucy, with a smile, replied`: a verb of speaking before the sentence ends; behind a comma any verb. */
function subjectFirst(tokens: Token[], at: number, isOpen: boolean): SpeechTag | undefined {
  const subject = readNounPhrase(tokens, at)
  if (!subject || subject.isPossessive) return undefined
  const near = isOpen ? farthestVerb : 5
  let commas = 0
  for (let next = subject.to; next < tokens.length && next < subject.to + near; next++) {
    const { lower, text } = tokens[next]!
    if (/^[.!?;:]$/.test(text)) break
    if (text === ',') commas++
    const follows = tokens[next + 1]?.lower
    if (!isSpeechVerb(lower, follows) || isInfinitive(tokens, next) || /ing$/.test(lower)) continue
    if (follows !== undefined && spokenNothing.has(follows)) return undefined
    if (next > subject.to + 1 && commas === 0 && looseVerbs.has(lower)) continue
    return { subject, by: 'told' }
  }
  const verb = tokens[skipAdverbs(tokens, subject.to)]
  const acts = verb && !verb.isCapital && (isVerb(verb.lower) || pastVerbs.has(verb.lower))
  return isOpen && acts ? { subject, by: 'acting' } : undefined
}

function isInfinitive(tokens: Token[], at: number): boolean {
  return tokens[at - 1]?.lower === 'to' || tokens[at - 1]?.lower === 'be'
}

function skipAdverbs(tokens: Token[], at: number): number {
  let next = at
  while (
    next < at + 3 &&
    tokens[next] &&
    (/ly$/.test(tokens[next]!.lower) || /^(?:then|now|only|also|again|just|at|last)$/.test(tokens[next]!.lower))
  )
    next++
  return next
}

/** Reads what leads to a quotation: `Tom turned to Huck, and said:` */
export function readTagBefore(tokens: Token[]): SpeechTag | undefined {
  const last = tokens.at(-1)
  if (!last) return undefined
  const sentence = tokens.slice(lastSentence(tokens))
  const leads = /^[:,—–-]$/.test(last.text) || (last.isWord && isSpeechVerb(last.lower))
  if (!leads) return undefined
  const verb = lastSpeechVerb(sentence)
  if (verb >= 0) {
    const subject = subjectOf(sentence, verb)
    if (subject) return { subject, by: 'told' }
  }
  if (last.text !== ':') return undefined
  const subject = firstSubject(sentence, sentence.length)
  return subject && { subject, by: 'introduced' }
}

/** The index of the token that begins the last sentence; `He laughed.--` ends with one. */
export function lastSentence(tokens: Token[]): number {
  for (let at = tokens.findLastIndex(({ isWord }) => isWord) - 1; at >= 0; at--)
    if (/^[.!?]$/.test(tokens[at]!.text)) return at + 1
  return 0
}

function lastSpeechVerb(sentence: Token[]): number {
  for (let at = sentence.length - 1; at >= 0; at--) {
    const { lower, isCapital } = sentence[at]!
    if (isSpeechVerb(lower, sentence[at + 1]?.lower) && !(isCapital && at > 0) && !isInfinitive(sentence, at)) return at
  }
  return -1
}

/** Right behind the verb at the end (`said Tom:`), right before it, or the first of the sentence. */
function subjectOf(sentence: Token[], verb: number): NounPhrase | undefined {
  const behind = readNounPhrase(sentence, verb + 1)
  if (behind && behind.to >= sentence.length - 1 && verb === 0) return behind
  for (let back = 1; back <= 7; back++) {
    const before = readNounPhrase(sentence, verb - back)
    // `she was stopped by Sir Thomas’s saying: …`
    if (before?.isPossessive && before.to === verb && /ing$/.test(sentence[verb]!.lower)) return before
    if (
      before &&
      !before.isPossessive &&
      before.to <= verb &&
      skipAdverbs(sentence, before.to) === verb &&
      !isObject(sentence, before)
    )
      return before
  }
  return firstSubject(sentence, verb) ?? behind
}

const prepositions = new Set(
  'to at of with by from for in on upon into after before behind beside near toward towards over about against through like'.split(
    ' ',
  ),
)

function isObject(sentence: Token[], { from }: NounPhrase): boolean {
  return prepositions.has(sentence[from - 1]?.lower ?? '')
}

/** The first person of a sentence that stands where subjects do: behind what is done on the side (`Seeing Tom, she …`). */
export function firstSubject(sentence: Token[], before: number): NounPhrase | undefined {
  const comma = /ing$/.test(sentence[0]?.lower ?? '') ? sentence.findIndex(({ text }) => text === ',') : -1
  for (let at = comma + 1; at < before; at++) {
    const phrase = readNounPhrase(sentence, at)
    if (!phrase) continue
    if (!phrase.isPossessive && phrase.to <= before && !isObject(sentence, phrase)) return phrase
    at = phrase.to - 1
  }
  return undefined
}
