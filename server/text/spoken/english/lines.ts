import type { Rule } from '../rule.ts'
import type { EnglishContext } from './context.ts'

/** Lines that are longer were wrapped, not ended. */
const longestLine = 60

/** A line that ends without a mark before one that begins anew is heard as a pause: verses, lists, headings, addresses. */
const ends: Rule<EnglishContext> = {
  pattern:
    /(?<=[\p{L}\p{N}\p{Pf}"')\]%\ufffc])(?=[ \t]{0,40}\r?\n\s{0,40}(?:["“‘(]?(?:\p{Lu}|\d|\ufffc)|\(?[a-z][.)]\s|[•‣*–—-]))/gu,
  say({ source, start, before }) {
    const lineStart = source.lastIndexOf('\n', start - 1) + 1
    const length = start - lineStart
    const isParagraph = /^[ \t]{0,40}\r?\n[ \t]{0,40}\r?\n/.test(source.slice(start, start + 100))
    if (length > longestLine && !isParagraph) return undefined
    if (/[.,;:!?…—–-]["”’')\]]{0,3}$/u.test(before)) return undefined
    return length > 24 && !isParagraph ? ',' : '.'
  },
}

export const lineRules = [ends]
