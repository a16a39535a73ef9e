import { join } from 'node:path'
import { openLexicon } from '#server/g2p/lexicon/lexicon.ts'
import { openTagger } from '#server/g2p/tagging/tagger.ts'

/** Finds what a turn says and its sources do not, as words of the turn; none when all is well. */
export type CheckTurn = (text: string) => string[]

export interface CheckOptions {
  /** What the model was told, none of which is to be heard. */
  instructions: string
  /** ISO 639-1, of the podcast. */
  language: string
  /** The sources are in another language, where countries and the like have other names. */
  isTranslation: boolean
}

/**
 * Numbers and proper names of a turn must stand in what it is made of, and so must addresses; markup and words of our own
 * instructions must not be in it.
 * @param material all texts that a podcast may draw on
 */
export function openCheck(material: string[], { instructions, language, isTranslation }: CheckOptions): CheckTurn {
  const text = material.join('\n')
  const tokens = new Set((text.toLowerCase().match(word) ?? []).flatMap((one) => [one, one.replace(/['’]s$/, '')]))
  const numbers = new Set(listNumbers(text).map(({ value }) => value))
  const told = new Set(inEights(instructions))
  const namesOf = openNames(language, isTranslation)
  const isCounted = language === 'en' && !isTranslation
  const isKnown = (name: string) => tokens.has(name) || tokens.has(name.replace(/['’]?s$/, ''))
  return (turn) => [
    ...listNumbers(turn).flatMap(({ written, value }) => (numbers.has(value) ? [] : [written])),
    ...(isCounted ? listNumberWords(turn) : []).filter(
      (one) => !tokens.has(one) && !numbers.has(wordValues.get(one) ?? ''),
    ),
    ...namesOf(turn).filter((name) => !isKnown(name.toLowerCase())),
    ...(turn.match(/[<>{}|`*#]|\[[^[\]]*\]/g) ?? []),
    ...listLinks(turn).filter((link) => !text.includes(link)),
    ...(inEights(turn).some((eight) => told.has(eight)) ? ['(words of the instructions)'] : []),
  ]
}

const word = /[\p{L}\p{N}]+(?:['’][\p{L}]+)*/gu

/** Addresses of pages and of people. Word by word: the model may write thousands of signs that could each begin one. */
function listLinks(text: string): string[] {
  return text.split(/\s+/).flatMap((one) => {
    const [page] = /(?:https?:\/\/|www\.)\S+/i.exec(one) ?? []
    return page ?? (isMailAddress(one) ? one : [])
  })
}

/** `x@y.z` */
function isMailAddress(word: string): boolean {
  const at = word.indexOf('@', 1)
  const dot = word.lastIndexOf('.', word.length - 2)
  return at !== -1 && dot > at + 1
}

/** `1,200`, `1.200` and `1 200` are the same number, and so are `3.50` and `3,50`. */
function listNumbers(text: string): { written: string; value: string }[] {
  const found = text.match(/\p{Nd}+(?:[.,'’\u00a0\u202f ]\p{Nd}{3}(?!\p{Nd}))*(?:[.,]\p{Nd}+)?/gu) ?? []
  return found.map((written) => ({ written, value: written.replace(/[^\p{Nd}]/gu, '').replace(/^0+(?=\d)/, '') }))
}

/** What is counted with in English; the smaller ones are said of anything. */
const englishNumbers =
  'three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  )
const englishTens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')
const englishLarge = ['hundred', 'thousand', 'million', 'billion', 'trillion']
const wordValues = new Map([
  ...englishNumbers.map((one, index) => [one, String(index + 3)] as const),
  ...englishTens.map((one, index) => [one, String((index + 2) * 10)] as const),
])
const numberWords = new Set([...englishNumbers, ...englishTens, ...englishLarge])

function listNumberWords(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).filter((one) => numberWords.has(one))
}

/** Every eight words in a row. */
function inEights(text: string): string[] {
  const words = text.toLowerCase().match(word) ?? []
  return words.slice(7).map((_, index) => words.slice(index, index + 8).join(' '))
}

/**
 * Words with a capital that have it for themselves: inside a sentence, beside another one, or at its start where English
 * knows no such word in lower case. German gives every noun a capital, so there only two in a row are a name, and in a
 * translation only those keep it.
 */
function openNames(language: string, isTranslation: boolean): (text: string) => string[] {
  const isOrdinary = language === 'en' && !isTranslation ? openOrdinary() : () => true
  const onlyInPairs = language === 'de' || isTranslation
  return (text) => {
    const found = [...text.matchAll(/\p{Lu}[\p{L}\p{N}]*(?:['’-][\p{L}\p{N}]+)*/gu)]
    return found.flatMap(({ 0: name, index }) => {
      if (/^I(?:['’]\p{L}+)?$/u.test(name) || /^\p{L}$/u.test(name)) return []
      const isFirst = startsSentence(text, index)
      const isBeside = hasNameBefore(text, index) || /^\s\p{Lu}\p{L}/u.test(text.slice(index + name.length))
      const isName = onlyInPairs ? isBeside && !isFirst : !isFirst || !isOrdinary(text.slice(index))
      return isName ? parts(name) : []
    })
  }
}

/** What is looked at before a word: in all of a long text, each of its words would take longer than the one before. */
const sight = 100

/** A capital that only begins a sentence makes no name of the word behind it. */
function hasNameBefore(text: string, index: number): boolean {
  const start = Math.max(0, index - sight)
  const before = /\p{Lu}[\p{L}’'-]*\s$/u.exec(text.slice(start, index))
  return before !== null && !startsSentence(text, start + before.index)
}

function parts(name: string): string[] {
  return name
    .replace(/['’]s?$/, '')
    .split('-')
    .filter((part) => /^\p{Lu}/u.test(part))
}

function startsSentence(text: string, index: number): boolean {
  return /(?:^|[.!?…:;–—]["'”’)]*\s+|["“‘(«„])["“‘(«„]*$/u.test(text.slice(Math.max(0, index - sight), index))
}

const folder = join(import.meta.dirname, '../../../data/g2p')

/** What a talk begins with, which the tagger takes for names. */
const calls = new Set('hello hi hey goodbye bye wow okay ok oh ah yes no well please good'.split(' '))

/** Whether English has the first word of a sentence in lower case, and means that here. */
function openOrdinary(): (sentence: string) => boolean {
  const find = openLexicon(join(folder, 'us.lex'))
  const tag = openTagger(join(folder, 'en.tag'))
  return (sentence) => {
    const words = sentence.slice(0, 200).match(/[\p{L}\p{N}]+(?:['’-]\p{L}+)*|[^\s\p{L}\p{N}]/gu) ?? []
    const first = words[0]!.toLowerCase().replace(/['’]\p{L}+$/u, '')
    if (calls.has(first)) return true
    const entry = find(first.split('-')[0]!)
    return entry !== undefined && !entry.isSecond && tag(words)[0] !== 'NNP'
  }
}
