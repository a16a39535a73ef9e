import type { ReadParagraph } from '../reading/read-paragraphs.ts'
import { titles } from '../words/people.ts'
import type { Character } from './character.ts'
import type { NameCount } from './name-count.ts'

/** In every thousand words outside quotations: so many `I` tell that somebody tells the story. */
const ownWordsPerThousand = 6

/**
 * Adds who tells the story as `I`, when somebody does. Others speak to them by a name that the story itself hardly ever
 * says: then it is theirs.
 */
export function nameOfNarrator(
  paragraphs: ReadParagraph[],
  characters: Character[],
  counts: Map<string, NameCount>,
): Character[] {
  if (!isToldByOne(paragraphs)) return characters
  const weight = paragraphs.reduce((sum, { ownWords }) => sum + ownWords, 0)
  const count = [...counts.values()].filter(isOnlyCalled).sort((a, b) => b.addressed - a.addressed)[0]
  const known = count && characters.find(({ keys }) => keys.includes(count.key))
  const name = count?.written ?? 'Narrator'
  const narrator: Character = known ?? {
    ...{ name, aliases: [name], keys: count ? [count.key] : [] },
    ...{ gender: count?.phrase.gender ?? 'unknown', isRole: false, weight: 0 },
    isNarrator: true,
  }
  narrator.isNarrator = true
  narrator.weight += weight
  return [narrator, ...characters.filter((one) => one !== narrator)]
}

/** Others call somebody so, and the story itself does not. */
function isOnlyCalled({ phrase, key, addressed, named, mentions }: NameCount): boolean {
  const isName = phrase.kind === 'name' && !titles.has(key)
  return isName && addressed >= 2 && addressed + named > 6 * mentions
}

function isToldByOne(paragraphs: ReadParagraph[]): boolean {
  let [own, words, tags] = [0, 0, 0]
  for (const paragraph of paragraphs) {
    own += paragraph.ownWords
    words += paragraph.words
    for (const { tag } of paragraph.speeches) if (tag?.by === 'told' && tag.subject.words[0] === 'i') tags++
  }
  return own > 4 && (own * 1000 > ownWordsPerThousand * words || (tags >= 5 && own * 1000 > 2 * words))
}
