import { runAtOnce } from '#server/base/give-way.ts'
import { attributeLines, countGenders, type GenderVotes, type Line } from './attribution/attribute-lines.ts'
import type { Character } from './characters/character.ts'
import { findCharacters } from './characters/find-characters.ts'
import { type ReadParagraph, readParagraphs } from './reading/read-paragraphs.ts'

/** Who is in a text and who says what, from its paragraphs alone. */
export function readCast(paragraphs: string[]): { characters: Character[]; lines: Line[] } {
  const read = runAtOnce(readParagraphs(paragraphs))
  const characters = runAtOnce(castOf([read]))
  return { characters, lines: runAtOnce(attributeLines(read, characters)) }
}

/** Who is in a book, from its chapters. Yields between its steps. */
export function* castOf(chapters: ReadParagraph[][]): Generator<void, Character[]> {
  const characters = findCharacters(chapters.flat())
  if (characters.every(({ gender }) => gender !== 'unknown')) return characters
  const votes = new Map<Character, GenderVotes>()
  for (const chapter of chapters) yield* countGenders(chapter, characters, votes)
  for (const character of characters) {
    if (character.gender === 'unknown') character.gender = genderBy(votes.get(character), character)
  }
  return characters
}

function genderBy({ male, female }: GenderVotes = { male: 0, female: 0 }, character: Character): Character['gender'] {
  if (male > 1.5 * female && male >= 0.5) return 'male'
  if (female > 1.5 * male && female >= 0.5) return 'female'
  return male + female === 0 && isBareSurname(character) ? 'male' : 'unknown'
}

/** English fiction calls men by their surnames alone (`Holmes`, `Filby`), women hardly ever. */
function isBareSurname({ name, keys, isRole, isNarrator }: Character): boolean {
  return !isRole && !isNarrator && keys.every((key) => !key.includes(' ')) && /^\p{Lu}/u.test(name)
}
