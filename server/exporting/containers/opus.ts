import { pageHeaderLength, toOggPage } from '#server/audio/encoding/ogg.ts'
import {
  type OpusBitrate,
  opusBitrates,
  opusHeadWith,
  opusPacketLength,
  opusPagesLength,
  opusPreSkip,
  opusSerialNumber,
  opusVendor,
  packetsPerPage,
  samplesPerPacket,
} from '#server/audio/encoding/opus.ts'
import { pictureBlock, vorbisComments } from '#server/audio/encoding/vorbis-comments.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import type { Book } from '../book.ts'
import { bookTags, vorbisChapters } from '../book-tags.ts'
import type { Container } from '../container.ts'
import { type EncodedChapter, encodeChapterAsOpus, encodeChapters } from '../encoded-chapter.ts'

/** Opus in Ogg, small and good, with chapters and the cover as Vorbis comments. Each chapter is encoded once. */
export const opusContainer: Container<'opus'> = {
  format: 'opus',
  contentType: 'audio/ogg',
  extension: 'opus',
  bitrates: opusBitrates,
  usualBitrate: 64,
  hasSound: true,
  perChapter: 'yes',
  async open(needs, book, options, work) {
    const bitrateKbps = options.bitrateKbps as OpusBitrate
    const quality = { bitrateKbps, loudness: options.loudness }
    const encoded = await encodeChapters(book, work, (chapter, part) =>
      encodeChapterAsOpus(needs, chapter, quality, part),
    )
    const picture = pictureBlock(await book.cover.read()).toString('base64')
    const head = opusHeadWith(vorbisComments(opusVendor, bookTags(book), { chapters: vorbisChapters(book), picture }))
    return fileOf(head, encoded, placePackets(book), opusPacketLength(bitrateKbps))
  },
}

interface Places {
  /** How many packets of each chapter are in the file. */
  counts: number[]
  /** Where the sound ends, at 48 kHz. */
  endSample: number
}

/** Each chapter begins at the packet that is nearest to its sample, at most 10 ms away, and has its silent end cut to fit. */
function placePackets({ snapshot }: Book): Places {
  const endSample = to48kHz(snapshot.sampleCount)
  const firsts = snapshot.chapters.map(({ startSample }) => Math.round(to48kHz(startSample) / samplesPerPacket))
  const end = Math.ceil((opusPreSkip + endSample) / samplesPerPacket)
  return { counts: firsts.map((first, index) => (firsts[index + 1] ?? end) - first), endSample }
}

function to48kHz(samples: number): number {
  return Math.round((samples * 48_000) / snapshotSampleRate)
}

function fileOf(
  head: Uint8Array[],
  encoded: EncodedChapter[],
  { counts, endSample }: Places,
  packetLength: number,
): ByteSource {
  const packetCount = counts.reduce((sum, count) => sum + count, 0)
  const headLength = head.reduce((sum, page) => sum + page.length, 0)
  const byteLength = headLength + opusPagesLength(packetCount, packetLength)
  return {
    byteLength,
    async *read() {
      yield* head
      let packets: Uint8Array[] = []
      let written = 0
      let sequenceNumber = head.length
      for (const [index, chapter] of encoded.entries()) {
        for await (const packet of readPackets(chapter, counts[index]!, packetLength)) {
          packets.push(packet)
          written++
          const isLast = written === packetCount
          if (packets.length < packetsPerPage && !isLast) continue
          const granulePosition = isLast ? opusPreSkip + endSample : written * samplesPerPacket
          const position = isLast ? 'last' : 'middle'
          const place = { serialNumber: opusSerialNumber, sequenceNumber, granulePosition, position } as const
          yield toOggPage({ ...place, packets })
          sequenceNumber++
          packets = []
        }
      }
    },
  }
}

const headPages = 2

/** The first packets of a chapter's own file, behind its head. */
async function* readPackets(
  { key, read }: EncodedChapter,
  count: number,
  packetLength: number,
): AsyncGenerator<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0)
  let page = 0
  let left = count
  for await (const piece of await read()) {
    rest = Buffer.concat([rest, piece])
    for (let body = bodyOf(rest); body && left > 0; body = bodyOf(rest)) {
      rest = rest.subarray(body.end)
      page++
      if (page <= headPages) continue
      for (let start = 0; start < body.bytes.length && left > 0; start += packetLength) {
        yield body.bytes.subarray(start, start + packetLength)
        left--
      }
    }
    if (left === 0) return
  }
  throw new StudioError('internal_error', `${key} lacks ${left} packets.`)
}

/** What the page at the start holds; undefined when it is not whole. */
function bodyOf(bytes: Buffer): { bytes: Buffer; end: number } | undefined {
  if (bytes.length < pageHeaderLength) return undefined
  const start = pageHeaderLength + bytes[pageHeaderLength - 1]!
  if (bytes.length < start) return undefined
  const end = bytes.subarray(pageHeaderLength, start).reduce((sum, length) => sum + length, start)
  return bytes.length < end ? undefined : { bytes: bytes.subarray(start, end), end }
}
