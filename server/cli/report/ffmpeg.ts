import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { OnSound, SoundCodec, SoundFormat } from '#server/audio/decoding/decoded-sound.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Marks } from './marks.ts'

// Formats that we do not decode ourselves, where somebody has installed FFmpeg.

/** The title and chapter marks of a file. @throws StudioError `sound_unreadable` */
export async function probeWithFfmpeg(path: string): Promise<Marks> {
  const { format, chapters } = await probe(path)
  const marks = chapters.map(({ start_time, tags }) => ({ title: tags?.title ?? '', startSeconds: Number(start_time) }))
  return { title: format.tags?.title, chapters: marks }
}

/** @throws StudioError `sound_unreadable` */
export async function decodeWithFfmpeg(path: string, onSound: OnSound): Promise<SoundFormat> {
  const { streams, format } = await probe(path)
  const stream = streams.find((one) => one.codec_type === 'audio')
  if (!stream) throw unreadable(path, 'it holds no sound')
  const [sampleRate, channelCount] = [Number(stream.sample_rate), stream.channels]
  const child = start(path, 'ffmpeg', ['-v', 'error', '-i', path, '-map', '0:a:0', '-f', 'f32le', '-'])
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of child.stdout!) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece])
    const length = Math.floor(bytes.length / 4 / channelCount)
    if (length > 0) onSound(toChannels(bytes, length, channelCount), sampleRate)
    rest = bytes.subarray(length * 4 * channelCount)
  }
  await ended(path, child)
  const bitrateKbps = Math.round(Number(stream.bit_rate ?? format.bit_rate) / 1_000)
  return {
    codec: codecs[stream.codec_name] ?? 'other',
    sampleRate,
    channelCount,
    bitrateKbps,
    isConstantBitrate: false,
  }
}

const codecs: Record<string, SoundCodec> = { mp3: 'mp3', aac: 'aac', opus: 'opus', flac: 'flac' }

interface Probed {
  streams: { codec_type: string; codec_name: string; sample_rate: string; channels: number; bit_rate?: string }[]
  format: { bit_rate?: string; tags?: { title?: string } }
  chapters: { start_time: string; tags?: { title?: string } }[]
}

async function probe(path: string): Promise<Probed> {
  const shown = ['-show_format', '-show_streams', '-show_chapters']
  const child = start(path, 'ffprobe', ['-v', 'error', '-of', 'json', ...shown, path])
  const said = Buffer.concat(await Array.fromAsync(child.stdout!))
  await ended(path, child)
  return JSON.parse(String(said))
}

function start(path: string, program: string, words: string[]): ChildProcess {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  child.once('error', (cause) =>
    child.stdout!.destroy(unreadable(path, 'FFmpeg, which reads it, is not installed', cause)),
  )
  return child
}

async function ended(path: string, child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await once(child, 'close')
  if (child.exitCode !== 0) throw unreadable(path, 'it is no file of sound, or a damaged one')
}

function toChannels(bytes: Buffer, length: number, channelCount: number): Float32Array[] {
  return Array.from({ length: channelCount }, (_, channel) =>
    Float32Array.from({ length }, (_, index) => bytes.readFloatLE((index * channelCount + channel) * 4) * 32_768),
  )
}

function unreadable(path: string, reason: string, cause?: unknown): StudioError {
  return new StudioError('sound_unreadable', `${path} cannot be measured: ${reason}.`, { cause })
}
