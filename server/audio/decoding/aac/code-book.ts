import type { BitReader } from './bit-reader.ts'
import { codeTables } from './code-tables.ts'

/** Reads the number of the code word that comes next. */
export type ReadCode = (bits: BitReader) => number

/** The codebook of the scale factors, then those of the spectrum, 1 to 11. */
export const codeBooks: readonly ReadCode[] = codeTables.map(({ words, lengths }) => {
  const wordList = words.trim().split(/\s+/)
  const lengthList = lengths.replace(/\s/g, '')
  return openCodeBook(
    wordList.map((word, index) => ({
      word: Number.parseInt(word, 16),
      length: Number.parseInt(lengthList[index]!, 36),
    })),
  )
})

/** As a tree: two places for each fork, which hold another fork, or below 0 the number of a word. */
function openCodeBook(list: { word: number; length: number }[]): ReadCode {
  const tree = new Int16Array(2 * list.length)
  let forks = 1
  for (const [number, { word, length }] of list.entries()) {
    let place = (word >> (length - 1)) & 1
    for (let left = length - 2; left >= 0; left--) {
      if (tree[place] === 0) tree[place] = forks++
      place = 2 * tree[place]! + ((word >> left) & 1)
    }
    tree[place] = -1 - number
  }
  return (bits) => {
    let next = tree[bits.bit()]!
    while (next > 0) next = tree[2 * next + bits.bit()]!
    return -1 - next
  }
}
