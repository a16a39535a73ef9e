import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultImportLimits } from '#server/importing/document/import-limits.ts'
import { defaultReadingChoices } from '#server/importing/document/reading-choices.ts'
import { docxOf, p, r } from '#server/importing/docx/docx.test-kit.ts'
import { pdfOf, typeset } from '#server/importing/pdf/pdf.test-kit.ts'
import { chooseImporter } from '#server/importing/reading/choose-importer.ts'
import { epubFiles, zipOf } from '#server/importing/reading/documents.test-kit.ts'
import { fitLimits } from '#server/importing/reading/fit-limits.ts'
import { type Figure, report } from './figure.ts'

// From a document to chapters, in a process of its own as an import has it: an EPUB of 150,000 words, a PDF of
// 230 pages, a Word document of 500, a text of 1,000.

type Reading = { words: number; cpuSeconds: number; megabytes: number }

const [, , document] = process.argv
if (document) console.log(JSON.stringify(await read(document)))
else await compare()

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-bench-'))
  try {
    const epub = readIn(await write(folder, 'book.epub', await epubOf150000Words()))
    const text = readIn(await write(folder, 'book.txt', textOf1000Pages()))
    const pdf = readIn(await write(folder, 'book.pdf', pdfOf230Pages()))
    const word = readIn(await write(folder, 'book.docx', await docxOf500Pages()))
    await report([
      ...toFigures('EPUB of 150,000 words', epub, 2, 300),
      ...toFigures('PDF of 230 pages', pdf, 4),
      ...toFigures('DOCX of 500 pages', word, 4),
      ...toFigures('TXT of 1,000 pages', text, 2),
    ])
  } finally {
    await rm(folder, { recursive: true })
  }
}

function toFigures(
  what: string,
  { words, cpuSeconds, megabytes }: Reading,
  mostSeconds: number,
  mostMegabytes?: number,
): Figure[] {
  const note = `${words} words, with the start of the process`
  const memory = { what: `${what}, most memory`, unit: 'MB', ours: megabytes }
  return [
    { what: `${what} to chapters`, unit: 'CPU s', ours: cpuSeconds, target: { of: 'ours', atMost: mostSeconds }, note },
    { ...memory, ...(mostMegabytes && { target: { of: 'ours', atMost: mostMegabytes } }) },
  ]
}

async function epubOf150000Words(): Promise<Buffer> {
  const paragraph = `<p>${'The rain had not stopped since the morning, and nobody spoke. '.repeat(10)}</p>`
  const pages = Array.from({ length: 40 }, (_, i) => [`c${i}`, `<h2>${i}</h2>${paragraph.repeat(34)}`] as const)
  return zipOf(epubFiles(Object.fromEntries(pages)))
}

/** Pages of 37 lines with a running head and a page number, in ten chapters that the outline lists. */
function pdfOf230Pages(): Buffer {
  const text = 'The rain had not stop\u00adped since the morn\u00ading, and no\u00adbody in the house spoke of it. '
    .repeat(4)
    .trim()
  const columns = Array.from({ length: 230 }, () => ({ x: 60, width: 300, top: 80, bottom: 515 }))
  const lines = typeset(
    Array.from({ length: 1200 }, () => text),
    columns,
  )
  const pages = lines.map((page, index) => [
    { text: `Chapter ${Math.floor(index / 23) + 1}`, x: 180, y: 40, size: 9 },
    ...page,
    { text: String(index + 1), x: 205, y: 560, size: 9 },
  ])
  const outline = Array.from({ length: 10 }, (_, chapter) => ({
    title: `Chapter ${chapter + 1}`,
    page: chapter * 23,
    y: 70,
  }))
  return pdfOf(pages, { outline })
}

/** 350 words a page, in runs of a few words, as Word divides them. */
function docxOf500Pages(): Promise<Buffer> {
  const runs = ['The rain had not stopped ', 'since the morning, ', 'and nobody in the house ', 'spoke of it. '].map(
    (text) => r(text, '<w:sz w:val="24"/>'),
  )
  const paragraph = (index: number) =>
    p(runs.join('').repeat(6) + r(String(index)), '<w:pStyle w:val="Body"/><w:spacing w:after="120"/>')
  const chapters = Array.from({ length: 20 }, (_, chapter) => {
    const paragraphs = Array.from({ length: 83 }, (_, index) => paragraph(chapter * 83 + index))
    return p(`Chapter ${chapter + 1}`, 'Heading1') + paragraphs.join('')
  })
  const styles = '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
  return docxOf({ body: chapters.join(''), styles })
}

/** Pages of 36 lines of 68 characters, wrapped as books of Project Gutenberg are. */
function textOf1000Pages(): string {
  const paragraph = `${'The rain had not stopped since the morning, and nobody in the house\n'.repeat(5)}spoke of it.\n\n`
  return Array.from({ length: 40 }, (_, i) => `CHAPTER ${i + 1}\n\n${paragraph.repeat(129)}`).join('')
}

async function write(folder: string, name: string, content: Buffer | string): Promise<string> {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

function readIn(path: string): Reading {
  return JSON.parse(execFileSync(process.execPath, [import.meta.filename, path], { encoding: 'utf8' }))
}

async function read(path: string): Promise<Reading> {
  const file = { path, fileName: path, limits: defaultImportLimits, choices: defaultReadingChoices }
  const importer = await chooseImporter(path, path)
  const { chapters } = fitLimits(await importer.read(file), file)
  const words = chapters.flatMap(({ blocks }) => blocks.flatMap(({ text }) => text.split(' '))).length
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  return { words, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, megabytes: maxRSS / 1024 }
}
