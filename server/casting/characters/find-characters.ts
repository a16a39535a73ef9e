import type { ReadParagraph } from '../reading/read-paragraphs.ts'
import { genderOfFirstName } from '../words/first-names.ts'
import { type NounPhrase, toKey } from '../words/noun-phrases.ts'
import { titles } from '../words/people.ts'
import type { Character } from './character.ts'
import { settleGenders } from './genders.ts'
import { mergeNames } from './merge-names.ts'
import { mergeRoles } from './merge-roles.ts'
import type { NameCount } from './name-count.ts'
import { nameOfNarrator } from './narrator.ts'

/** Finds who speaks in a text: names and roles that do what people do, those of one person together. */
export function findCharacters(paragraphs: ReadParagraph[]): Character[] {
  const counts = countNames(paragraphs)
  const people = withParts(oftenest([...counts.values()].filter(isPerson)), counts)
  const named = mergeNames(people, findAppositions(paragraphs))
  const characters = nameOfNarrator(paragraphs, named, counts)
  settleGenders(paragraphs, characters)
  return mergeRoles(paragraphs, characters)
}

/** Each name is compared with all others. The longest novels have some hundred. */
const mostNames = 1_000

/** Those that come up most, where a text has more names than any story. */
function oftenest(people: NameCount[]): NameCount[] {
  if (people.length <= mostNames) return people
  return people.toSorted((a, b) => b.mentions + b.speaks - a.mentions - a.speaks).slice(0, mostNames)
}

function countNames(paragraphs: ReadParagraph[]): Map<string, NameCount> {
  const counts = new Map<string, NameCount>()
  const at = (phrase: NounPhrase) => {
    const key = toKey(phrase)
    const known = counts.get(key)
    if (known && isShouted(known.written)) known.written = phrase.words.join(' ')
    if (known) return known
    const none = { mentions: 0, certain: 0, speaks: 0, acts: 0, leads: 0, place: 0, addressed: 0, named: 0, withThe: 0 }
    const count = { key, written: phrase.words.join(' '), phrase, ...none }
    counts.set(key, count)
    return count
  }
  for (const [index, { mentions, speeches, leadsTo }] of paragraphs.entries()) {
    for (const { phrase, isSubject, isPlace } of mentions) {
      if (phrase.kind === 'pronoun') continue
      const count = at(phrase)
      count.mentions++
      if (!phrase.isDoubtful) count.certain++
      if (isSubject) count.acts++
      if (isPlace) count.place++
      if (phrase.determiner === 'the') count.withThe++
    }
    for (const { tag, addressed, named, actsBefore } of speeches) {
      const acting = actsBefore ?? paragraphs[index - 1]?.actsLast
      if (acting && acting.kind !== 'pronoun' && (!tag || tag.subject.kind === 'pronoun')) at(acting).leads++
      if (tag && tag.subject.kind !== 'pronoun') at(tag.subject).speaks += tag.by === 'acting' ? 0.5 : 1
      for (const phrase of addressed) at(phrase).addressed++
      for (const phrase of named) at(phrase).named++
    }
    const isFollowed = (paragraphs[index + 1]?.speeches.length ?? 0) > 0
    if (leadsTo && isFollowed && leadsTo.subject.kind !== 'pronoun')
      at(leadsTo.subject).speaks += leadsTo.by === 'told' ? 1 : 0.5
  }
  return counts
}

/** A word of somebody's longer name is them too, however rarely it stands alone. */
function withParts(people: NameCount[], counts: Map<string, NameCount>): NameCount[] {
  const all = new Set(people)
  for (const { key, phrase } of people) {
    const words = phrase.kind === 'name' ? key.split(' ') : []
    for (const word of [words[0], words.at(-1)]) {
      const part = words.length > 1 && word && !titles.has(word) ? counts.get(word) : undefined
      if (part?.phrase.kind === 'name') all.add(part)
    }
  }
  return [...all]
}

/** Written in capitals only: EMMA */
function isShouted(written: string): boolean {
  return written.length > 1 && written === written.toUpperCase()
}

/** Places and things have names too; people speak, are spoken to, act, and have titles. */
function isPerson({
  phrase,
  key,
  mentions,
  certain,
  speaks,
  acts,
  leads,
  place,
  addressed,
  withThe,
}: NameCount): boolean {
  if (phrase.kind === 'role') return speaks >= 1 || leads >= 2 || acts >= 3
  const words = key.split(' ')
  const isTitled = titles.has(words[0]!)
  const isMisterOrMiss = isTitled && titles.get(words[0]!) !== 'unknown'
  const isGiven = words.some((word) => genderOfFirstName(word) !== undefined)
  if (mentions === 0 && !isTitled && !(isGiven && addressed >= 2)) return false
  if (certain === 0 && !isGiven && !isMisterOrMiss && speaks < 1 && addressed < 2 && mentions < 3) return false
  if (words.length === 1 && isTitled) return speaks >= 1 || leads >= 1 || acts >= 2
  const known = isTitled ? 3 : isGiven ? (words.length > 1 ? 3 : 2) : 0
  const score =
    4 * speaks + known + 1.5 * addressed + acts - (known > 2 ? 0 : 1.5 * place) - (withThe > mentions / 2 ? 1 : 0)
  return score >= 3
}

/** Whose mother is meant changes. */
const kinWords = new Set(
  'mother father wife husband sister brother son daughter aunt uncle niece nephew friend cousin lady'.split(' '),
)

/** `Mr. Utterson the lawyer`: whom a role belongs to. In a list (`Sid, Mary, the minister`) each is somebody else. */
function findAppositions(paragraphs: ReadParagraph[]): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const { mentions } of paragraphs) {
    for (const [index, { phrase, start, end }] of mentions.entries()) {
      const [before, next, afterNext] = [mentions[index - 1], mentions[index + 1], mentions[index + 2]]
      if (!next || phrase.kind !== 'name' || next.phrase.kind !== 'role' || next.phrase.determiner !== 'the') continue
      if (kinWords.has(toKey(next.phrase))) continue
      const isOneOfMany = (before && start - before.end <= 2) || (afterNext && afterNext.start - next.end <= 2)
      if (next.start - end <= 2 && !isOneOfMany && !phrase.isPossessive) pairs.set(toKey(next.phrase), toKey(phrase))
    }
  }
  return pairs
}
