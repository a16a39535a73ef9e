import type { AudioSampleSource as Source } from 'mediabunny'
import { StudioError } from '#server/base/errors.ts'

/** Samples that one AAC frame holds. Source: ISO/IEC 14496-3, 4.5.1.1. */
export const samplesPerAacFrame = 1_024
/** Kilobits per second of mono speech at 44.1 kHz that our encoder is asked for. */
export const aacBitrates: readonly number[] = [32, 48, 64, 80, 96, 128, 160, 192]

/**
 * How far the encoder lifts peaks above half a decibel: with few bits its noise is as loud as that.
 * Source: speech of Kokoro and flite at each bitrate, limited, encoded and decoded by FFmpeg (test/mastering.test.ts).
 */
export function aacPeakDb(bitrateKbps: number): number {
  return bitrateKbps < 48 ? 2.7 : 0.5
}

/** One run of AAC-LC frames, mono. After `finish` or `close` it must not be used again. */
export interface AacEncoder {
  /** @returns the frames that are ready; they come late */
  encode(samples: Int16Array): Promise<Uint8Array[]>
  /** The frames that were held back. The first frame of a run is the silence that the encoder puts before its sound. */
  finish(): Promise<Uint8Array[]>
  close(): Promise<void>
}

/** Rates of ours, by the number that a frame's header has for them. Source: ISO/IEC 14496-3, table 1.18. */
const rateNumbers = { 24000: 6, 44100: 4 } as const
export type AacRate = keyof typeof rateNumbers

/**
 * The AAC encoder of FFmpeg as WebAssembly, which works in a thread of its own.
 * @param sampleRate of the samples that it is given
 * @throws StudioError `encoding_failed`
 */
export async function openAacEncoder(bitrateKbps: number, sampleRate: AacRate = 44_100): Promise<AacEncoder> {
  const { AdtsOutputFormat, AudioSample, AudioSampleSource, NullTarget, Output } = await import('mediabunny')
  const { registerAacEncoder } = await import('@mediabunny/aac-encoder')
  registerAacEncoder()
  let frames: Uint8Array[] = []
  const source: Source = new AudioSampleSource({
    codec: 'aac',
    bitrate: bitrateKbps * 1_000,
    onEncodedPacket: ({ data }) => void frames.push(withoutAdtsHeader(data)),
  })
  const output = new Output({ format: new AdtsOutputFormat(), target: new NullTarget() })
  output.addAudioTrack(source)
  await output.start()
  let sampleCount = 0
  const take = () => {
    const taken = frames
    frames = []
    return taken
  }
  return {
    async encode(samples) {
      if (samples.length === 0) return []
      const timestamp = sampleCount / sampleRate
      sampleCount += samples.length
      const sample = new AudioSample({ data: samples, format: 's16', numberOfChannels: 1, sampleRate, timestamp })
      await source.add(sample).catch(fail)
      sample.close()
      return take()
    },
    async finish() {
      await output.finalize().catch(fail)
      return take()
    },
    async close() {
      if (output.state !== 'finalized') await output.cancel()
    },
  }
}

/**
 * A frame as it stands in a stream (ADTS): AAC-LC, one channel, without a check sum. Source: ISO/IEC 14496-3, 1.A.2.2.
 * @param frame without its header
 */
export function adtsFrame(frame: Uint8Array, sampleRate: AacRate): Buffer {
  const byteLength = headerLength + frame.length
  const [lowComplexity, oneChannel, anyFullness] = [1, 1, 0x7ff]
  const header = Buffer.alloc(headerLength)
  header.writeUInt16BE(0xfff1, 0)
  header.writeUInt8((lowComplexity << 6) | (rateNumbers[sampleRate] << 2) | (oneChannel >> 2), 2)
  header.writeUInt32BE((((oneChannel & 3) << 30) | (byteLength << 13) | (anyFullness << 2)) >>> 0, 3)
  return Buffer.concat([header, frame])
}

const headerLength = 7

/** Which says again what the file says once. */
function withoutAdtsHeader(data: Uint8Array): Uint8Array {
  const hasHeader = data[0] === 0xff && (data[1]! & 0xf6) === 0xf0
  return data.slice(hasHeader ? headerLength : 0)
}

function fail(cause: unknown): never {
  throw new StudioError('encoding_failed', 'The AAC encoder failed.', { cause })
}
