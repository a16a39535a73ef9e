import type { SpeechTag } from '../attribution/speech-tags.ts'
import { firstSubject, lastSentence, readTagAfter, readTagBefore } from '../attribution/speech-tags.ts'
import { findQuotations, type Quotation } from '../quotations/find-quotations.ts'
import { type NounPhrase, readNounPhrase } from '../words/noun-phrases.ts'
import type { Gender } from '../words/people.ts'
import { isVerb } from '../words/speech-verbs.ts'
import { type Token, toTokens } from '../words/tokens.ts'
import { readAddress } from './read-address.ts'

/** Somebody who is mentioned outside quotations. */
export interface Mention {
  phrase: NounPhrase
  /** UTF-16 range in the paragraph. */
  start: number
  end: number
  /** They do something. */
  isSubject: boolean
  /** Behind `in`, `at`: places stand there. */
  isPlace: boolean
}

/** `he`, `her`: tells the gender of who was mentioned before. */
export interface Cue {
  start: number
  gender: Gender
}

export interface Speech extends Quotation {
  tag?: SpeechTag
  /** Who is spoken to: by name, or only a gender (`sir`). */
  addressed: NounPhrase[]
  addressedGender: Gender
  /** Names that are said in it. */
  named: NounPhrase[]
  /** Said of oneself: `I am Sherlock Holmes`. */
  ownName?: NounPhrase
  /** Who acts in the sentence before it, and in the one behind it, where no tag says who speaks. */
  actsBefore?: NounPhrase
  actsAfter?: NounPhrase
}

/** A paragraph as far as it tells who speaks. */
export interface ReadParagraph {
  speeches: Speech[]
  mentions: Mention[]
  cues: Cue[]
  /** How often `I` is said outside quotations, and words there. */
  ownWords: number
  words: number
  /** Leads to a speech in the next paragraph: ends with a colon or comma. */
  leadsTo?: SpeechTag
  /** Who acts in its last sentence, when nobody speaks in it. */
  actsLast?: NounPhrase
}

/**
 * Reads what paragraphs tell of speakers, without knowing anybody yet. Yields between its steps.
 * @param most how many quotations are taken for speech, the first ones; the rest is read as if it were told
 */
export function* readParagraphs(
  paragraphs: string[],
  most = Number.POSITIVE_INFINITY,
): Generator<void, ReadParagraph[]> {
  const quotations = Map.groupBy(yield* findQuotations(paragraphs), ({ paragraph }) => paragraph)
  const read: ReadParagraph[] = []
  let room = most
  for (const [index, text] of paragraphs.entries()) {
    yield
    const spoken = (quotations.get(index) ?? []).filter(({ isSpeech }) => isSpeech).slice(0, room)
    room -= spoken.length
    read.push(readParagraph(text, spoken))
  }
  return read
}

function readParagraph(text: string, spoken: Quotation[]): ReadParagraph {
  const gaps = toGaps(text, spoken)
  const paragraph: ReadParagraph = { speeches: [], mentions: [], cues: [], ownWords: 0, words: 0 }
  for (const tokens of gaps) collectMentions(tokens, paragraph)
  paragraph.speeches = spoken.map((quotation, index) => {
    const acting = { actsBefore: actsLast(gaps[index]!), actsAfter: actsFirst(gaps[index + 1]!) }
    return { ...quotation, ...readAddress(text, quotation), ...acting, tag: tagOf(text, quotation, gaps, index) }
  })
  if (spoken.length === 0) {
    paragraph.leadsTo = readTagBefore(gaps[0]!)
    paragraph.actsLast = actsLast(gaps[0]!)
  }
  return paragraph
}

function actsLast(tokens: Token[]): NounPhrase | undefined {
  const sentence = tokens.slice(lastSentence(tokens))
  return firstSubject(sentence, sentence.length)
}

function actsFirst(tokens: Token[]): NounPhrase | undefined {
  const subject = readNounPhrase(tokens, 0)
  return subject && !subject.isPossessive && acts(tokens, subject.to) ? subject : undefined
}

/** What stands before, between and behind quotations. */
function toGaps(text: string, quotations: Quotation[]): Token[][] {
  const borders = [0, ...quotations.flatMap(({ start, end }) => [start, end]), text.length]
  const gaps: Token[][] = []
  for (let index = 0; index < borders.length; index += 2)
    gaps.push(toTokens(text, borders[index]!, borders[index + 1]!))
  return gaps
}

const goesOn = /[,!?—–…-][’'”"»]?$/

function tagOf(text: string, { start, end }: Quotation, gaps: Token[][], index: number): SpeechTag | undefined {
  const after = gaps[index + 1]!
  const before = gaps[index]!
  const isOpen = goesOn.test(text.slice(Math.max(start, end - 3), end))
  const behind = readTagAfter(after, isOpen)
  const leading = before.length > 0 ? readTagBefore(before) : undefined
  // What stands between two quotations leads to the second when it ends with a colon.
  const leadsToNext = index + 1 < gaps.length - 1 && after.at(-1)?.text === ':'
  if (behind?.by === 'told' && !(leadsToNext && !isOpen)) return behind
  // A tag between two quotations belongs to the first; the second has it only when it leads there.
  if (leading && (index === 0 || before.at(-1)?.text === ':' || !belongsBehind(text, gaps, index))) return leading
  return leadsToNext ? undefined : behind
}

/** Whether what stands before a quotation is told of the quotation before that. */
function belongsBehind(text: string, gaps: Token[][], index: number): boolean {
  const first = gaps[index]![0]
  if (!first) return false
  return goesOn.test(text.slice(0, first.start).trimEnd()) || readTagAfter(gaps[index]!, false) !== undefined
}

const genders: Record<string, Gender> = {
  he: 'male',
  him: 'male',
  his: 'male',
  himself: 'male',
  she: 'female',
  her: 'female',
  hers: 'female',
  herself: 'female',
}
const places = new Set('in at from near through across towards into of around beyond'.split(' '))

function collectMentions(tokens: Token[], into: ReadParagraph): void {
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.isWord) into.words++
    if (token.text === 'I') into.ownWords++
    const cue = genders[token.lower]
    if (cue) into.cues.push({ start: token.start, gender: cue })
    const phrase = readNounPhrase(tokens, at)
    if (!phrase) continue
    const before = tokens[at - 1]?.lower
    const isPlace = before !== undefined && places.has(before)
    const isSubject = !phrase.isPossessive && !isPlace && acts(tokens, phrase.to)
    const { start } = tokens[phrase.from]!
    const { end } = tokens[phrase.to - 1]!
    into.mentions.push({ phrase, start, end, isSubject, isPlace })
    into.words += phrase.to - phrase.from - 1
    // `his mother` tells of him as well.
    const owner = genders[token.lower]
    if (phrase.kind === 'role' && !owner)
      for (let inner = at + 1; inner < phrase.to; inner++) addCue(tokens[inner]!, into)
    at = phrase.to - 1
  }
}

function addCue({ lower, start }: Token, into: ReadParagraph): void {
  const gender = genders[lower]
  if (gender) into.cues.push({ start, gender })
}

function acts(tokens: Token[], at: number): boolean {
  const next = tokens[at]
  if (!next) return false
  if (/ly$/.test(next.lower) || next.lower === 'then') return acts(tokens, at + 1)
  return !next.isCapital && isVerb(next.lower)
}
