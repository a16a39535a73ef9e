import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import { UnknownSound } from '#server/audio/decoding/aac/frame.ts'
import type { SoundDecoder } from '#server/audio/decoding/decoded-sound.ts'
import { decodeMp3 } from '#server/audio/decoding/mp3.ts'
import { decodeMp4 } from '#server/audio/decoding/mp4.ts'
import { type Mp4Bytes, readMp4File } from '#server/audio/decoding/mp4-file.ts'
import { decodeWav } from '#server/audio/decoding/wav.ts'
import { measureSound } from '#server/audio/loudness/measure-sound.ts'
import { StudioError } from '#server/base/errors.ts'
import type { MeasuredChapter } from '#server/exporting/report/standards.ts'
import { defaultImportLimits, type ImportLimits } from '#server/importing/document/import-limits.ts'
import { openZipArchive } from '#server/importing/document/zip-archive.ts'
import { reasonOf } from '../reason-of.ts'
import { decodeWithFfmpeg, probeWithFfmpeg } from './ffmpeg.ts'
import { readId3Marks } from './id3-marks.ts'
import type { Marks } from './marks.ts'

type NamedChapter = { name: string } & MeasuredChapter

/** What was found in the files: one book, whose chapters they are. */
export interface MeasuredFiles {
  title: string
  chapters: NamedChapter[]
}

/**
 * Decodes files and measures them: a file with chapter marks mark by mark, a ZIP archive file by file, other files each as a
 * chapter.
 * @throws StudioError `input_unreadable`, `sound_unreadable`
 */
export async function measureFiles(paths: string[]): Promise<MeasuredFiles> {
  const measured: MeasuredFiles[] = []
  for (const path of paths) measured.push(await measureFile(path))
  const [only] = measured
  if (only && measured.length === 1) return only
  return { title: `${measured.length} files`, chapters: measured.flatMap(({ chapters }) => chapters) }
}

async function measureFile(path: string): Promise<MeasuredFiles> {
  const kind = kindOf(await readStart(path))
  const read = () => createReadStream(path, { highWaterMark: 262_144 })
  if (kind === 'zip') return measureArchive(path)
  if (kind === 'mp4') return measureMp4(path)
  if (kind === 'mp3') return measureMarked(path, (onSound) => decodeMp3(read(), onSound), await readId3Marks(read()))
  if (kind === 'wav') return measureMarked(path, (onSound) => decodeWav(read(), onSound), { chapters: [] })
  return measureWithFfmpeg(path)
}

async function measureWithFfmpeg(path: string): Promise<MeasuredFiles> {
  return measureMarked(path, (onSound) => decodeWithFfmpeg(path, onSound), await probeWithFfmpeg(path))
}

/** AAC-LC is what audiobooks hold; anything else is left to FFmpeg. */
async function measureMp4(path: string): Promise<MeasuredFiles> {
  await using file = await open(path)
  const bytes = toMp4Bytes(file, (await file.stat()).size)
  try {
    const mp4 = await readMp4File(bytes)
    return await measureMarked(path, (onSound) => decodeMp4(bytes, mp4, onSound), mp4)
  } catch (error) {
    if (error instanceof UnknownSound || error instanceof RangeError) return measureWithFfmpeg(path)
    throw error
  }
}

function toMp4Bytes(file: FileHandle, byteLength: number): Mp4Bytes {
  return {
    byteLength,
    async read(start, length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(length, byteLength - start)), {
        position: start,
      })
      return buffer.subarray(0, bytesRead)
    },
  }
}

async function measureMarked(
  path: string,
  decode: (onSound: Parameters<SoundDecoder>[1]) => ReturnType<SoundDecoder>,
  { title = nameOf(path), chapters: marks }: Marks,
): Promise<MeasuredFiles> {
  const { format, parts } = await measureSound(
    decode,
    marks.slice(1).map(({ startSeconds }) => startSeconds),
  )
  const nameAt = (index: number) => marks[index]?.title || (marks.length > 1 ? String(index + 1) : title)
  return {
    title,
    chapters: parts.map((levels, index) => ({ name: nameAt(index), format, levels, isHeaderSpoken: undefined })),
  }
}

/** An archive of chapters may be larger than a document that is read, and its sound is packed already. */
const archiveLimits: ImportLimits = { ...defaultImportLimits, entryBytes: 4e9, unpackedBytes: 1e12 }

async function measureArchive(path: string): Promise<MeasuredFiles> {
  await using archive = await openZipArchive({ path, fileName: basename(path), limits: archiveLimits })
  const chapters: NamedChapter[] = []
  for (const name of archive.names.filter((one) => /\.(mp3|wav)$/i.test(one))) {
    const bytes = await archive.read(name)
    const decode = kindOf(bytes) === 'wav' ? decodeWav : decodeMp3
    const { format, parts } = await measureSound((onSound) => decode(toPieces(bytes), onSound))
    chapters.push(...parts.map((levels) => ({ name: nameOf(name), format, levels, isHeaderSpoken: undefined })))
  }
  if (chapters.length > 0) return { title: nameOf(path), chapters }
  throw new StudioError('sound_unreadable', `${path} holds no MP3 and no WAV file.`)
}

async function* toPieces(bytes: Uint8Array) {
  yield bytes
}

function nameOf(path: string): string {
  return basename(path, extname(path))
}

/** @throws StudioError `input_unreadable` */
async function readStart(path: string): Promise<Buffer> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } catch (cause) {
    throw new StudioError('input_unreadable', `${path} cannot be read: ${reasonOf(cause as NodeJS.ErrnoException)}.`, {
      cause,
    })
  }
}

/** By its first bytes. */
function kindOf(start: Buffer): 'mp3' | 'wav' | 'zip' | 'mp4' | 'other' {
  const text = start.toString('latin1', 0, 12)
  if (text.startsWith('ID3') || (start[0] === 0xff && (start[1]! & 0b1110_0110) === 0b1110_0010)) return 'mp3'
  if (/^(RIFF|RF64)....WAVE/s.test(text)) return 'wav'
  if (text.startsWith('ftyp', 4)) return 'mp4'
  return text.startsWith('PK') ? 'zip' : 'other'
}
