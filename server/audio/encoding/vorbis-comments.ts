import type { BookTags } from './book-tags.ts'

/** What stands beside the tags in an Ogg or FLAC file. */
export interface VorbisExtras {
  /** A picture block in base64, where there is no other place for it. */
  picture?: string
  /** In order. */
  chapters: { title: string; startSeconds: number }[]
}

/** Source: Xiph.Org, "Ogg Vorbis I format specification: comment field", and the wiki page "Chapter Extension". */
export function vorbisComments(vendor: string, tags: BookTags, { chapters, picture }: VorbisExtras): Buffer {
  const comments = [
    ['TITLE', tags.title],
    ['ALBUM', tags.album],
    ['ARTIST', tags.artist],
    ['PERFORMER', tags.narrators.join(', ')],
    ['NARRATOR', tags.narrators.join(', ')],
    ['DESCRIPTION', tags.description],
    ['GENRE', tags.genre],
    ['DATE', tags.year],
    ['ISBN', tags.isbn],
    ['LANGUAGE', tags.language],
    ['TRACKNUMBER', tags.track?.toString()],
    ['METADATA_BLOCK_PICTURE', picture],
    ...chapters.flatMap(({ title, startSeconds }, index) => {
      const name = `CHAPTER${String(index).padStart(3, '0')}`
      return [
        [name, toClock(startSeconds)],
        [`${name}NAME`, title],
      ]
    }),
  ]
  const texts = comments.filter(([, text]) => text).map(([name, text]) => `${name}=${text}`)
  const count = Buffer.alloc(4)
  count.writeUInt32LE(texts.length)
  return Buffer.concat([withLength(vendor), count, ...texts.map(withLength)])
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(bytes.length)
  return Buffer.concat([length, bytes])
}

/** `01:02:03.004` */
function toClock(seconds: number): string {
  const milliseconds = Math.round(seconds * 1_000)
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const rest = String(milliseconds % 1_000).padStart(3, '0')
  return `${two(milliseconds / 3_600_000)}:${two((milliseconds / 60_000) % 60)}:${two((milliseconds / 1_000) % 60)}.${rest}`
}

/** A front cover. Source: RFC 9639, 8.8. */
export function pictureBlock(cover: { mediaType: string; width: number; height: number; bytes: Uint8Array }): Buffer {
  const { mediaType, width, height, bytes } = cover
  const frontCover = 3
  const u32 = (value: number) => {
    const written = Buffer.alloc(4)
    written.writeUInt32BE(value)
    return written
  }
  const head = [u32(frontCover), u32(mediaType.length), Buffer.from(mediaType), u32(0)]
  return Buffer.concat([...head, u32(width), u32(height), u32(24), u32(0), u32(bytes.length), bytes])
}
