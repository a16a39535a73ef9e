import { encodeSubframe, flacFrame, flacFrameOverhead, flacHead } from '#server/audio/encoding/flac.ts'
import { pictureBlock, vorbisComments } from '#server/audio/encoding/vorbis-comments.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { Book } from '../book.ts'
import { bookTags, vorbisChapters } from '../book-tags.ts'
import type { Container } from '../container.ts'
import { type EncodedChapter, encodeChapterAsFlac, encodeChapters, readFrames } from '../encoded-chapter.ts'

/** Every sample without loss in about half the room, with chapters as Vorbis comments. Each chapter is encoded once. */
export const flacContainer: Container<'flac'> = {
  format: 'flac',
  contentType: 'audio/flac',
  extension: 'flac',
  bitrates: [],
  bytesPerSecond: snapshotSampleRate, // half of what a WAV has
  hasSound: true,
  perChapter: 'yes',
  async open(needs, book, options, work) {
    const encoded = await encodeChapters(book, work, (chapter, part) =>
      encodeChapterAsFlac(needs, chapter, options.loudness, part),
    )
    const picture = pictureBlock(await book.cover.read())
    const comments = vorbisComments('Lectern', bookTags(book), { chapters: vorbisChapters(book) })
    const head = flacHead(book.snapshot.sampleCount, comments, picture)
    return fileOf(book, encoded, head, await measure(book, encoded))
  },
}

/** Bytes of all frames. */
async function measure(book: Book, encoded: EncodedChapter[]): Promise<number> {
  let byteLength = 0
  for await (const { subframe, sampleCount, firstSample } of listBlocks(book, encoded)) {
    byteLength += subframe.length + flacFrameOverhead(sampleCount, firstSample)
  }
  return byteLength
}

interface Block {
  subframe: Uint8Array
  sampleCount: number
  firstSample: number
}

/** The blocks of the chapters, with silence between them where the snapshot has it. */
async function* listBlocks({ snapshot }: Book, encoded: EncodedChapter[]): AsyncGenerator<Block> {
  let firstSample = 0
  for (const [index, chapter] of encoded.entries()) {
    const pause = snapshot.chapters[index]!.startSample - firstSample
    if (pause > 0) yield { subframe: encodeSubframe(new Int16Array(pause)), sampleCount: pause, firstSample }
    firstSample += pause
    for await (const frames of readFrames(chapter, 4)) {
      for (const { head, frame } of frames) {
        const sampleCount = head.readUInt16LE(2)
        yield { subframe: frame, sampleCount, firstSample }
        firstSample += sampleCount
      }
    }
  }
}

function fileOf(book: Book, encoded: EncodedChapter[], head: Buffer, framesLength: number): ByteSource {
  return {
    byteLength: head.length + framesLength,
    async *read() {
      yield head
      for await (const { subframe, sampleCount, firstSample } of listBlocks(book, encoded)) {
        yield flacFrame(subframe, sampleCount, firstSample)
      }
    },
  }
}
