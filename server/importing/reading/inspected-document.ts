import {
  countWords,
  type ImportedBlock,
  type ImportedDocument,
  type ImportWarning,
  type LeftOut,
} from '../document/imported-document.ts'

/** What a document would become, without its text: what a person looks at before an hour of speech. */
export type InspectedDocument = {
  format: string
  title?: string
  author?: string
  language?: string
  chapters: InspectedChapter[]
  leftOut: LeftOut[]
  warnings: ImportWarning[]
}

export type InspectedChapter = { name: string; words: number; secondsExpected: number; blocks: number }

export function inspect(document: ImportedDocument, format: string): InspectedDocument {
  const { title, author, language, leftOut = [], warnings } = document
  const chapters = document.chapters.map(({ name, blocks }) => ({
    name,
    words: blocks.reduce((sum, { text }) => sum + countWords(text), 0),
    secondsExpected: Math.round(blocks.reduce((sum, block) => sum + secondsExpected(block), 0)),
    blocks: blocks.length,
  }))
  return { format, title, author, language, chapters, leftOut, warnings }
}

/** Narration of books runs at about 155 words a minute; a character of Chinese or Japanese takes about 0.2 s. */
const secondsPerCharacter = 1 / 15
const secondsPerIdeograph = 0.2
const pauseSeconds = 0.6

function secondsExpected({ text }: ImportedBlock): number {
  const ideographs = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0
  return ideographs * secondsPerIdeograph + (text.length - ideographs) * secondsPerCharacter + pauseSeconds
}
