import { splitSentences } from '#server/text/sentences.ts'
import type { ReadableSource } from '../podcast.ts'

/** A few sentences of a source: what a model is shown, and says its turns rest on by the number. */
export interface Passage {
  /** From 1, through all sources. */
  number: number
  sourceIndex: number
  text: string
}

const passageLength = 500

/** The sources in passages of whole sentences, none over the end of a paragraph. */
export function listPassages(sources: ReadableSource[]): Passage[] {
  const texts = sources.flatMap(({ index, paragraphs, language }) =>
    paragraphs.flatMap((paragraph) => divide(paragraph, language).map((text) => ({ sourceIndex: index, text }))),
  )
  return texts.map((passage, index) => ({ number: index + 1, ...passage }))
}

function divide(paragraph: string, language: string): string[] {
  if (paragraph.length <= passageLength) return [paragraph]
  const pieces: string[] = []
  let start = 0
  for (const { end } of splitSentences(paragraph, language)) {
    if (end - start < passageLength && end < paragraph.length) continue
    pieces.push(paragraph.slice(start, end).trim())
    start = end
  }
  return pieces.filter(Boolean)
}

/** Passages one after the other in pieces of about so many characters. */
export function inPieces(passages: Passage[], characters: number): Passage[][] {
  const pieces: Passage[][] = []
  let room = 0
  for (const passage of passages) {
    if (room < passage.text.length) {
      pieces.push([])
      room = characters
    }
    pieces.at(-1)!.push(passage)
    room -= passage.text.length
  }
  return pieces
}

/** As a model is shown them. In JSON nothing that is written in a passage can end it. */
export function showPassages(passages: Passage[]): { number: number; text: string }[] {
  return passages.map(({ number, text }) => ({ number, text }))
}
