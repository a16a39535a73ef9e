import type { ReadingChoices } from '#server/importing/document/reading-choices.ts'
import { misused } from '../command.ts'

const allowed: { [Choice in keyof ReadingChoices]: readonly ReadingChoices[Choice][] } = {
  notes: ['skip', 'paragraph', 'chapter'],
  tables: ['rows', 'skip'],
  images: ['skip', 'alt'],
  code: ['skip', 'read'],
  matter: ['skip', 'read'],
}

/** What the options say of notes, tables, pictures and the like. @throws StudioError `command_misused` */
export function readChoices(values: Partial<Record<keyof ReadingChoices, string>>): Partial<ReadingChoices> {
  const given = Object.entries(allowed).flatMap(([name, words]) => {
    const value = values[name as keyof ReadingChoices]
    if (value === undefined) return []
    if (!(words as readonly string[]).includes(value))
      throw misused(`--${name} is one of ${words.join(', ')}, not "${value}".`)
    return [[name, value]]
  })
  return Object.fromEntries(given) as Partial<ReadingChoices>
}
