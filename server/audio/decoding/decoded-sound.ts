import type { Samples } from '../track.ts'

/** How a file holds its sound. */
export interface SoundFormat {
  codec: SoundCodec
  /** Hertz. */
  sampleRate: number
  channelCount: number
  /** Of the sound alone, in kilobits per second: of every frame, or on the whole when that varies. */
  bitrateKbps: number
  /** Whether every frame has this bitrate. */
  isConstantBitrate: boolean
}

export type SoundCodec = 'mp3' | 'aac' | 'opus' | 'flac' | 'wav' | 'other'

/** Some sound, in steps of 16 bits: as many samples of each channel. What is heard of it must be taken before the call ends. */
export type OnSound = (channels: Samples[], sampleRate: number) => void

/** Decodes a file from its start to its end. @throws StudioError `sound_unreadable` */
export type SoundDecoder = (pieces: AsyncIterable<Uint8Array>, onSound: OnSound) => Promise<SoundFormat>

/** Decoders say from -1 to 1 what we count in steps of 16 bits. */
export function toSteps(samples: Float32Array): Float32Array {
  return samples.map((sample) => sample * 32_768)
}
