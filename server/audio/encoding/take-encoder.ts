import { joinArrays } from '#server/base/join-arrays.ts'
import { openLimiter } from '../loudness/limiter.ts'
import type { Normalization } from '../loudness/volume-normalization.ts'
import { toPcmBytes } from '../pcm.ts'
import { openResampler, type Resampler } from '../resample.ts'
import type { Track } from '../track.ts'
import { toALaw, toMuLaw } from './companding.ts'
import type { EncodingFormat } from './encoding-format.ts'
import { openFlacEncoder } from './flac.ts'
import { openLame } from './lame.ts'
import { openOggOpus } from './ogg-opus.ts'

/** Takes become bytes of one format, in this very thread; encoders.ts does the same beside the event loop. */
export interface TakeEncoder {
  /** @param goesOn more of the same take follows @param gainDb see encoders.ts */
  push(track: Track, goesOn: boolean, gainDb?: number): Uint8Array<ArrayBuffer>
  silence(sampleCount: number): Uint8Array<ArrayBuffer>
  finish(): Uint8Array<ArrayBuffer>
  close(): void
}

/** @throws StudioError `invalid_output_format` */
export async function openTakeEncoder(format: EncodingFormat, normalization?: Normalization): Promise<TakeEncoder> {
  const opened = await openCodec(format)
  const codec = normalization ? normalizing(opened, normalization, format.sampleRate) : opened
  let resampler: Resampler | undefined // of the take that goes on
  return {
    push({ samples, sampleRate }, goesOn, gainDb) {
      resampler ??= openResampler(sampleRate, format.sampleRate)
      const blocks = encodeResampled(codec, resampler, samples, gainDb)
      if (goesOn) return joinArrays(Uint8Array, blocks)
      const rest = codec.encode(resampler.finish(), gainDb)
      resampler = undefined
      return joinArrays(Uint8Array, [...blocks, ...rest])
    },
    silence: (sampleCount) =>
      joinArrays(
        Uint8Array,
        silentBlocks(sampleCount).flatMap((block) => codec.encode(block)),
      ),
    finish: codec.finish,
    close: codec.close,
  }
}

/** What the codecs have in common. None of them keeps the samples it is given, nor the bytes that it answers. */
interface Codec {
  /** @param gainDb only for those that normalise */
  encode(samples: Int16Array, gainDb?: number): Uint8Array[]
  finish(): Uint8Array<ArrayBuffer>
  close(): void
}

async function openCodec(format: EncodingFormat): Promise<Codec> {
  switch (format.codec) {
    case 'mp3':
      return openLame(format)
    case 'opus':
      return openOggOpus(format)
    case 'flac':
      return openFlacEncoder()
    case 'pcm':
      return sampleWise(toPcmBytes)
    case 'ulaw':
      return sampleWise(toMuLaw)
    case 'alaw':
      return sampleWise(toALaw)
  }
}

function sampleWise(encode: (samples: Int16Array) => Uint8Array): Codec {
  return { encode: (samples) => [encode(samples)], finish: () => new Uint8Array(0), close() {} }
}

/** Holds back 5 ms of samples, besides what the codec itself holds back. */
function normalizing(codec: Codec, normalization: Normalization, sampleRate: number): Codec {
  const limiter = openLimiter(normalization, sampleRate)
  return {
    encode: (samples, gainDb) => codec.encode(limiter.push(samples, gainDb)),
    finish: () => joinArrays(Uint8Array, [...codec.encode(limiter.finish()), codec.finish()]),
    close: codec.close,
  }
}

/** So that a long take needs no memory as doubles: what threads allocate in large pieces stays with the process. */
const pieceLength = 8_192

function encodeResampled(codec: Codec, resampler: Resampler, samples: Int16Array, gainDb?: number): Uint8Array[] {
  const blocks: Uint8Array[] = []
  for (let start = 0; start < samples.length; start += pieceLength)
    blocks.push(...codec.encode(resampler.push(samples.subarray(start, start + pieceLength)), gainDb))
  return blocks
}

/** One zeroed block many times over, so that an hour of silence needs no memory for samples. */
function silentBlocks(sampleCount: number): Int16Array[] {
  const whole = Math.floor(sampleCount / silence.length)
  return [...Array<Int16Array>(whole).fill(silence), silence.subarray(0, sampleCount % silence.length)]
}

const silence = new Int16Array(65_536)
