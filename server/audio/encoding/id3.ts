import NodeID3 from 'node-id3'
import { toLanguageCode } from './language-code.ts'

/** What a file of sound says about itself. What is undefined or empty is left out. */
export interface AudioTags {
  title: string
  artist?: string
  album?: string
  year?: number
  /** ISO 639-1. */
  language?: string
  isbn?: string
  comment?: string
  genre?: string
  /** Which file of the album this is, counted from 1. */
  track?: number
  /** Who reads. */
  narrators?: string[]
  /** Its bytes are not in the tag but come right behind it. */
  cover?: { mediaType: string; byteLength: number }
  /** In order; at most 65,025. */
  chapters?: Id3Chapter[]
}

export interface Id3Chapter {
  title: string
  startSeconds: number
  endSeconds: number
}

/**
 * The ID3v2.3 tag to put in front of an MP3 file, with chapter marks; equal tags give equal bytes. The picture is the last of
 * it and follows it, so that nobody holds one only to know how long a file is.
 * Source: id3.org, "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0".
 */
export function toId3Tag(tags: AudioTags): Buffer {
  const { title, artist, album, genre, language, track, narrators = [], cover, chapters = [] } = tags
  const narrator = narrators.join(', ')
  const ownTexts = [
    ...(tags.isbn ? [{ description: 'ISBN', value: tags.isbn }] : []),
    ...(narrator ? [{ description: 'NARRATOR', value: narrator }] : []),
  ]
  const tag = NodeID3.create({
    ...withoutEmpty({ title, artist, album, genre }),
    ...withoutEmpty({ year: tags.year?.toString(), language: language && toLanguageCode(language) }),
    ...withoutEmpty({ trackNumber: track?.toString() }),
    ...(tags.comment && { comment: { language: toLanguageCode(language ?? '') ?? 'und', text: tags.comment } }),
    ...withoutEmpty({ composer: narrator }), // where players of audiobooks look for who reads
    ...(ownTexts.length > 0 && { userDefinedText: ownTexts }),
    ...(chapters.length > 0 && { chapter: chapters.map(toChapterFrame), tableOfContents: toContents(chapters) }),
  })
  return cover ? withPictureBehind(tag, cover) : tag
}

function withoutEmpty(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => Boolean(field[1])))
}

const headLength = 10
const frontCover = 3

/** The head of the frame of a picture, counted in the tag with all that comes behind it. Source: ID3 2.3.0, 3.1, 3.3 and 4.15. */
function withPictureBehind(tag: Buffer, { mediaType, byteLength }: NonNullable<AudioTags['cover']>): Buffer {
  const about = Buffer.from(`\0${mediaType}\0${String.fromCharCode(frontCover)}\0`, 'latin1')
  const frame = Buffer.alloc(headLength)
  frame.write('APIC')
  frame.writeUInt32BE(about.length + byteLength, 4)
  const whole = Buffer.concat([tag, frame, about])
  writeSevenBits(whole, 6, whole.length - headLength + byteLength)
  return whole
}

/** Four bytes of seven bits each. */
function writeSevenBits(bytes: Buffer, at: number, number: number): void {
  for (const place of [0, 1, 2, 3]) bytes[at + place] = (number >> (7 * (3 - place))) & 0x7f
}

function toChapterFrame({ title, startSeconds, endSeconds }: Id3Chapter, index: number) {
  return {
    elementID: chapterId(index),
    startTimeMs: Math.round(startSeconds * 1_000),
    endTimeMs: Math.max(1, Math.round(endSeconds * 1_000)), // node-id3 drops a chapter that ends at 0
    tags: { title },
  }
}

function chapterId(index: number): string {
  return `chapter-${index + 1}`
}

/** A table of contents counts its entries in one byte, so a long list becomes a list of lists. The first one is the root. */
function toContents(chapters: Id3Chapter[]) {
  const ids = chapters.map((_, index) => chapterId(index))
  if (ids.length <= mostEntries) return [{ elementID: 'contents', isOrdered: true, elements: ids }]
  const parts = Array.from({ length: Math.ceil(ids.length / mostEntries) }, (_, part) => ({
    elementID: `contents-${part + 1}`,
    isOrdered: true,
    elements: ids.slice(part * mostEntries, (part + 1) * mostEntries),
  }))
  return [{ elementID: 'contents', isOrdered: true, elements: parts.map((part) => part.elementID) }, ...parts]
}

const mostEntries = 255
