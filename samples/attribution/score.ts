import type { Line } from '#server/casting/attribution/attribute-lines.ts'
import type { Character } from '#server/casting/characters/character.ts'
import { readCast } from '#server/casting/read-cast.ts'
import type { AnnotatedLine, AnnotatedPassage, AnnotatedPerson } from './read-annotated.ts'

/** How many of the annotated quotations are right, in each of the ways that we count. */
export interface Score {
  quotations: number
  /** Found with exactly these borders. */
  found: number
  /** Those with a speaker. */
  lines: number
  right: number
  explicit: number
  explicitRight: number
  gendered: number
  genderRight: number
  /** Lines that we are sure of (0.8 and more), and how many of them are right. */
  sure: number
  sureRight: number
}

export const nothing: Score = {
  ...{ quotations: 0, found: 0, lines: 0, right: 0, explicit: 0, explicitRight: 0 },
  ...{ gendered: 0, genderRight: 0, sure: 0, sureRight: 0 },
}

export function addScores(a: Score, b: Score): Score {
  return Object.fromEntries(
    Object.entries(a).map(([key, value]) => [key, value + b[key as keyof Score]]),
  ) as unknown as Score
}

export type Wrong = { annotated: AnnotatedLine; line: Line | undefined; character: Character | undefined }

/** Reads the cast of a passage from its text alone and compares it with what was annotated. */
export function scorePassage({ paragraphs, lines, people }: AnnotatedPassage): { score: Score; wrong: Wrong[] } {
  const cast = readCast(paragraphs)
  const persons = cast.characters.map((character) => personOf(character, people))
  const score = { ...nothing }
  const wrong: Wrong[] = []
  for (const annotated of lines) {
    const line = cast.lines.find(
      (one) => one.paragraph === annotated.paragraph && one.start === annotated.start && one.end === annotated.end,
    )
    const character = line?.speaker === undefined ? undefined : cast.characters[line.speaker]
    score.quotations++
    if (line) score.found++
    if (!annotated.person) continue
    const isRight = line?.speaker !== undefined && persons[line.speaker] === annotated.person
    count(score, annotated, isRight, character?.gender)
    if (line && line.confidence >= 0.8) {
      score.sure++
      if (isRight) score.sureRight++
    }
    if (!isRight) wrong.push({ annotated, line, character })
  }
  return { score, wrong }
}

function count(
  score: Score,
  { person, isExplicit }: AnnotatedLine,
  isRight: boolean,
  gender: string | undefined,
): void {
  score.lines++
  if (isRight) score.right++
  if (isExplicit) score.explicit++
  if (isExplicit && isRight) score.explicitRight++
  if (person!.gender === 'unknown') return
  score.gendered++
  if (gender === person!.gender) score.genderRight++
}

/** The annotated person with most of the names of a character. */
function personOf({ aliases }: Character, people: AnnotatedPerson[]): AnnotatedPerson | undefined {
  const bare = (name: string) =>
    name
      .toLowerCase()
      .replaceAll('’', "'")
      .replace(/^(?:the|his|her|my|our|their) /, '')
  const names = aliases.map(bare)
  const overlap = (person: AnnotatedPerson) => names.filter((name) => person.names.map(bare).includes(name)).length
  const best = people.toSorted((a, b) => overlap(b) - overlap(a))[0]
  return best && overlap(best) > 0 ? best : undefined
}
