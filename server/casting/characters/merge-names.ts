import { genderOfFirstName, isSameFirstName } from '../words/first-names.ts'
import { ageOfWords, type Gender, titles } from '../words/people.ts'
import type { Character } from './character.ts'
import type { NameCount } from './name-count.ts'

interface Name extends NameCount {
  titles: string[]
  /** Without titles. */
  core: string[]
  gender: Gender
  weight: number
}

type Group = { names: Name[]; gender: Gender; weight: number }

/**
 * Puts names of one person together: `Mr. Darcy`, `Darcy` and `Fitzwilliam Darcy`; `the White Rabbit` and `the Rabbit`.
 * @param appositions the name that a role belongs to, by keys
 */
export function mergeNames(counts: NameCount[], appositions: Map<string, string>): Character[] {
  const names = counts.map(toName)
  // Longer names first: shorter ones are then seen to be part of one or of several.
  const isTitled = ({ titles }: Name) => (titles.length > 0 ? 1 : 0)
  names.sort((a, b) => b.core.length - a.core.length || isTitled(b) - isTitled(a) || b.weight - a.weight)
  const groups: Group[] = []
  for (const name of names) {
    const group = groupOf(name, groups) ?? groupOfRole(name, groups, appositions)
    if (group) addTo(group, name)
    else groups.push({ names: [name], gender: name.gender, weight: name.weight })
  }
  return groups.map(toCharacter).sort((a, b) => b.weight - a.weight)
}

function toName(count: NameCount): Name {
  const words = count.key.split(' ')
  const isTitle = (word: string) => titles.has(word)
  const first = words.findIndex((word) => !isTitle(word))
  const isRole = count.phrase.kind === 'role' || first < 0
  const core = isRole ? words : words.slice(first)
  const weight = count.mentions + 2 * count.speaks + count.addressed + 0.3 * count.named
  return { ...count, titles: isRole ? [] : words.slice(0, first), core, gender: genderOf(count, core, isRole), weight }
}

function genderOf({ phrase }: NameCount, core: string[], isRole: boolean): Gender {
  if (phrase.gender !== 'unknown' || isRole) return phrase.gender
  return genderOfFirstName(core[0]!) ?? 'unknown'
}

const mayBeOne = (a: Gender, b: Gender) => a === 'unknown' || b === 'unknown' || a === b
/** Sir Thomas is not Tom. */
const isPlainlyTitled = ({ titles }: Name) => titles.every((title) => title === 'miss' || title === 'mr')
const isMister = (name: Name) => name.titles.includes('mr')
/** Behind these stands a surname; behind others, as Lady and Aunt, a given name as well. */
const beforeSurnames = new Set(
  'mr mrs ms dr doctor colonel captain major general professor inspector sergeant lieutenant admiral judge col capt gen lt sgt prof rev reverend'.split(
    ' ',
  ),
)
const isSurname = (name: Name) => name.core.length === 1 && name.titles.some((title) => beforeSurnames.has(title))
const isMarried = (name: Name) => name.titles.includes('mrs') || name.titles.includes('lady')

function groupOf(name: Name, groups: Group[]): Group | undefined {
  const candidates = groups.filter(
    (group) =>
      mayBeOne(group.gender, name.gender) &&
      group.names.some((other) => isSame(name, other)) &&
      !group.names.some((other) => isOtherRank(name, other)),
  )
  if (candidates.length <= 1) return candidates[0]
  const worth = (group: Group) => group.weight * (isBare(name) && isCalledSo(name, group) ? 10 : 1)
  candidates.sort((a, b) => worth(b) - worth(a))
  const [most, second] = candidates
  // Miss Bennet may be any of the sisters: with a title it is somebody of its own, unless one of them is meant nearly always.
  const isTitledSurname = name.titles.length > 0 && name.core.length === 1
  const isUnsure = name.titles.includes('miss') || most!.weight < 4 * second!.weight
  return isTitledSurname && isUnsure ? undefined : most
}

const isBare = (name: Name) => name.titles.length === 0 && name.core.length === 1

/** Joe is Joe Harper rather than Injun Joe; a surname alone is a man's where he and his sister have it. */
function isCalledSo({ core: [bare] }: Name, { names }: Group): boolean {
  const isGivenName = names.some(({ core }) => core[0] === bare && core.length > 1)
  return genderOfFirstName(bare!) === undefined ? names.some(isMister) && !isGivenName : isGivenName
}

function isSame(name: Name, other: Name): boolean {
  if (name.core.length > other.core.length) return false
  const isRole = name.phrase.kind === 'role'
  if (isRole !== (other.phrase.kind === 'role')) return false
  if (name.core.join(' ') === other.core.join(' ')) return isSameByTitle(name, other)
  if (isRole)
    return (
      name.core.length === 1 &&
      name.core[0] === other.core.at(-1) &&
      name.phrase.determiner === 'the' &&
      other.core.length > 1
    )
  const [first, last] = [other.core[0]!, other.core.at(-1)!]
  const given = name.core[0]!
  const isPlain = isPlainlyTitled(other) && isPlainlyTitled(name)
  if (name.core.length > 1)
    return name.core.at(-1) === last && (given === first || (isPlain && isSameFirstName(given, first)))
  const hasOwnTitle = name.titles.length > 0 && name.titles.at(-1) === other.titles.at(-1)
  if (given === first && hasOwnTitle && other.core.length > 1) return true
  if (isMarried(name) && !hasOwnTitle) return false
  if (given === last && other.core.length > 1) return !isMarried(other) || isMarried(name) || name.titles.length === 0
  if (isSurname(name) || isMarried(name)) return false
  if (given === first) return other.core.length > 1
  return isPlain && !isMister(other) && isSameFirstName(given, first)
}

/** Mrs. and Miss Bennet are two; Mr. Darcy and Darcy are one. */
function isSameByTitle(a: Name, b: Name): boolean {
  const [ofA, ofB] = [a.titles.at(-1), b.titles.at(-1)]
  if (ofA === undefined || ofB === undefined) return !isMarried(a) && !isMarried(b)
  if (ofA === ofB) return true
  return isMarried(a) === isMarried(b)
}

/** Mr. and Admiral Crawford are two as well, and so are Mr. Elliot and Sir Walter Elliot. */
const ranks = new Set('sir lord admiral captain colonel general major lieutenant sergeant inspector judge'.split(' '))
const isRanked = (name: Name) => name.titles.some((title) => ranks.has(title))

function isOtherRank(a: Name, b: Name): boolean {
  if (a.core.at(-1) !== b.core.at(-1) || a.titles.at(-1) === b.titles.at(-1)) return false
  return (isRanked(a) && (isRanked(b) || isMister(b))) || (isMister(a) && isRanked(b))
}

function groupOfRole(name: Name, groups: Group[], appositions: Map<string, string>): Group | undefined {
  const key = name.phrase.kind === 'role' ? appositions.get(name.key) : undefined
  const group = key === undefined ? undefined : groups.find(({ names }) => names.some((other) => other.key === key))
  return group && mayBeOne(group.gender, name.gender) ? group : undefined
}

function addTo(group: Group, name: Name): void {
  group.names.push(name)
  group.weight += name.weight
  if (group.gender === 'unknown') group.gender = name.gender
}

function toCharacter({ names, gender, weight }: Group): Character {
  const isRole = ({ phrase }: Name) => phrase.kind === 'role'
  const byWeight = names.toSorted((a, b) => Number(isRole(a)) - Number(isRole(b)) || b.weight - a.weight)
  const [most] = byWeight
  return {
    name: displayName(most!),
    keys: names.map(({ key }) => key),
    aliases: byWeight.map(displayName),
    gender,
    age: ageOfWords(names.flatMap(({ key }) => key.split(' '))),
    isRole: names.every(isRole),
    isNarrator: false,
    weight,
  }
}

/** `his wife`, `one woman`; a man and old man are `the man` and `the old man`. */
const pointing = new Set('his her my our their your its this that another one'.split(' '))

function displayName({ written, phrase, withThe, mentions }: Name): string {
  const name = written.replace(/\b(Mr|Mrs|Ms|Dr|Prof|Capt|Col|Gen|Lt|Sgt|Rev|Hon|Mme|Mlle|St)\b(?!\.)/g, '$1.')
  if (phrase.kind === 'role')
    return phrase.determiner === '' ? name : `${pointing.has(phrase.determiner) ? phrase.determiner : 'the'} ${name}`
  return withThe > mentions / 2 ? `the ${name}` : name.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())
}
