import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import type { Accent } from '#server/text/spoken/english/context.ts'
import { lexiconHeader } from './lexicon.ts'

export function lexiconFile(accent: Accent): string {
  return join(import.meta.dirname, '../../../data/g2p', `${accent}.lex`)
}

/** The entries of misaki's gold lexicon in ours, by their ordinary sound; without those that are spelled. */
export function listEntries(accent: Accent): { word: string; phonemes: string }[] {
  const lines = brotliDecompressSync(readFileSync(lexiconFile(accent)))
    .toString()
    .slice(lexiconHeader.length)
    .trimEnd()
    .split('\n')
  return lines.flatMap((line) => {
    const [word, sounds] = line.split('\t') as [string, string]
    return /^[~-]/.test(sounds) ? [] : [{ word, phonemes: sounds.split('|')[0]! }]
  })
}
