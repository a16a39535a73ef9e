// What stands in an MPEG-4 file. Source: ISO/IEC 14496-12 (boxes), 14496-14 (sound in them); Apple, "QuickTime File Format"
// (chapters, titles); Nero's list of chapters as FFmpeg reads it (libavformat/mov.c, mov_read_chpl).

/** Bytes that can be read from any place. */
export interface Mp4Bytes {
  byteLength: number
  /** Fewer at the end. */
  read(start: number, byteLength: number): Promise<Buffer>
}

export interface Mp4Track {
  /** `soun`, `text` … */
  kind: string
  /** `mp4a` … and what its decoder must know; empty when it is not told. */
  codec: string
  description: Buffer
  /** Parts of a second that its times count. */
  timescale: number
  /** The first of its samples that are played, and how many; all when not told. */
  played?: { start: number; length: number }
  /** None of sound that is no AAC: each sample of plain PCM would be one of them. */
  chunks: { start: number; sampleLengths: number[] }[]
  /** Of each sample, by the timescale. */
  durations: { count: number; duration: number }[]
}

export interface Mp4File {
  title?: string
  chapters: { title: string; startSeconds: number }[]
  sound?: Mp4Track
}

/** @throws RangeError when it is damaged */
export async function readMp4File(bytes: Mp4Bytes): Promise<Mp4File> {
  const movie = await readMovie(bytes)
  if (!movie) return { chapters: [] }
  const movieScale = timescaleOf(need(movie, 'mvhd'))
  const trackOf = ({ trak }: { trak: Buffer }) => toTrack(trak, movieScale, bytes.byteLength)
  const tracks = all(movie, 'trak').map((trak) => ({ id: idOf(need(trak, 'tkhd')), trak }))
  const soundAt = tracks.find(({ trak }) => kindOf(trak) === 'soun')
  const marks = soundAt && one(soundAt.trak, 'tref', 'chap')
  const marksAt = marks && tracks.find(({ id }) => id === marks.readUInt32BE(0))
  const list = one(movie, 'udta', 'chpl')
  return {
    title: titleOf(movie),
    sound: soundAt && trackOf(soundAt),
    chapters: marksAt ? await readMarks(bytes, trackOf(marksAt)) : list ? listMarks(list) : [],
  }
}

/** A description of ten hours takes 7 MB. */
const mostMovieBytes = 500_000_000

async function readMovie(bytes: Mp4Bytes): Promise<Buffer | undefined> {
  for (let position = 0; position < bytes.byteLength; ) {
    const head = await bytes.read(position, 16)
    if (head.length < 8) return undefined
    const { name, headLength, byteLength } = headOf(head, bytes.byteLength - position)
    if (name === 'moov') {
      if (byteLength > mostMovieBytes) throw new RangeError('its description is too long')
      return bytes.read(position + headLength, byteLength - headLength)
    }
    position += byteLength
  }
  return undefined
}

function headOf(head: Buffer, left: number): { name: string; headLength: number; byteLength: number } {
  const short = head.readUInt32BE(0)
  const name = head.toString('latin1', 4, 8)
  const headLength = short === 1 ? 16 : 8
  const byteLength = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? left : short
  if (byteLength < headLength) throw new RangeError('a box is shorter than its head')
  return { name, headLength, byteLength }
}

/** The contents of the boxes of a name inside another. */
function all(content: Buffer, name: string): Buffer[] {
  const found: Buffer[] = []
  for (let position = 0; position + 8 <= content.length; ) {
    const box = headOf(content.subarray(position, position + 16), content.length - position)
    if (box.name === name) found.push(content.subarray(position + box.headLength, position + box.byteLength))
    position += box.byteLength
  }
  return found
}

/** The first box along a path of names. */
function one(content: Buffer, ...names: string[]): Buffer | undefined {
  let found: Buffer | undefined = content
  for (const name of names) found = found && all(found, name)[0]
  return found
}

/** @throws RangeError when there is none */
function need(content: Buffer, ...names: string[]): Buffer {
  const found = one(content, ...names)
  if (!found) throw new RangeError(`it has no ${names.at(-1)}`)
  return found
}

/** Times of version 1 are twice as wide. */
function timescaleOf(header: Buffer): number {
  return header.readUInt32BE(header[0] === 1 ? 20 : 12)
}

function idOf(trackHeader: Buffer): number {
  return trackHeader.readUInt32BE(trackHeader[0] === 1 ? 20 : 12)
}

function kindOf(trak: Buffer): string | undefined {
  return one(trak, 'mdia', 'hdlr')?.toString('latin1', 8, 12)
}

function toTrack(trak: Buffer, movieScale: number, fileLength: number): Mp4Track {
  const timescale = timescaleOf(need(trak, 'mdia', 'mdhd'))
  const table = need(trak, 'mdia', 'minf', 'stbl')
  const entry = need(table, 'stsd').subarray(8)
  const codec = entry.toString('latin1', 4, 8)
  const times = need(table, 'stts')
  const kind = kindOf(trak)!
  return {
    kind,
    codec,
    description: codec === 'mp4a' ? descriptionOf(entry) : Buffer.alloc(0),
    timescale,
    played: playedOf(one(trak, 'edts', 'elst'), timescale, movieScale),
    chunks: kind === 'soun' && codec !== 'mp4a' ? [] : chunksOf(table, fileLength),
    durations: entriesOf(times, 8).map((entry) => ({ count: entry.readUInt32BE(0), duration: entry.readUInt32BE(4) })),
  }
}

/** The entries of a table, behind its version and how many there are: a number that stands at `from`. */
function entriesOf(table: Buffer, byteLength: number, from = 4): Buffer[] {
  const count = Math.min(table.readUInt32BE(from), Math.floor((table.length - from - 4) / byteLength))
  return Array.from({ length: count }, (_, index) => {
    const start = from + 4 + index * byteLength
    return table.subarray(start, start + byteLength)
  })
}

const soundEntryLength = 36

function descriptionOf(entry: Buffer): Buffer {
  const inside = entry.subarray(soundEntryLength, entry.readUInt32BE(0))
  const stream = one(inside, 'esds')
  return (stream && descriptorsOf(stream.subarray(4))) ?? Buffer.alloc(0)
}

/** Descriptors lie in one another: of a stream (3), of its decoder (4), and what that must know (5). */
function descriptorsOf(content: Buffer): Buffer | undefined {
  const ownLength: Record<number, number> = { 3: 3, 4: 13 }
  let rest = content
  while (rest.length > 2) {
    const kind = rest[0]!
    let [byteLength, start] = [0, 1]
    for (let more = true; more && start < rest.length; start++) {
      byteLength = byteLength * 128 + (rest[start]! & 127)
      more = rest[start]! > 127
    }
    if (kind === 5) return rest.subarray(start, start + byteLength)
    rest = rest.subarray(start + (ownLength[kind] ?? byteLength))
  }
  return undefined
}

function playedOf(edits: Buffer | undefined, timescale: number, movieScale: number): Mp4Track['played'] {
  if (edits?.readUInt32BE(4) !== 1) return undefined
  const isWide = edits[0] === 1
  const length = isWide ? Number(edits.readBigUInt64BE(8)) : edits.readUInt32BE(8)
  const start = isWide ? Number(edits.readBigInt64BE(16)) : edits.readInt32BE(12)
  return { start: Math.max(0, start), length: Math.round((length * timescale) / movieScale) }
}

function chunksOf(table: Buffer, fileLength: number): Mp4Track['chunks'] {
  const sizes = need(table, 'stsz')
  const common = sizes.readUInt32BE(4)
  if (common * sizes.readUInt32BE(8) > fileLength) throw new RangeError('its samples are longer than the file')
  const lengths = common > 0 ? undefined : entriesOf(sizes, 4, 8)
  const near = one(table, 'stco')
  const starts = near
    ? entriesOf(near, 4).map((entry) => entry.readUInt32BE(0))
    : entriesOf(need(table, 'co64'), 8).map((entry) => Number(entry.readBigUInt64BE(0)))
  const runs = entriesOf(need(table, 'stsc'), 12)
  let [run, sample] = [0, 0]
  return starts.map((start, index) => {
    while (run + 1 < runs.length && runs[run + 1]!.readUInt32BE(0) <= index + 1) run++
    const first = sample
    sample += runs[run]!.readUInt32BE(4)
    const count = Math.max(0, Math.min(sample, lengths?.length ?? sizes.readUInt32BE(8)) - first)
    return {
      start,
      sampleLengths: Array.from({ length: count }, (_, at) =>
        lengths ? lengths[first + at]!.readUInt32BE(0) : common,
      ),
    }
  })
}

/** The samples of a track, chunk by chunk. */
export async function* readSamples(bytes: Mp4Bytes, { chunks }: Mp4Track): AsyncGenerator<Buffer[]> {
  for (const { start, sampleLengths } of chunks) {
    const content = await bytes.read(
      start,
      sampleLengths.reduce((sum, length) => sum + length, 0),
    )
    let position = 0
    yield sampleLengths.map((length) => content.subarray(position, (position += length)))
  }
}

async function readMarks(bytes: Mp4Bytes, track: Mp4Track): Promise<Mp4File['chapters']> {
  const titles = (await Array.fromAsync(readSamples(bytes, track))).flat().map(toText)
  const durations = eachDuration(track)
  let position = 0
  return titles.map((title) => {
    const startSeconds = position / track.timescale
    position += durations.next().value ?? 0
    return { title, startSeconds }
  })
}

/** A file may say that it has any number. */
function* eachDuration({ durations }: Mp4Track): Generator<number, undefined> {
  for (const { count, duration } of durations) for (let left = count; left > 0; left--) yield duration
}

/** Behind its length, in UTF-8 or, with a mark, in UTF-16. */
function toText(sample: Buffer): string {
  if (sample.length < 2) return ''
  const content = sample.subarray(2, 2 + sample.readUInt16BE(0))
  const isWide = content[0] === 0xfe && content[1] === 0xff
  return isWide ? Buffer.from(content.subarray(2)).swap16().toString('utf16le') : content.toString('utf8')
}

/** Nero's list, in tenths of microseconds. */
function listMarks(list: Buffer): Mp4File['chapters'] {
  const marks: Mp4File['chapters'] = []
  for (let position = list[0] === 1 ? 9 : 5; position + 9 <= list.length; ) {
    const end = position + 9 + list[position + 8]!
    const startSeconds = Number(list.readBigUInt64BE(position)) / 1e7
    marks.push({ title: list.toString('utf8', position + 9, end), startSeconds })
    position = end
  }
  return marks
}

function titleOf(movie: Buffer): string | undefined {
  const list = one(movie, 'udta', 'meta')?.subarray(4)
  return list && one(list, 'ilst', '©nam', 'data')?.toString('utf8', 8)
}
