import type { Character } from '../characters/character.ts'
import { type NounPhrase, toKey } from '../words/noun-phrases.ts'
import { titles } from '../words/people.ts'

/** Whom a text means by a name, as an index into the characters. */
export type FindCharacter = (phrase: NounPhrase) => number | undefined

/** Knows characters by all their names; a word that stands for several means the most important of them. */
export function knowNames(characters: Character[]): FindCharacter {
  const byKey = new Map<string, number>()
  const narrator = characters.findIndex(({ isNarrator }) => isNarrator)
  for (const [index, { keys }] of characters.entries())
    for (const key of keys) if (!byKey.has(key)) byKey.set(key, index)
  return (phrase) => {
    if (phrase.kind === 'pronoun') return phrase.words[0] === 'i' && narrator >= 0 ? narrator : undefined
    const key = toKey(phrase)
    const known = byKey.get(key)
    if (known !== undefined || phrase.kind === 'role') return known
    const words = key.split(' ')
    while (words.length > 1 && titles.has(words[0]!)) words.shift()
    return byKey.get(words.join(' '))
  }
}
