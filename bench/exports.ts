import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAacEncoder } from '#server/audio/encoding/aac.ts'
import { openEncoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { joinSamples, toPcmBytes } from '#server/audio/pcm.ts'
import { resample } from '#server/audio/resample.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { placeChapters } from '#server/converting/publish-project.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { type Book, readBook } from '#server/exporting/book.ts'
import { type ExportFormat, getContainer } from '#server/exporting/containers.ts'
import { settleOptions } from '#server/exporting/settle-options.ts'
import { listChapters } from '#server/projects/chapters.ts'
import type { Project } from '#server/projects/project.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { type Figure, report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { ownCpuSeconds, ownMegabytes } from './process-figures.ts'
import { convertProject, editParagraph, makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// Files of a book: how much a core encodes of each kind beside ffmpeg on the same samples, what an M4B costs again after an edit in
// one of twenty chapters, how fast a ZIP is put together, and whether memory stays flat while a long book is written.
// `node bench/exports.ts 1` takes a book of one hour instead of ten, and 0 none; `… 10 m4b report` measures nothing but the memory
// of these formats, and how fast the ZIP is put together where it is one of them.

const [askedHours, ...askedFormats] = process.argv.slice(2)
const hours = Number(askedHours ?? 10)
const rounds = 3
const chapterCount = 20
/** Of the long book: two minutes each, of a tone that takes 50 ms for a character. */
const chaptersPerHour = 30
const charactersPerChapter = 2_400
/** The same chapter stands again and again in a quarter of the long book, so that its sound is spoken and encoded only once. */
const quarters = 4
const { signal } = new AbortController()

await using bench = await openBenchStudio()
const { studio } = bench
const isAll = askedFormats.length === 0
await report([
  ...(isAll ? [...(await measureEncoding()), await measureEdit()] : []),
  ...(hours > 0 ? await measureLongBook() : []),
])

/** Ours and ffmpeg's, one right after the other, on two minutes of speech. */
async function measureEncoding(): Promise<Figure[]> {
  const samples = await speak()
  const file = join(tmpdir(), `lectern-bench-${process.pid}.pcm`)
  await writeFile(file, toPcmBytes(samples))
  await using encoders = openEncoders({ threads: 1 })
  const encode = (format: EncodingFormat) => async () => {
    using encoder = encoders.open(format)
    await encoder.push({ samples, sampleRate: snapshotSampleRate })
    await encoder.finish()
  }
  const encodeAac = async () => {
    const encoder = await openAacEncoder(64)
    await encoder.encode(samples)
    await encoder.finish()
    await encoder.close()
  }
  const kinds: [string, () => Promise<void>, string[]][] = [
    [
      'MP3, 128 kbps',
      encode({ codec: 'mp3', sampleRate: snapshotSampleRate, bitrateKbps: 128 }),
      ['libmp3lame', '128k'],
    ],
    ['M4B (AAC), 64 kbps', encodeAac, ['aac', '64k']],
    ['FLAC', encode({ codec: 'flac', sampleRate: snapshotSampleRate }), ['flac', '0']],
    ['Opus, 64 kbps', encode({ codec: 'opus', sampleRate: 48_000, bitrateKbps: 64 }), ['libopus', '64k']],
  ]
  const figures: Figure[] = []
  for (const [what, encodeOnce, [codec, bitrate]] of kinds) {
    await encodeOnce() // starts what there is once
    const pairs = await repeat(rounds, async () => {
      return { ours: await cpuSeconds(encodeOnce), ffmpeg: encodeByFfmpeg(file, codec!, bitrate!) }
    })
    const perCore = (seconds: number) => samples.length / snapshotSampleRate / seconds
    const ffmpeg = pairs.flatMap((pair) => pair.ffmpeg ?? [])
    figures.push({
      what: `Encoding ${what}`,
      unit: '× real time per core',
      ours: perCore(median(pairs.map((pair) => pair.ours))),
      reference: ffmpeg.length ? { what: `ffmpeg, ${codec}`, value: perCore(median(ffmpeg)) } : undefined,
      note: ffmpeg.length ? undefined : 'ffmpeg is not installed',
    })
  }
  await rm(file)
  return figures
}

async function speak(): Promise<Int16Array> {
  const engine = openFliteEngine({ threads: 1 })
  const tracks: Int16Array[] = []
  for (const text of makeParagraphs(9, 200, 1)) {
    const utterance = { text, phonemes: [], voice: 'slt', language: 'en', settings: {} }
    const { track } = await engine.speak(utterance, AbortSignal.timeout(60_000))
    tracks.push(resample(track, snapshotSampleRate))
  }
  await engine.close?.()
  return joinSamples(tracks)
}

/** Its own account of its CPU seconds; undefined when it is not installed. */
function encodeByFfmpeg(file: string, codec: string, bitrate: string): number | undefined {
  const input = ['-f', 's16le', '-ar', String(snapshotSampleRate), '-ac', '1', '-i', file]
  const rate = codec === 'flac' ? [] : ['-b:a', bitrate]
  const output = ['-c:a', codec, ...rate, '-f', codec === 'aac' ? 'adts' : 'matroska', '-y', '/dev/null']
  const { stderr, status } = spawnSync('ffmpeg', ['-benchmark', ...input, ...output], { encoding: 'utf8' })
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr ?? '') ?? []
  return status === 0 ? Number(user) + Number(system) : undefined
}

async function measureEdit(): Promise<Figure> {
  const chapters = Array.from({ length: chapterCount }, (_, index) => makeParagraphs(4, 300, index + 1))
  const project = await makeProject(studio, chapters)
  const write = async () => {
    const snapshot = await convertProject(studio, project)
    return cpuSeconds(() => writeFileOf(project, snapshot, 'm4b'))
  }
  const first = await write()
  const later = await repeat(rounds, async (round) => {
    const chapter = (await listChapters(studio.db, project.id))[round]!
    const [text] = makeParagraphs(1, 300, 1000 + round)
    await editParagraph(studio, { projectId: project.id, chapterId: chapter.id }, 1, text!)
    return write()
  })
  return {
    what: `M4B of ${chapterCount} chapters again after an edit in one, CPU`,
    unit: 's',
    ours: median(later),
    reference: { what: 'the first', value: first },
    target: { of: 'ratio', atMost: 0.1 },
  }
}

async function measureLongBook(): Promise<Figure[]> {
  const chapters = Array.from({ length: quarters }, (_, index) =>
    makeParagraphs(charactersPerChapter / 300, 300, index + 1),
  )
  const project = await makeProject(studio, chapters)
  const snapshot = await convertProject(studio, project)
  const figures: Figure[] = []
  const formats = ['mp3', 'm4b', 'flac', 'opus', 'wav', 'zip', 'epub', 'srt', 'vtt', 'json', 'report'] as const
  for (const format of formats.filter((one) => isAll || askedFormats.includes(one))) {
    const { growth, most } = await watchMemory((tell) =>
      writeFileOf(project, snapshot, format, { tell, repeat: toLongBook }),
    )
    figures.push({
      what: `Memory while ${hours} hours become ${format}: growth after the first quarter`,
      unit: 'MB',
      ours: growth,
      target: { of: 'ours', atMost: 64 },
      note: `${Math.round(most)} MB at most`,
    })
  }
  if (!isAll && !askedFormats.includes('zip')) return figures
  let byteLength = 0
  const seconds = await cpuSeconds(
    async () => void (byteLength = await writeFileOf(project, snapshot, 'zip', { repeat: toLongBook })),
  )
  return [...figures, { what: 'ZIP of encoded chapters', unit: 'MB per CPU second', ours: byteLength / 1e6 / seconds }]
}

function toLongBook(book: Book): Book {
  const count = hours * chaptersPerHour
  const chapters = Array.from({ length: count }, (_, index) => book.chapters[Math.floor((index * quarters) / count)]!)
  return { ...book, chapters, snapshot: { ...book.snapshot, ...placeChapters(chapters) } }
}

/** What is resident beyond the most of the first quarter, and at most, while a piece of work tells how far it is. */
async function watchMemory(work: (tell: (progress: number) => void) => Promise<unknown>) {
  let early = ownMegabytes()
  let most = early
  await work((progress) => {
    const megabytes = ownMegabytes()
    most = Math.max(most, megabytes)
    if (progress <= 0.25) early = Math.max(early, megabytes)
  })
  return { growth: Math.max(0, most - early), most }
}

/** Makes a file and throws it away. @returns its bytes */
async function writeFileOf(
  project: Project,
  snapshot: ProjectSnapshot,
  format: ExportFormat,
  { tell = () => {}, repeat = (book) => book }: { tell?(progress: number): void; repeat?(book: Book): Book } = {},
): Promise<number> {
  const container = getContainer(format)
  const book = repeat(await readBook(studio, snapshot, null))
  let made = 0
  const opening = (progress: number) => tell((made = progress * 0.9))
  const source = await container.open(studio, book, settleOptions(container, {}, project), { signal, tell: opening })
  let written = 0
  for await (const piece of source.read(0, source.byteLength)) {
    written += piece.length
    tell(made + (1 - made) * (written / source.byteLength))
  }
  return written
}

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = ownCpuSeconds()
  await work()
  return ownCpuSeconds() - before
}
