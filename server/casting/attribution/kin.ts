import type { Character } from '../characters/character.ts'
import type { NounPhrase } from '../words/noun-phrases.ts'
import { roles } from '../words/people.ts'

const owners = new Set(['his', 'her', 'their', 'my', 'our'])
const married = 'mrs lady madame aunt countess duchess queen baroness'.split(' ')
const masters =
  'mr sir lord dr doctor colonel captain major general uncle squire count duke king baron judge professor'.split(' ')

/** The titles that somebody's mother has; an empty list where any name will do. */
const kin = new Map<string, string[]>()
for (const word of ['mother', 'wife', 'lady', 'mamma', 'mama']) kin.set(word, married)
for (const word of ['father', 'husband', 'papa']) kin.set(word, masters)
for (const word of ['aunt', 'grandmother']) kin.set(word, [...married, 'miss'])
const ofAnyName =
  'sister daughter niece brother son nephew uncle cousin friend companion grandson granddaughter grandfather'
for (const word of ofAnyName.split(' ')) kin.set(word, [])

/** `her mother`: somebody who may have a name, which then is meant. */
export function isKin({ kind, words, determiner }: NounPhrase): boolean {
  return kind === 'role' && owners.has(determiner) && kin.has(words.at(-1)!)
}

/** From -1 to 1: how well somebody is the kin that is told of; the kin itself fits, and a named one who is around more. */
export function fitOfKin(
  subject: NounPhrase,
  isItself: boolean,
  { gender, keys, isRole, isNarrator }: Character,
): number {
  if (isItself) return 0.55
  if (isRole || isNarrator) return -1
  const word = subject.words.at(-1)!
  const told = roles.get(word) ?? 'unknown'
  if (told !== 'unknown' && gender !== told) return -1
  const titles = kin.get(word)!
  return titles.length === 0 || keys.some((key) => titles.includes(key.split(' ')[0]!)) ? 0.9 : -1
}
