import { join } from 'node:path'
import { openLexicon } from './lexicon.ts'

const folder = join(import.meta.dirname, '../../../data/g2p')

/** Tells of a word in lower case whether English has it, in American or British spelling. */
export function openKnownWords(): (word: string) => boolean {
  const lexicons = (['us', 'gb'] as const).map((accent) => openLexicon(join(folder, `${accent}.lex`)))
  return (word) => lexicons.some((find) => find(word) !== undefined)
}
