import type { Rule } from '../rule.ts'
import type { EnglishContext } from './context.ts'

/** `died.[3] His`, `fact[12][13]`, `[citation needed]`: the mark of a note is not said. */
const bracketed: Rule<EnglishContext> = {
  pattern:
    /(?<=[\p{L}\p{N}.,;:!?…”"’)\]%])\[(?:\d{1,3}(?:[,–-]\s?\d{1,3}){0,5}|[a-z]|(?:note|nb|n)\s\d{1,3}|citation needed|sic|\*|†|‡)\](?!\()/gu,
  say: ({ text }) => (text === '[sic]' ? undefined : ''),
}

/** `wrong.¹ She`, `word² and` */
const raised: Rule<EnglishContext> = {
  pattern:
    /(?=[⁰¹²³⁴⁵⁶⁷⁸⁹])(?<=\p{L}\p{Ll}{2}[.,;:!?…]{0,3}["”’)\]]{0,2}|[.,;:!?…]["”’)\]]{0,2})[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?![\p{L}\d])/gu,
  say({ before }) {
    return /(?<!\p{L})(?:km|cm|mm|ft|mi|yd|dm|nm|mc|sin|cos|tan|log|in)$/u.test(before) ? undefined : ''
  },
}

/** `They sailed west.4 Nobody returned.` */
const glued: Rule<EnglishContext> = {
  pattern:
    /(?=\d)(?<=(?<![\p{L}.@/])\p{L}\p{Ll}{2,30}(?:[.!?]["”’)]?|["”’)][.!?]?|,["”’]?)|[.!?][”’"])\d{1,3}(?=\s{1,3}["“‘(]?\p{L}|\s*$)/gu,
  say({ before, after }) {
    if (
      /(?:^|[^\p{L}])(?:fig|vol|sec|pag|cap|nos|ver|sept|oct|nov|dec|jan|feb|mar|apr|aug|jun|jul|chap|art|par|ref|approx|est|www|\p{L}+\.\p{L}+)\.$/iu.test(
        before,
      )
    )
      return undefined
    if (/,["”’]?$/.test(before)) return /^\s\p{Ll}/u.test(after) ? '' : undefined
    return /^\s{1,3}["“‘(]?\p{Lu}|^\s*$/u.test(after) ? '' : undefined
  },
}

/** `*`, `†` behind a word */
const signs: Rule<EnglishContext> = {
  pattern: /(?<=[\p{L}.,;:!?”’"])(?:†|‡|\*{1,3}(?=\s|$))/gu,
  say: () => '',
}

export const noteRules = [bracketed, raised, glued, signs]
