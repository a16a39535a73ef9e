import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { frontmatter } from 'micromark-extension-frontmatter'
import { gfm } from 'micromark-extension-gfm'
import { deepestNesting, nestsTooDeep } from './nesting.ts'
import { cutMarkdown, deepestMarks, withoutTooManySigns } from './pieces.ts'

/**
 * Reads a document piece by piece, since the parser takes more than in proportion for long ones.
 * Front matter may stand behind a comment (a licence); what book makers put in braces is no text.
 * @param pieceLength the least that a piece has, in UTF-16 units
 * @throws StudioError `document_broken` when it nests more than 200 deep
 */
export function parseMarkdown(source: string, pieceLength = 2_000): Root {
  const text = source
    .replace(/^\ufeff?\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)?(?=(?:---|\+\+\+)[ \t]*\r?\n)/, '')
    .replace(/^[ \t]*\{\{[#!<%][^}\n]*\}\}[ \t]*$/gm, '')
    .replace(/\s\[(?:-?@[\w:.#$%&+?<>~/-]+[^\]\n]{0,200})\]/g, '')
  const [front = ''] = /^(---|\+\+\+)[ \t]*\r?\n(?:[\s\S]*?\n)?\1[ \t]*(?:\r?\n|$)/.exec(text) ?? []
  const pieces = cutMarkdown(withoutTooManySigns(text.slice(front.length)), pieceLength)
  refuseNesting(pieces)
  const known = findDefinitions(text)
  return { type: 'root', children: [...parseFront(front), ...pieces.flatMap((piece) => parsePiece(piece, known))] }
}

/** @throws StudioError `document_broken` */
function refuseNesting(pieces: string[]): void {
  if (pieces.some((piece) => deepestMarks(piece) > deepestNesting)) throw nestsTooDeep()
}

/** The labels of links and notes (with `^`) that the document defines anywhere. */
function findDefinitions(text: string): Set<string> {
  return new Set([...text.matchAll(/^[ \t>]{0,40}\[([^[\]\n]{1,200})\]:/gm)].map(([, label]) => fold(label!)))
}

function parseFront(front: string): Root['children'] {
  const kinds = ['yaml', 'toml'] as const
  const extensions = [frontmatter([...kinds])]
  return fromMarkdown(front, { extensions, mdastExtensions: [frontmatterFromMarkdown([...kinds])] }).children
}

/** What is defined elsewhere is defined in front of the piece too, since the parser knows only references to what it has seen. */
function parsePiece(piece: string, known: Set<string>): Root['children'] {
  const labels = new Set([...piece.matchAll(/\[([^[\]\n]{1,200})\]/g)].map(([, label]) => label!))
  const defined = [...labels].filter((label) => known.has(fold(label))).map((label) => `[${label}]: x\n\n`)
  const front = defined.length > 0 ? `${defined.join('')}<!-- here a note ends -->\n\n` : ''
  const extensions = [gfm({ singleTilde: false })]
  const { children } = fromMarkdown(front + piece, { extensions, mdastExtensions: [gfmFromMarkdown()] })
  return children.filter(({ position }) => position!.start.offset! >= front.length)
}

function fold(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase()
}
