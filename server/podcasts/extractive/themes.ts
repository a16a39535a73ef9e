import { join } from 'node:path'
import { openTagger, type Tagger } from '#server/g2p/tagging/tagger.ts'
import type { Tag } from '#server/g2p/tagging/tags.ts'

const mostThemes = 12
/** How often something comes up that counts. A name of several words is hardly ever said in full again. */
const leastCount = 2

/**
 * What sentences are about, most of it first: names, and in English nouns with what describes them, that come up again.
 * @param language ISO 639-1
 */
export function listThemes(sentences: string[], language: string): string[] {
  const counts = new Map<string, number>()
  const findThemes = language === 'en' ? openEnglishThemes() : listNames
  for (const theme of sentences.flatMap(findThemes)) counts.set(theme, (counts.get(theme) ?? 0) + 1)
  const often = [...counts].filter(([, count]) => count >= leastCount)
  const best = often.sort((one, other) => worthOf(other) - worthOf(one)).map(([theme]) => theme)
  return withoutParts(best).slice(0, mostThemes)
}

function worthOf([theme, count]: [string, number]): number {
  const isName = /^\p{Lu}/u.test(theme)
  return count * Math.sqrt(theme.split(' ').length) * (isName ? 1.5 : 1)
}

/** Runs of words with capitals that do not begin a sentence. */
function listNames(text: string): string[] {
  return text.match(/(?<=\p{L}[,;:]?\s)\p{Lu}[\p{L}’'-]{2,}(?:\s\p{Lu}[\p{L}’'-]+){0,3}/gu) ?? []
}

const dataFolder = join(import.meta.dirname, '../../../data/g2p')

let tagger: Tagger | undefined

function openEnglishThemes(): (text: string) => string[] {
  const tag = (tagger ??= openTagger(join(dataFolder, 'en.tag')))
  return (text) => {
    const words = text.match(/[\p{L}\p{N}]+(?:[’'-]\p{L}+)*|[^\p{L}\p{N}\s]/gu) ?? []
    return toPhrases(words, tag(words))
  }
}

/** `Robert Stevenson`, `the oil lamp`: proper nouns in a row, and two or three words that end in a noun. */
function toPhrases(words: string[], tags: Tag[]): string[] {
  const phrases: string[] = []
  for (let start = 0; start < words.length; ) {
    const kind = tags[start] === 'NNP' ? ['NNP'] : ['JJ', 'NN']
    let end = start
    while (end < words.length && kind.includes(tags[end]!) && !isOwner(words[end - 1], end > start)) end++
    const phrase = words.slice(start, end).map((word) => word.replace(/[’']s$/, ''))
    const isName = kind.length === 1 && !isOfTheCalendar(phrase[0]!)
    const isThing = kind.length === 2 && end - start >= 2 && end - start <= 3 && tags[end - 1] === 'NN'
    if (isName || (isThing && !isVague(phrase))) phrases.push(phrase.join(' '))
    start = Math.max(end, start + 1)
  }
  return phrases
}

/** What is owned is another thing: `Smeaton’s tower`. */
function isOwner(before: string | undefined, isInside: boolean): boolean {
  return isInside && /[’']s$/.test(before ?? '')
}

function isOfTheCalendar(word: string): boolean {
  return /^(?:January|February|March|April|May|June|July|August|September|October|November|December|\w+day)$/.test(word)
}

/** Counts and times are described by everything, and mean nothing by themselves. */
function isVague(phrase: string[]): boolean {
  const vague =
    /^(?:years?|days?|weeks?|months?|hours?|times?|centur(?:y|ies)|parts?|ways?|things?|ones?|kinds?|sorts?|numbers?|people|half|end)$/
  return (
    vague.test(phrase.at(-1)!) ||
    /^(?:same|other|such|many|few|first|last|next|own|several|more|most|much)$/.test(phrase[0]!)
  )
}

/** Of `Hori Parata` and `Parata` the one that is worth more. */
function withoutParts(themes: string[]): string[] {
  const kept: string[] = []
  for (const theme of themes) {
    const low = theme.toLowerCase()
    if (!kept.some((other) => other.toLowerCase().includes(low) || low.includes(other.toLowerCase()))) kept.push(theme)
  }
  return kept
}
