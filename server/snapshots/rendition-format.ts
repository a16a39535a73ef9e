import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import type { LoudnessPreset } from '#server/audio/loudness/volume-normalization.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import type { Project } from '#server/projects/project.ts'

/** How a snapshot is encoded. Always at 44,100 Hz, the rate that its manifest counts in. */
export type RenditionFormat = ({ codec: 'mp3'; bitrateKbps: number } | { codec: 'wav' }) & {
  /** What its volume is brought to, chapter by chapter. */
  loudness: LoudnessPreset
}

/**
 * The format that a project is heard in: by its quality preset 128 kbps, 192 kbps, or 16-bit PCM (which `convertToMpeg`
 * turns into 192 kbps).
 */
export function renditionFormatOf(
  { qualityPreset, volumeNormalization }: Pick<Project, 'qualityPreset' | 'volumeNormalization'>,
  convertToMpeg: boolean,
): RenditionFormat {
  const loudness = volumeNormalization ? 'audiobook' : 'none'
  if (qualityPreset === 'ultra_lossless' && !convertToMpeg) return { codec: 'wav', loudness }
  return { codec: 'mp3', bitrateKbps: qualityPreset === 'standard' ? 128 : 192, loudness }
}

export function contentTypeOf({ codec }: RenditionFormat): string {
  return codec === 'mp3' ? 'audio/mpeg' : 'audio/wav'
}

/** The name of a file's ending. */
export function extensionOf({ codec }: RenditionFormat): string {
  return codec
}

/** The name of the public API for such a format, such as `mp3_44100_128`; renditions are kept by it. */
export function formatName(format: RenditionFormat): string {
  const name = format.codec === 'mp3' ? `mp3_${snapshotSampleRate}_${format.bitrateKbps}` : `pcm_${snapshotSampleRate}`
  return withLoudness(name, format.loudness)
}

/** The name under which a rendition is kept that is brought to a loudness. */
export function withLoudness(name: string, loudness: LoudnessPreset): string {
  return loudness === 'none' ? name : `${name}_${loudness}`
}

/** What the encoder is asked for: a chapter's frames or samples, without the head of the file. */
export function encodingOf(format: RenditionFormat): EncodingFormat {
  if (format.codec === 'wav') return { codec: 'pcm', sampleRate: snapshotSampleRate }
  return { codec: 'mp3', sampleRate: snapshotSampleRate, bitrateKbps: format.bitrateKbps }
}

/** Bytes of a chapter of so many samples, without the head of the file. */
export function bodyByteLength(format: RenditionFormat, sampleCount: number): number {
  if (format.codec === 'wav') return sampleCount * 2
  return mp3Layout(sampleCount, snapshotSampleRate, format.bitrateKbps).byteLength
}

/**
 * Samples that a chapter takes in the file of a project when another one follows: its MP3 frames, in every format alike.
 * Chapters are encoded on their own and joined frame by frame, and a decoder that skips the encoder's delay once, at the
 * start of the file, finds each chapter's first sample exactly where its first frame begins.
 */
export function slotSampleCount(sampleCount: number): number {
  const { frameCount, samplesPerFrame } = mp3Layout(sampleCount, snapshotSampleRate, 128)
  return frameCount * samplesPerFrame
}
