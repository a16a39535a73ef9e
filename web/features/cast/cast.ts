import type { CastResponse } from '../../client/types.ts'
import { isUnsure } from '../../client/unsure.ts'

export type Character = CastResponse['characters'][number]
export type CastLine = CastResponse['lines'][number]

/** Whether the text is being read for who speaks in it. */
export function isUnderWay({ state }: Pick<CastResponse, 'state'>): boolean {
  return state === 'queued' || state === 'working'
}

/** Which lines are shown: all, those that are unsure, the narrator's, or those of a character by their id. */
export type LineFilter = 'all' | 'unsure' | 'narrator' | (string & {})

export function filterLines(lines: CastLine[], filter: LineFilter): CastLine[] {
  if (filter === 'all') return lines
  if (filter === 'unsure') return lines.filter(isUnsure)
  return lines.filter((line) => line.character_id === (filter === 'narrator' ? null : filter))
}

/** Which of six colours is whose: those who speak most come first, and differ. */
export function colorsOf(characters: Character[]): Map<string, number> {
  return new Map(characters.map((one, index) => [one.character_id, (index % 6) + 1]))
}

/** Lines one after the other that are of one chapter. */
export function byChapter(lines: CastLine[]): { chapterId: string; lines: CastLine[] }[] {
  return [...Map.groupBy(lines, (line) => line.chapter_id)].map(([chapterId, own]) => ({ chapterId, lines: own }))
}

/** Of several characters the one with the most lines keeps its name; the others are merged into it, one after the other. */
export function planMerge(characters: Character[]): { into: Character; merged: Character[] } {
  const [into, ...merged] = characters.toSorted((one, other) => other.line_count - one.line_count)
  return { into: into!, merged }
}

/** What stands before a line, from the beginning of a word on. */
export function endOf(text: string): string {
  return text.length < mostBeside ? text : `…\u00a0${text.slice(text.indexOf(' ') + 1)}`
}

/** What stands behind a line, up to the end of a word. */
export function beginningOf(text: string): string {
  return text.length < mostBeside ? text : `${text.slice(0, text.lastIndexOf(' '))}\u00a0…`
}

/** So much the server tells of what stands beside a line. */
const mostBeside = 80

/** The names that the text has for somebody besides the one that stands in the list. */
export function otherNames({ name, aliases }: Character): string {
  return aliases.filter((alias) => alias !== name).join(', ')
}
