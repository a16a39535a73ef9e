import type { ReadParagraph } from '../reading/read-paragraphs.ts'
import { toKey } from '../words/noun-phrases.ts'
import { titles } from '../words/people.ts'
import type { Character } from './character.ts'

/** How far behind a name a pronoun still means it, in characters. */
const reach = 90

/** Tells the gender of characters, where their titles do not, by the pronouns that follow their names. Changes the list. */
export function settleGenders(paragraphs: ReadParagraph[], characters: Character[]): void {
  const votes = countPronouns(paragraphs, characters)
  for (const character of characters) {
    if (character.keys.some((key) => isTold(key)) || (character.isRole && character.gender !== 'unknown')) continue
    const { male, female } = votes.get(character) ?? { male: 0, female: 0 }
    const isKnown = character.gender !== 'unknown'
    const [least, factor] = isKnown ? [3, 4] : [1, 1.5]
    if (male >= least && male > factor * female) character.gender = 'male'
    else if (female >= least && female > factor * male) character.gender = 'female'
  }
}

function isTold(key: string): boolean {
  const gender = titles.get(key.split(' ')[0]!)
  return gender !== undefined && gender !== 'unknown'
}

function countPronouns(paragraphs: ReadParagraph[], characters: Character[]) {
  const byKey = new Map(characters.flatMap((character) => character.keys.map((key) => [key, character] as const)))
  const votes = new Map(characters.map((character) => [character, { male: 0, female: 0 }]))
  for (const { mentions, cues } of paragraphs) {
    const people = mentions.filter(({ phrase }) => phrase.kind !== 'pronoun')
    let nextCue = 0
    for (const [index, { phrase, end }] of people.entries()) {
      while (nextCue < cues.length && cues[nextCue]!.start < end) nextCue++
      const character = byKey.get(toKey(phrase))
      if (!character) continue
      const next = people[index + 1]?.start ?? Number.POSITIVE_INFINITY
      const cue = cues[nextCue]
      if (!cue || cue.start > end + reach || cue.start > next) continue
      if (cue.gender !== 'unknown') votes.get(character)![cue.gender] += 1
    }
  }
  return votes
}
