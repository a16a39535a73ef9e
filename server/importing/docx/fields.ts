import type { XmlElement } from '../markup/xml.ts'
import { attribute } from './word-xml.ts'

/**
 * Follows the fields of a document: instructions are no text, their results are, but those of lists of contents and page
 * numbers. A field begins and ends anywhere, perhaps paragraphs apart.
 */
export type Fields = {
  /** Takes a `fldChar`. */
  mark(element: XmlElement): void
  /** Takes a piece of an instruction. */
  instruct(text: string): void
  /** What becomes of the text here. */
  state(): 'text' | 'instruction' | 'contents' | 'silent'
}

type Field = { instruction: string; isResult: boolean }

const deepestFields = 100

export function followFields(): Fields {
  const open: Field[] = []
  return {
    mark(element) {
      const type = attribute(element, 'fldchartype')
      if (type === 'begin' && open.length < deepestFields) open.push({ instruction: '', isResult: false })
      else if (type === 'separate' && open.length > 0) open.at(-1)!.isResult = true
      else if (type === 'end') open.pop()
    },
    instruct(text) {
      const field = open.at(-1)
      if (field && !field.isResult) field.instruction = (field.instruction + text).slice(0, 500)
    },
    state() {
      if (open.length === 0) return 'text'
      if (open.some(({ isResult, instruction }) => isResult && isContents(instruction))) return 'contents'
      if (open.some(({ isResult }) => !isResult)) return 'instruction'
      return open.some(({ instruction }) => isSilent(instruction)) ? 'silent' : 'text'
    },
  }
}

/** Lists of contents, figures and authorities, and indexes. */
export function isContents(instruction: string): boolean {
  return /^\s*(?:TOC|TOA|INDEX|RD)\b/i.test(instruction)
}

/** Page numbers, entries of indexes, buttons. */
export function isSilent(instruction: string): boolean {
  return /^\s*(?:PAGE|NUMPAGES|SECTIONPAGES|XE|TC|TA|ADVANCE|MACROBUTTON|GOTOBUTTON|PRINT|SET|ASK)\b/i.test(instruction)
}
