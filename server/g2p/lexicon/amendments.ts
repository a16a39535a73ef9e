import { readFileSync } from 'node:fs'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { type Entry, type FindEntry, toEntry } from './lexicon.ts'

/**
 * A lexicon with what we know better put before it.
 * @param file lines of `word TAB American TAB British`, entries as the lexicons have them; `#` begins a remark
 */
export function amend(findEntry: FindEntry, file: string, accent: Accent): FindEntry {
  const amendments = readAmendments(file, accent)
  return (word) => amendments.get(word) ?? findEntry(word)
}

function readAmendments(file: string, accent: Accent): Map<string, Entry> {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  const rows = lines.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'))
  return new Map(rows.map(([word, us, gb]) => [word!, toEntry(accent === 'us' ? us! : gb!)]))
}
