import { basename, resolve } from 'node:path'
import { warningsOf } from '#server/importing/document/warnings-of.ts'
import { inspectDocument } from '#server/importing/reading/import-document.ts'
import type { InspectedChapter, InspectedDocument } from '#server/importing/reading/inspected-document.ts'
import { misused } from '../command.ts'
import { inWords } from '../in-words.ts'
import { checkInput } from './make-order.ts'
import { readChoices } from './read-choices.ts'

/**
 * What `make --dry-run` says of a document: chapters, words, how long they take, what is left out. Opens no studio.
 * @throws StudioError `command_misused`, `input_unreadable`; as `inspectDocument`
 */
export async function tellDocument(
  values: Parameters<typeof readChoices>[0],
  [input, ...more]: string[],
  signal: AbortSignal,
): Promise<string> {
  if (input === undefined) throw misused('`lectern make --dry-run` needs the document to read.')
  if (more.length > 0) throw misused(`\`lectern make\` takes one document, not also ${more.join(', ')}.`)
  const choices = readChoices(values)
  const path = resolve(input)
  await checkInput(path)
  return describe(await inspectDocument(path, { fileName: basename(path), choices, signal }))
}

function describe(document: InspectedDocument): string {
  const { title, author, format, language, chapters } = document
  const what = [
    title ?? 'Without a title',
    author && `by ${author}`,
    `(${[format, language].filter(Boolean).join(', ')})`,
  ]
  const total = chapters.reduce((sum, { words }) => sum + words, 0)
  const seconds = chapters.reduce((sum, { secondsExpected }) => sum + secondsExpected, 0)
  return [
    what.filter(Boolean).join(' '),
    ...chapters.map(describeChapter),
    `${chapters.length} ${chapters.length === 1 ? 'chapter' : 'chapters'}, ${total} words, about ${inWords(seconds)}.`,
    ...warningsOf(document).map(({ message }) => message),
  ].join('\n')
}

function describeChapter({ name, words, secondsExpected }: InspectedChapter, index: number): string {
  const minutes = secondsExpected < 60 ? '<1' : String(Math.round(secondsExpected / 60))
  return `${String(index + 1).padStart(4)}  ${String(words).padStart(7)} words  ${minutes.padStart(4)} min  ${name}`
}
