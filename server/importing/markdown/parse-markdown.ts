import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { frontmatter } from 'micromark-extension-frontmatter'
import { gfm } from 'micromark-extension-gfm'
import { shifted } from '../markup/raised-text.ts'
import { deepestNesting, nestsTooDeep } from './nesting.ts'
import { cutMarkdown, deepestMarks, splitLiteral, withoutTooManySigns } from './pieces.ts'

/**
 * Reads a document piece by piece, since the parser takes more than in proportion for long ones.
 * Front matter may stand behind a comment (a licence); what book makers put in braces is no text.
 * @param pieceLength the least that a piece has, in UTF-16 units
 * @throws StudioError `document_broken` when it nests more than 200 deep
 */
export function parseMarkdown(source: string, pieceLength = 2_000): Root {
  const text = withoutBookMarks(source)
    .replace(/^\ufeff?\s*(?:<!--(?:(?!-->)[\s\S])*-->\s*)?(?=(?:---|\+\+\+)[ \t]*\r?\n)/, '')
    .replace(/^[ \t]*\{\{[#!<%][^}\n]*\}\}[ \t]*$/gm, '')
    .replace(/\s\[(?:-?@[\w:.#$%&+?<>~/-]+[^\]\n]{0,200})\]/g, '')
  const [front = ''] = /^(---|\+\+\+)[ \t]*\r?\n(?:[\s\S]*?\n)?\1[ \t]*(?:\r?\n|$)/.exec(text) ?? []
  const pieces = cutMarkdown(withoutTooManySigns(text.slice(front.length)), pieceLength)
  refuseNesting(pieces)
  const known = findDefinitions(text)
  return { type: 'root', children: [...parseFront(front), ...pieces.flatMap((piece) => parsePiece(piece, known))] }
}

/** What pandoc and other makers of books write that CommonMark does not know; code stays. */
function withoutBookMarks(source: string): string {
  const notes: string[] = []
  const pieces = splitLiteral(source).map(({ text, isLiteral }) => (isLiteral ? text : withCommonMarks(text, notes)))
  const definitions = notes.map((note, index) => `\n\n[^in-line-${index + 1}]: ${note}`)
  return [...pieces, ...definitions].join('')
}

const attributes = String.raw`\{(?:[#.][\w-]|[\w-]+=|-\})[^{}\n]{0,200}\}`
const attributesOfHeading = new RegExp(
  String.raw`^(#{1,6}[^\n]{0,500}?|[^\n]{1,500}?(?=[ \t]*${attributes}[ \t]*\n[=-]{2,}[ \t]*$))[ \t]*${attributes}[ \t]*#*[ \t]*$`,
  'gm',
)
const attributesOfSpan = new RegExp(String.raw`\[([^[\]\n]{1,500})\]${attributes}`, 'g')

/** @param notes gets those that stand in the line, `^[…]` */
function withCommonMarks(text: string, notes: string[]): string {
  return text
    .replace(attributesOfHeading, '$1')
    .replace(attributesOfSpan, '$1')
    .replace(/^ {0,3}:{3,}[^\n]*$/gm, '')
    .replace(/(?<=^|\n\n)(#{1,6})(?=\p{Lu}[^\n#]{0,100}(?:\n\n|\n?$))/gu, '$1 ')
    .replace(/\^\[([^[\]\n]{1,1000})\]/g, (_, note: string) => `[^in-line-${notes.push(note)}]`)
    .replace(/(?<!=)==(?=\S)([^=\n]{1,500}?)==(?!=)/g, '$1')
    .replace(/(?<=[\p{L}\p{N})])~([\p{L}\p{N}+-]{1,10})~(?!~)/gu, (_, low: string) => shifted(low, 'sub'))
    .replace(/(?<=[\p{L}\p{N})])\^([\p{L}\p{N}+-]{1,10})\^/gu, (_, high: string) => shifted(high, 'sup'))
    .replace(/(^|[ \t(]):[a-z][a-z0-9_+-]{1,30}:(?=[\s.,!?)]|$)/gm, (_, before: string) => before.trim())
    .replace(/^\| (?=[^|\n]*$)/gm, '\u2028')
    .replace(/\n\u2028/g, '\\\n')
    .replace(/\u2028/g, '')
    .replace(/^([^\n:|]{1,200})\n\n?:[ \t]+(?=\S)/gm, '$1\n\n')
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

/**
 * Behind a bracket that nothing closes the parser would walk back to it from each word, which might begin an address. Those
 * that stand in the text bare are found afterwards all the same.
 */
const withoutBareLinks = { disable: { null: ['wwwAutolink', 'protocolAutolink', 'emailAutolink'] } }

/** What is defined elsewhere is defined in front of the piece too, since the parser knows only references to what it has seen. */
function parsePiece(piece: string, known: Set<string>): Root['children'] {
  const labels = new Set([...piece.matchAll(/\[([^[\]\n]{1,200})\]/g)].map(([, label]) => label!))
  const defined = [...labels].filter((label) => known.has(fold(label))).map((label) => `[${label}]: x\n\n`)
  const front = defined.length > 0 ? `${defined.join('')}<!-- here a note ends -->\n\n` : ''
  const extensions = [gfm({ singleTilde: false }), withoutBareLinks]
  const { children } = fromMarkdown(front + piece, { extensions, mdastExtensions: [gfmFromMarkdown()] })
  return children.filter(({ position }) => position!.start.offset! >= front.length)
}

function fold(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase()
}
