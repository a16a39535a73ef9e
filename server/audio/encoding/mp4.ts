import { samplesPerAacFrame } from './aac.ts'
import type { BookTags } from './book-tags.ts'
import { toLanguageCode } from './language-code.ts'

/** A mark in a file of sound: a chapter begins here. */
export interface Mp4Chapter {
  title: string
  /** At the file's sample rate. */
  startSample: number
}

export interface Mp4Plan {
  sampleRate: number
  bitrateKbps: number
  /** Bytes of each AAC frame, in order; the first is the encoder's delay. */
  frameLengths: Uint16Array
  /** What is played: the delay and what comes behind these samples is not. */
  sampleCount: number
  /** In order; the first begins at 0. */
  chapters: Mp4Chapter[]
  tags: BookTags
  /** PNG or JPEG: there is no way to say another kind. */
  cover?: { mediaType: string; bytes: Uint8Array }
}

/**
 * All that precedes the AAC frames in an audiobook: `ftyp`, `moov` and the beginning of `mdat`, where the titles of the
 * chapters lie. Chapters are there twice: as a text track, which Apple's players read, and as Nero's list, which others do
 * and which takes only 255.
 * Source: ISO/IEC 14496-12 and -14; Apple, "QuickTime File Format" (text media, chapter lists, metadata); Nero's list as
 * FFmpeg writes it (libavformat/movenc.c, mov_write_chpl_tag).
 */
export function mp4Head(plan: Mp4Plan): Buffer {
  const titles = plan.chapters.map(({ title }) => titleSample(title))
  const titlesLength = titles.reduce((sum, title) => sum + title.length, 0)
  const framesLength = plan.frameLengths.reduce((sum, length) => sum + length, 0)
  const isLong = framesLength + titlesLength > 0xf000_0000
  const mdat = isLong
    ? Buffer.concat([u32(1), ascii('mdat'), u64(16 + titlesLength + framesLength)])
    : Buffer.concat([u32(8 + titlesLength + framesLength), ascii('mdat')])
  const type = box('ftyp', ascii('M4B '), u32(0), ascii('M4B M4A mp42isom'))
  const movieAt = (start: number) => movie(plan, titles, { titles: start, frames: start + titlesLength, isLong })
  const start = type.length + movieAt(0).length + mdat.length // its length does not depend on where things lie
  return Buffer.concat([type, movieAt(start), mdat, ...titles])
}

/** Where the content of the tracks begins in the file. */
interface Places {
  titles: number
  frames: number
  isLong: boolean
}

/** Frames that lie together: three quarters of a second. */
const framesPerChunk = 32

function movie(plan: Mp4Plan, titles: Buffer[], places: Places): Buffer {
  const { sampleRate, sampleCount } = plan
  const header = fullBox(
    'mvhd',
    isWide(sampleCount),
    0,
    wideTimes(sampleCount, [u32(sampleRate)]),
    u32(0x0001_0000), // speed 1
    u16(0x0100), // volume 1
    Buffer.alloc(10),
    matrix,
    Buffer.alloc(24),
    u32(3), // the next track
  )
  return box('moov', header, soundTrack(plan, places), titleTrack(plan, titles, places), userData(plan))
}

function soundTrack({ sampleRate, sampleCount, bitrateKbps, frameLengths, tags }: Mp4Plan, places: Places): Buffer {
  const mediaLength = frameLengths.length * samplesPerAacFrame
  const description = box(
    'mp4a',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(8),
    u16(1), // channels
    u16(16),
    u32(0),
    u32(sampleRate * 0x1_0000),
    fullBox('esds', 0, 0, streamDescriptor(bitrateKbps)),
  )
  const chunkStarts: number[] = []
  let position = places.frames
  for (const [index, length] of frameLengths.entries()) {
    if (index % framesPerChunk === 0) chunkStarts.push(position)
    position += length
  }
  const table = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), description),
    fullBox('stts', 0, 0, u32(1), u32(frameLengths.length), u32(samplesPerAacFrame)),
    samplesOfChunks(frameLengths.length),
    fullBox('stsz', 0, 0, u32(0), u32(frameLengths.length), u32s(frameLengths)),
    chunkOffsets(chunkStarts, places.isLong),
  )
  const edits = fullBox(
    'elst',
    isWide(sampleCount),
    0,
    u32(1),
    isWide(sampleCount) ? u64(sampleCount) : u32(sampleCount),
    isWide(sampleCount) ? u64(samplesPerAacFrame) : u32(samplesPerAacFrame), // the delay
    u32(0x0001_0000),
  )
  return box(
    'trak',
    trackHeader(1, sampleCount, isHeard),
    box('edts', edits),
    box('tref', box('chap', u32(2))),
    media(sampleRate, mediaLength, tags.language, handler('soun', 'Sound'), box('smhd', u32(0), u32(0)), table),
  )
}

const isHeard = { flags: 0b111, volume: 0x0100 }
const isForPlayers = { flags: 0b010, volume: 0 }

/** Each title is shown from where its chapter begins until the next one does. */
function titleTrack({ sampleRate, sampleCount, chapters, tags }: Mp4Plan, titles: Buffer[], places: Places): Buffer {
  const times = chapters.map(({ startSample }, index) => {
    const end = chapters[index + 1]?.startSample ?? sampleCount
    return [u32(1), u32(Math.max(1, end - startSample))]
  })
  const description = box(
    'text',
    Buffer.alloc(6),
    u16(1),
    u32(0), // how it is shown
    u32(1), // centred
    Buffer.alloc(6), // background
    Buffer.alloc(8), // box
    Buffer.alloc(8),
    Buffer.alloc(16),
  )
  const table = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), description),
    fullBox('stts', 0, 0, u32(times.length), ...times.flat()),
    fullBox('stsc', 0, 0, u32(1), u32(1), u32(titles.length), u32(1)),
    fullBox('stsz', 0, 0, u32(0), u32(titles.length), ...titles.map((title) => u32(title.length))),
    chunkOffsets([places.titles], places.isLong),
  )
  const general = fullBox('gmin', 0, 0, u16(0x40), u16(0x8000), u16(0x8000), u16(0x8000), u16(0), u16(0))
  const place = box('text', matrix)
  return box(
    'trak',
    trackHeader(2, sampleCount, isForPlayers),
    media(sampleRate, sampleCount, tags.language, handler('text', 'Chapters'), box('gmhd', general, place), table),
  )
}

function media(
  sampleRate: number,
  length: number,
  language: string | undefined,
  kind: Buffer,
  kindHeader: Buffer,
  table: Buffer,
): Buffer {
  const code = toLanguageCode(language ?? '') ?? 'und'
  const packed = [...code].reduce((sum, letter) => sum * 32 + letter.charCodeAt(0) - 0x60, 0)
  const times = wideTimes(length, [u32(sampleRate)])
  const here = fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))
  return box(
    'mdia',
    fullBox('mdhd', isWide(length), 0, times, u16(packed), u16(0)),
    kind,
    box('minf', kindHeader, box('dinf', here), table),
  )
}

function trackHeader(id: number, length: number, { flags, volume }: typeof isHeard): Buffer {
  const times = wideTimes(length, [u32(id), u32(0)])
  return fullBox('tkhd', isWide(length), flags, times, Buffer.alloc(12), u16(volume), u16(0), matrix, Buffer.alloc(8))
}

function handler(kind: string, name: string): Buffer {
  return fullBox('hdlr', 0, 0, u32(0), ascii(kind), Buffer.alloc(12), ascii(`${name}\0`))
}

function samplesOfChunks(frameCount: number): Buffer {
  const whole = Math.floor(frameCount / framesPerChunk)
  const rest = frameCount % framesPerChunk
  const runs = [
    ...(whole > 0 ? [[u32(1), u32(framesPerChunk), u32(1)]] : []),
    ...(rest > 0 ? [[u32(whole + 1), u32(rest), u32(1)]] : []),
  ]
  return fullBox('stsc', 0, 0, u32(runs.length), ...runs.flat())
}

function chunkOffsets(starts: number[], isLong: boolean): Buffer {
  if (!isLong) return fullBox('stco', 0, 0, u32(starts.length), u32s(starts))
  return fullBox('co64', 0, 0, u32(starts.length), ...starts.map(u64))
}

/** How AAC-LC of one channel is to be decoded. Source: ISO/IEC 14496-1, 7.2.6, and 14496-3, 1.6.2. */
function streamDescriptor(bitrateKbps: number): Buffer {
  const bitrate = bitrateKbps * 1_000
  const specific = descriptor(5, Buffer.from([0x12, 0x08])) // AAC-LC, 44.1 kHz, one channel
  const config = descriptor(4, Buffer.from([0x40, 0x15, 0, 0x03, 0]), u32(bitrate), u32(bitrate), specific)
  return descriptor(3, u16(0), Buffer.from([0]), config, descriptor(6, Buffer.from([2])))
}

function descriptor(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag, body.length]), body])
}

/** The text of a chapter, and that it is UTF-8. */
function titleSample(title: string): Buffer {
  const text = Buffer.from(title).subarray(0, 0xffff)
  return Buffer.concat([u16(text.length), text, box('encd', u32(0x100))])
}

function userData({ chapters, sampleRate, tags, cover }: Mp4Plan): Buffer {
  const kind = fullBox('hdlr', 0, 0, u32(0), ascii('mdirappl'), Buffer.alloc(9))
  return box('udta', fullBox('meta', 0, 0, kind, itemList(tags, cover)), neroChapters(chapters, sampleRate))
}

const mostNeroChapters = 255

function neroChapters(chapters: Mp4Chapter[], sampleRate: number): Buffer {
  const listed = chapters.slice(0, mostNeroChapters).map(({ title, startSample }) => {
    const text = shortText(title)
    const start = (BigInt(startSample) * 10_000_000n) / BigInt(sampleRate) // tenths of microseconds
    return Buffer.concat([u64(start), Buffer.from([text.length]), text])
  })
  return fullBox('chpl', 1, 0, u32(0), Buffer.from([listed.length]), ...listed)
}

/** At most 255 bytes, and no half of a character. */
function shortText(text: string): Buffer {
  const bytes = Buffer.from(text)
  if (bytes.length <= 255) return bytes
  let end = 255
  while ((bytes[end]! & 0xc0) === 0x80) end--
  return bytes.subarray(0, end)
}

function itemList(tags: BookTags, cover: Mp4Plan['cover']): Buffer {
  const narrator = tags.narrators.join(', ')
  const audiobook = 2
  const pictureKinds: Record<string, number> = { 'image/jpeg': 13, 'image/png': 14 }
  const pictureKind = pictureKinds[cover?.mediaType ?? '']
  return box(
    'ilst',
    ...textItem('©nam', tags.title),
    ...textItem('©ART', tags.artist),
    ...textItem('aART', tags.artist),
    ...textItem('©alb', tags.album),
    ...textItem('©wrt', narrator), // where players look for who reads
    ...textItem('©nrt', narrator),
    ...textItem('©gen', tags.genre),
    ...textItem('©day', tags.year),
    ...textItem('desc', tags.description),
    ...(tags.track ? [item('trkn', 0, Buffer.concat([u32(tags.track), u32(0)]))] : []),
    item('stik', 21, Buffer.from([audiobook])),
    ...(tags.isbn ? [ownItem('ISBN', tags.isbn)] : []),
    ...(pictureKind ? [item('covr', pictureKind, Buffer.from(cover!.bytes))] : []),
  )
}

function textItem(name: string, text: string | undefined): Buffer[] {
  return text ? [item(name, 1, Buffer.from(text))] : []
}

function item(name: string, kind: number, content: Buffer): Buffer {
  return box(name, dataBox(kind, content))
}

function ownItem(name: string, text: string): Buffer {
  const owner = fullBox('mean', 0, 0, ascii('com.apple.iTunes'))
  return box('----', owner, fullBox('name', 0, 0, ascii(name)), dataBox(1, Buffer.from(text)))
}

function dataBox(kind: number, content: Buffer): Buffer {
  return box('data', u32(kind), u32(0), content)
}

/** As nothing is turned or scaled. */
const matrix = Buffer.concat([1, 0, 0, 0, 1, 0, 0, 0, 0x4000].map((one) => u32(one * 0x1_0000)))

/** Whether a length has no room in 32 bits, so that its box is of version 1. */
function isWide(length: number): 0 | 1 {
  return length > 0xffff_ffff ? 1 : 0
}

/** When it was made and changed (unknown), what stands between, and the length. */
function wideTimes(length: number, between: Buffer[]): Buffer {
  const wide = isWide(length)
  return Buffer.concat([Buffer.alloc(wide ? 16 : 8), ...between, wide ? u64(length) : u32(length)])
}

function box(name: string, ...content: Buffer[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 8)
  return Buffer.concat([u32(length), ascii(name), ...content], length)
}

function fullBox(name: string, version: number, flags: number, ...content: Buffer[]): Buffer {
  return box(name, u32(version * 0x100_0000 + flags), ...content)
}

function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function u32s(values: ArrayLike<number>): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (let index = 0; index < values.length; index++) bytes.writeUInt32BE(values[index]!, index * 4)
  return bytes
}

function u64(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
