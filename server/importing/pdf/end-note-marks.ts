import type { PageBlock } from '../markup/page-blocks.ts'
import { raisedMarks, withoutRaisedMarks } from '../markup/raised-text.ts'

const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
const leastMarks = 3

/**
 * Takes out the raised numbers behind words that count through the text, or through each chapter: marks of notes that
 * stand elsewhere. Other raised numbers stay.
 */
export function withoutEndNoteMarks(blocks: readonly PageBlock[]): PageBlock[] {
  let last = 0
  const counting = blocks.map(({ text }) =>
    raisedMarks(text).filter((mark) => {
      const value = Number([...mark].map((digit) => digits.indexOf(digit)).join(''))
      const fits = value === 1 || (value > last && value <= last + 2)
      if (fits) last = value
      return fits
    }),
  )
  const all = blocks.flatMap(({ text }) => raisedMarks(text)).length
  const found = counting.flat().length
  if (found < leastMarks || found < all * 0.7) return [...blocks]
  return blocks.map((block, index) => {
    const own = counting[index]!
    return own.length === 0 ? block : { ...block, text: withoutRaisedMarks(block.text, new Set(own)) }
  })
}
