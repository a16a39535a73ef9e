import { toSamples } from '../pcm.ts'
import { type AacRate, adtsFrame, openAacEncoder, samplesPerAacFrame } from './aac.ts'
import { type FlacRate, flacFrame, flacHead } from './flac.ts'
import { vorbisComments } from './vorbis-comments.ts'

type Bytes = AsyncIterable<Uint8Array>

/**
 * Samples become AAC frames that can be played from the first on, as they come.
 * @param pcm whole 16-bit little-endian samples at `sampleRate`
 * @throws StudioError `encoding_failed`
 */
export async function* streamAac(pcm: Bytes, bitrateKbps: number, sampleRate: AacRate): AsyncGenerator<Uint8Array> {
  const encoder = await openAacEncoder(bitrateKbps, sampleRate)
  const join = (frames: Uint8Array[]) => Buffer.concat(frames.map((frame) => adtsFrame(frame, sampleRate)))
  try {
    for await (const bytes of pcm) {
      const frames = join(await encoder.encode(toSamples(bytes)))
      if (frames.length > 0) yield frames
    }
    // The last sound stands in frames that come only after it.
    yield join(await encoder.encode(new Int16Array(samplesPerAacFrame)))
    yield join(await encoder.finish())
  } finally {
    await encoder.close()
  }
}

/**
 * FLAC frames become a file that can be played from the first on, and does not say how long it is.
 * @param runs what an encoder of ours answers: frames without their headers (flac.ts), none of them cut
 */
export function streamFlac(runs: Bytes, sampleRate: FlacRate): AsyncGenerator<Uint8Array> {
  const comments = vorbisComments('Lectern', { title: '', album: '', narrators: [] }, { chapters: [] })
  return withHead(flacHead(0, comments, undefined, sampleRate), frameAll(runs, sampleRate))
}

/** What stands before a sound goes out together with its beginning, so that what fails at once is still an error. */
export async function* withHead(head: Uint8Array, sound: Bytes): AsyncGenerator<Uint8Array> {
  let isFirst = true
  for await (const piece of sound) {
    yield isFirst ? Buffer.concat([head, piece]) : piece
    isFirst = false
  }
}

async function* frameAll(runs: Bytes, sampleRate: FlacRate): AsyncGenerator<Uint8Array> {
  let firstSample = 0
  for await (const run of runs) {
    const frames: Buffer[] = []
    for (const { subframe, sampleCount } of listFrames(Buffer.from(run.buffer, run.byteOffset, run.length))) {
      frames.push(flacFrame(subframe, sampleCount, firstSample, sampleRate))
      firstSample += sampleCount
    }
    yield Buffer.concat(frames)
  }
}

function* listFrames(run: Buffer): Generator<{ subframe: Buffer; sampleCount: number }> {
  for (let position = 0; position < run.length; ) {
    const end = position + 4 + run.readUInt16LE(position)
    yield { subframe: run.subarray(position + 4, end), sampleCount: run.readUInt16LE(position + 2) }
    position = end
  }
}
