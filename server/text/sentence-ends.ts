import { splitSentences } from './sentences.ts'

/** Tells whether a sentence of a text ends with the mark before a place. The sentences are looked for only when asked. */
export function openSentenceEnds(text: string, language: string): (at: number) => boolean {
  let ends: Set<number> | undefined
  return (at) => {
    ends ??= new Set(splitSentences(text, language).map(({ start, end }) => start + stopOf(text.slice(start, end))))
    return ends.has(at)
  }
}

/** Where the last mark of a sentence ends, before the quotation marks behind it. */
function stopOf(sentence: string): number {
  const trimmed = sentence.trimEnd()
  return trimmed.length - /["'”’»)\]]{0,9}$/u.exec(trimmed)![0].length
}
