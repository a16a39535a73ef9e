import { openTurn } from '#server/base/give-way.ts'
import { splitSentences } from '#server/text/sentences.ts'
import type { ReadableSource, SourceSpan } from '../podcast.ts'
import type { Wording } from './wording.ts'

/** A sentence of a source, and whether it may be said. */
export interface Sentence {
  sourceIndex: number
  /** Counted through all sources. */
  paragraph: number
  /** As it is said: without marks of citation. */
  text: string
  /** As it is written. */
  span: SourceSpan
  /** It is prose and whole. */
  isUsable: boolean
  /** It begins with a word that points to the sentence before, and is not said without it. */
  pointsBack: boolean
}

/** The sentences of the sources in order. One that was there before is not usable again. */
export async function listSentences(sources: ReadableSource[], { pointingBack }: Wording): Promise<Sentence[]> {
  const giveWay = openTurn()
  const pointers = new Set(pointingBack.split(' '))
  const seen = new Set<string>()
  const sentences: Sentence[] = []
  let paragraph = 0
  for (const { index, paragraphs, language } of sources) {
    for (const text of paragraphs) {
      await giveWay()
      paragraph++
      for (const { start, end } of splitSentences(text, language)) {
        const quote = text.slice(start, end).trim()
        const said = withoutCitations(quote)
        const isUsable = isProse(said) && !seen.has(said)
        seen.add(said)
        const pointsBack = pointers.has(firstWord(said)) || namesNobody(said, language)
        const span = { sourceIndex: index, quote }
        sentences.push({ sourceIndex: index, paragraph, text: said, span, isUsable, pointsBack })
      }
    }
  }
  return sentences
}

function firstWord(text: string): string {
  return /\p{L}+/u.exec(text.toLowerCase())?.[0] ?? ''
}

/** English: a person is meant who has no name in the sentence before the pronoun. */
function namesNobody(text: string, language: string): boolean {
  if (language !== 'en') return false
  const before = /^(.*?)\b(?:he|she|his|her|him|they|their|them)\b/is.exec(text)?.[1]
  if (before === undefined) return false
  const names = before.slice(1).match(/(?<![.!?]\s)\b\p{Lu}\p{Ll}+/gu) ?? []
  const others = before.match(/\b(?:\p{Ll}+s|people|men|women|who)\b/gu) ?? [] // for they
  const isOfMany = /\b(?:they|their|them)\b/i.test(text.slice(before.length, before.length + 6))
  return (
    names.every((name) =>
      /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/.test(name),
    ) && !(isOfMany && others.length > 0)
  )
}

/** `[12]`, `[a]`, `[citation needed]`: what encyclopaedias put behind a statement. */
function withoutCitations(text: string): string {
  return text.replace(/\s*\[(?:\d{1,3}|\p{Ll}|note \d{1,2}|citation needed|edit)\]/giu, '').trim()
}

const fewestWords = 5
const mostWords = 60

/** Neither code nor a list, a caption, a fragment, or a half of a quotation. What looks like markup could be read as such. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/).length
  if (words < fewestWords || words > mostWords) return false
  if (/[{}<>|\\[\]_=]|https?:|www\./i.test(text)) return false
  if (!/^["'“‘„«»¿¡(]*[\p{Lu}\p{N}]/u.test(text) || !/[.!?…]["'”’“»)]*$/.test(text)) return false
  if ((text.match(/\p{L}/gu)?.length ?? 0) < 0.7 * text.length) return false
  return hasBothMarks(text) && !isFromThePage(text, words)
}

const pairs = [
  ['“', '”'],
  ['„', '“'],
  ['«', '»'],
  ['(', ')'],
] as const

function hasBothMarks(text: string): boolean {
  if (count(text, '"') % 2 === 1) return false
  if (text.includes('„')) return count(text, '„') <= count(text, '“') + count(text, '”')
  return pairs.every(([open, close]) => open === '„' || count(text, open) === count(text, close))
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}

/** What a web page says of itself and of who may read on, in short sentences. */
function isFromThePage(text: string, words: number): boolean {
  return words < 20 && (ofThePage.test(text) || ofTheWall.test(text))
}

const ofThePage =
  /\b(?:subscribe|newsletter|cookies?|log in|sign (?:in|up)|all rights reserved|click here|javascript|advertisement|abonnieren|anmelden|s’abonner)\b/i
const ofTheWall =
  /\b(?:articles? (?:left|remaining|this (?:week|month))|your free articles?|(?:continue|keep) reading|read on(?=[.,!])|already an? (?:subscriber|member)|subscribers? only|free trial|free account|weiterlesen|abonnent(?:en|in)?|réservé aux abonnés|abonnez-vous|suscríbete|abbonati|assine)(?!\p{L})/iu
