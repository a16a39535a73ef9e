import { StudioError } from '#server/base/errors.ts'

/** Samples of silence that LAME puts in front of a sound. Source: LAME 3.100, libmp3lame/encoder.h, ENCDELAY. */
export const encoderDelay = 576
/** Samples that every decoder adds in front of what it decodes. Source: LAME 3.100, encoder.h, DECDELAY: 528 + 1. */
export const decoderDelay = 529

export interface Mp3Format {
  sampleRate: number
  /** Kilobits (1,000 bits) per second; the same in every frame. */
  bitrateKbps: number
}

export interface Mp3Layout {
  frameCount: number
  /** A run of frames sounds for frameCount · samplesPerFrame samples, its end padding included. */
  samplesPerFrame: number
  byteLength: number
}

/**
 * How long a sound will be as MP3, known before it is encoded: our encoder writes CBR and no Info frame of its own.
 * The frames hold the sound, the encoder's delay and a tail of 576 samples, rounded up to whole frames. A frame has
 * samplesPerFrame / 8 · bitrate / sampleRate bytes; LAME spends the fraction as a padding byte as soon as it is due.
 * Found by measuring (800 of 800 random lengths, 16 to 48 kHz, 32 to 320 kbps) and tested against the encoder.
 * @throws StudioError `invalid_output_format`
 */
export function mp3Layout(sampleCount: number, sampleRate: number, bitrateKbps: number): Mp3Layout {
  const { samplesPerFrame, frameBytes, spareBytes } = mp3FrameSize({ sampleRate, bitrateKbps })
  const frameCount = Math.ceil((sampleCount + encoderDelay + 576) / samplesPerFrame)
  const byteLength = frameCount * frameBytes + Math.ceil(((frameCount - 1) * spareBytes) / sampleRate)
  return { frameCount, samplesPerFrame, byteLength }
}

/** One frame without its padding byte. `spareBytes / sampleRate` is the fraction of a byte that its size lacks. */
export function mp3FrameSize(format: Mp3Format): { samplesPerFrame: number; frameBytes: number; spareBytes: number } {
  assertMp3Format(format)
  const samplesPerFrame = isMpeg1(format.sampleRate) ? 1_152 : 576
  const bytesTimesRate = (samplesPerFrame / 8) * format.bitrateKbps * 1_000
  const spareBytes = bytesTimesRate % format.sampleRate
  return { samplesPerFrame, frameBytes: (bytesTimesRate - spareBytes) / format.sampleRate, spareBytes }
}

/**
 * What LAME adds to a sound that it encodes, in decibels: up to 160 kbps it makes all of it softer by a twentieth.
 * Source: LAME 3.100, presets.c, the column `scale` of abr_switch_map; measured on speech at each bitrate of 44.1 kHz.
 */
export function mp3GainDb(bitrateKbps: number): number {
  const scale = bitrateKbps >= 256 ? 1 : bitrateKbps >= 224 ? 0.98 : bitrateKbps >= 192 ? 0.97 : 0.95
  return 20 * Math.log10(scale)
}

// ISO/IEC 11172-3 and 13818-3, table of bit_rate_index for layer III: the position in the list plus one is the index.
/** Of MPEG-1, which all that has at least 32 kHz is. */
export const mp3Bitrates: readonly number[] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
export const mpeg2Bitrates = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const mpeg1SampleRates = [44_100, 48_000, 32_000]
const mpeg2SampleRates = [22_050, 24_000, 16_000]

/**
 * The four bytes that begin each frame: layer III, mono, original, without CRC and padding byte, as LAME writes them.
 * Source: ISO/IEC 11172-3, 2.4.1.3.
 */
export function mp3FrameHeader(format: Mp3Format): Uint8Array<ArrayBuffer> {
  assertMp3Format(format)
  const version = isMpeg1(format.sampleRate) ? 0b11 : 0b10
  const bitrateIndex = bitrateTable(format.sampleRate).indexOf(format.bitrateKbps) + 1
  const sampleRateIndex = sampleRatesLike(format.sampleRate).indexOf(format.sampleRate)
  const mono = 0b11
  return Uint8Array.of(
    0xff,
    0b1110_0011 | (version << 3),
    (bitrateIndex << 4) | (sampleRateIndex << 2),
    (mono << 6) | 4,
  )
}

/** The bitrates that our encoder has at a sample rate, in kilobits per second, ascending. */
export function bitratesFor(sampleRate: number): number[] {
  return bitrateTable(sampleRate).filter((bitrateKbps) => bitrateKbps !== 56 && bitrateKbps !== 144)
}

export function isMpeg1(sampleRate: number): boolean {
  return mpeg1SampleRates.includes(sampleRate)
}

/** @throws StudioError `invalid_output_format` */
export function assertMp3Format({ sampleRate, bitrateKbps }: Mp3Format): void {
  if (!sampleRatesLike(sampleRate).includes(sampleRate))
    throw new StudioError('invalid_output_format', `There is no MP3 at ${sampleRate} Hz here; 44,100 Hz is usual.`)
  if (!bitratesFor(sampleRate).includes(bitrateKbps))
    throw new StudioError('invalid_output_format', `There is no MP3 of ${bitrateKbps} kbps at ${sampleRate} Hz.`)
}

function bitrateTable(sampleRate: number): readonly number[] {
  return isMpeg1(sampleRate) ? mp3Bitrates : mpeg2Bitrates
}

function sampleRatesLike(sampleRate: number): number[] {
  return isMpeg1(sampleRate) ? mpeg1SampleRates : mpeg2SampleRates
}
