import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'
import { boundedCache } from './bounded-cache.ts'

/** How a word is said. */
export interface Entry {
  /** `spelledOut` when the lexicon says that the letters are named. */
  phonemes: string
  /** Other sounds for parts of speech (`NOUN`, `VERB`, `VBD` …); `None` is the one before a pause. */
  readings: Record<string, string>
  /** From the second lexicon, which has mostly names: no stem for endings of ordinary words. */
  isSecond: boolean
}

export type FindEntry = (word: string) => Entry | undefined

export const spelledOut = '-'

/**
 * Opens a packed lexicon. It stays as it is in memory, UTF-8 lines in the order of their bytes, and is searched by
 * bisection; nothing is parsed before it is asked for.
 * A line is `word TAB phonemes`, then `|TAG=phonemes` for each other reading; `~` before the phonemes marks the second lexicon.
 * @param file made by tools/g2p/build-lexicon.ts
 */
export function openLexicon(file: string): FindEntry {
  const lines = brotliDecompressSync(readFileSync(file))
  const header = Buffer.from(lexiconHeader)
  if (!lines.subarray(0, header.length).equals(header)) throw new Error(`${file} is not a lexicon of format 1.`)
  const entries = lines.subarray(header.length)
  return boundedCache(20_000, (word: string) => {
    const found = findLine(entries, Buffer.from(`${word}\t`))
    return found === undefined ? undefined : toEntry(found)
  })
}

export const lexiconHeader = 'lectern lexicon 1\n'

/** What stands behind the key in the line that begins with it. */
function findLine(lines: Buffer, key: Buffer): string | undefined {
  let low = 0
  let high = lines.length
  while (low < high) {
    const middle = (low + high) >> 1
    const start = middle === 0 ? 0 : lines.lastIndexOf(newline, middle - 1) + 1
    const end = lines.indexOf(newline, middle)
    const order = key.compare(lines, start, Math.min(start + key.length, end))
    if (order === 0) return lines.toString('utf8', start + key.length, end)
    if (order > 0) low = end + 1
    else high = start
  }
  return undefined
}

const newline = 10

/** An entry as it is written: `phonemes|TAG=phonemes`, `~` before those of the second lexicon. */
export function toEntry(line: string): Entry {
  const [first, ...others] = line.split('|')
  const isSecond = first!.startsWith('~')
  const readings = Object.fromEntries(others.map((reading) => reading.split('=')))
  return { phonemes: isSecond ? first!.slice(1) : first!, readings, isSecond }
}
