import { StudioError } from '#server/base/errors.ts'
import type { ImportedBlock, ImportedChapter, ImportedDocument } from './imported-document.ts'
import type { DocumentFile } from './importer.ts'

/**
 * Divides paragraphs and chapters that are longer than a project takes, and says so in a warning.
 * @throws StudioError `document_too_large` when there are too many chapters
 */
export function fitLimits(document: ImportedDocument, { limits, fileName }: DocumentFile): ImportedDocument {
  const warnings = [...document.warnings]
  const chapters = document.chapters.flatMap((chapter) => {
    const blocks = chapter.blocks.flatMap((block) => divideBlock(block, limits.charactersPerBlock))
    if (blocks.length > chapter.blocks.length) warnings.push(`Long paragraphs of "${chapter.name}" were divided.`)
    const parts = divideChapter({ ...chapter, blocks }, limits.blocksPerChapter)
    if (parts.length > 1) warnings.push(`"${chapter.name}" was divided into ${parts.length} chapters.`)
    return parts
  })
  if (chapters.length > limits.chapters) {
    const sentence = `"${fileName}" has ${chapters.length} chapters; a project takes at most ${limits.chapters}.`
    throw new StudioError('document_too_large', sentence)
  }
  return { ...document, chapters, warnings }
}

/** Ends each piece at the last sentence that fits, else at the last space, else anywhere but inside a character. */
function divideBlock(block: ImportedBlock, limit: number): ImportedBlock[] {
  const pieces: ImportedBlock[] = []
  let rest = block.text
  while (rest.length > limit) {
    const end = lastBreak(rest, limit)
    pieces.push({ ...block, text: rest.slice(0, end).trimEnd() })
    rest = rest.slice(end).trimStart()
  }
  return [...pieces, { ...block, text: rest }]
}

function lastBreak(text: string, limit: number): number {
  const head = text.slice(0, limit)
  const sentenceEnd = /^.*(?:[.!?…]["'”’)\]]*(?=\s)|[。！？]["'”’」』]*)/su.exec(head)?.[0].length
  const space = head.lastIndexOf(' ')
  const anywhere = /[\ud800-\udbff]$/.test(head) ? limit - 1 : limit
  return sentenceEnd ?? (space > 0 ? space : anywhere)
}

function divideChapter(chapter: ImportedChapter, limit: number): ImportedChapter[] {
  if (chapter.blocks.length <= limit) return [chapter]
  const count = Math.ceil(chapter.blocks.length / limit)
  return Array.from({ length: count }, (_, index) => ({
    name: index === 0 ? chapter.name : `${chapter.name} (${index + 1})`,
    blocks: chapter.blocks.slice(index * limit, (index + 1) * limit),
  }))
}
