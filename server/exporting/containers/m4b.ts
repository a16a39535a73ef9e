import { aacBitrates, samplesPerAacFrame } from '#server/audio/encoding/aac.ts'
import { mp4Head } from '#server/audio/encoding/mp4.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { Book } from '../book.ts'
import { bookTags } from '../book-tags.ts'
import type { Container } from '../container.ts'
import { type EncodedChapter, encodeChapterAsAac, encodeChapters, readFrames } from '../encoded-chapter.ts'

/** AAC in MPEG-4 with chapters, ready to be played while it is loaded. Each chapter is encoded once. */
export const m4bContainer: Container<'m4b'> = {
  format: 'm4b',
  contentType: 'audio/mp4',
  extension: 'm4b',
  bitrates: aacBitrates,
  usualBitrate: 64,
  hasSound: true,
  perChapter: 'yes',
  async open(needs, book, options, work) {
    const bitrateKbps = options.bitrateKbps!
    const quality = { bitrateKbps, loudness: options.loudness }
    const encoded = await encodeChapters(book, work, (chapter, part) =>
      encodeChapterAsAac(needs, chapter, quality, part),
    )
    const places = placeFrames(book)
    const frameLengths = await readLengths(encoded, places)
    const { sampleCount } = book.snapshot
    const chapters = book.snapshot.chapters.map(({ name: title }, index) => {
      return { title, startSample: places[index]!.firstFrame * samplesPerAacFrame }
    })
    const plan = {
      sampleRate: snapshotSampleRate,
      bitrateKbps,
      frameLengths,
      sampleCount,
      chapters,
      tags: bookTags(book),
      cover: await book.cover.read(),
    }
    return fileOf(mp4Head(plan), frameLengths, encoded, places)
  },
}

interface Place {
  firstFrame: number
  frameCount: number
}

/**
 * Which frames of the file are a chapter's. Each begins at the frame that is nearest to its sample, at most 12 ms away, so
 * that a chapter's frames are the same wherever it stands. Its first frame, the encoder's delay, lies over the silent end of
 * the chapter before.
 */
function placeFrames({ snapshot }: Book): Place[] {
  const firsts = snapshot.chapters.map(({ startSample }) => Math.round(startSample / samplesPerAacFrame))
  const end = Math.ceil(snapshot.sampleCount / samplesPerAacFrame) + 1
  return firsts.map((firstFrame, index) => ({ firstFrame, frameCount: (firsts[index + 1] ?? end) - firstFrame }))
}

async function readLengths(encoded: EncodedChapter[], places: Place[]): Promise<Uint16Array> {
  const lengths = new Uint16Array(places.reduce((sum, place) => sum + place.frameCount, 0))
  let position = 0
  for (const [index, chapter] of encoded.entries()) {
    for await (const frames of framesOf(chapter, places[index]!))
      for (const { length } of frames) lengths[position++] = length
  }
  return lengths
}

/** The frames of one chapter that are in the file. */
async function* framesOf(chapter: EncodedChapter, { frameCount }: Place): AsyncGenerator<Uint8Array[]> {
  let left = frameCount
  for await (const frames of readFrames(chapter, 2)) {
    if (left === 0) return
    const wanted = frames.slice(0, left)
    left -= wanted.length
    yield wanted.map(({ frame }) => frame)
  }
  if (left > 0) throw new StudioError('internal_error', `${chapter.key} lacks ${left} frames.`)
}

function fileOf(head: Buffer, frameLengths: Uint16Array, encoded: EncodedChapter[], places: Place[]): ByteSource {
  return {
    byteLength: frameLengths.reduce((sum, length) => sum + length, head.length),
    async *read() {
      yield head
      for (const [index, chapter] of encoded.entries())
        for await (const frames of framesOf(chapter, places[index]!)) yield Buffer.concat(frames)
    },
  }
}
