import { nextTurn } from '#server/base/give-way.ts'
import { openAacDecoder } from './aac/aac-decoder.ts'
import { UnknownSound } from './aac/frame.ts'
import type { OnSound, SoundFormat } from './decoded-sound.ts'
import { type Mp4Bytes, type Mp4File, type Mp4Track, readSamples } from './mp4-file.ts'

/**
 * Decodes the AAC-LC of an MPEG-4 file: what its edit list says is played.
 * @throws UnknownSound where it holds other sound, or none
 */
export async function decodeMp4(bytes: Mp4Bytes, { sound }: Mp4File, onSound: OnSound): Promise<SoundFormat> {
  if (sound?.codec !== 'mp4a') throw new UnknownSound('it holds no AAC')
  const { sampleRate, channelCount, decode } = openAacDecoder(sound.description)
  const { start, length } = playedSamples(sound, sampleRate)
  let [position, byteLength, sampleCount] = [0, 0, 0]
  for await (const frames of readSamples(bytes, sound)) {
    for (const frame of frames) {
      const channels = decode(frame)
      const frameLength = channels[0]!.length
      const from = Math.max(0, start - position)
      const to = Math.min(frameLength, start + length - position)
      if (from < to)
        onSound(
          channels.map((samples) => samples.subarray(from, to)),
          sampleRate,
        )
      position += frameLength
      byteLength += frame.length
      sampleCount += frameLength
    }
    await nextTurn()
  }
  if (sampleCount === 0) throw new UnknownSound('it holds no frame of sound')
  const bitrateKbps = Math.round((byteLength * 8 * sampleRate) / sampleCount / 1_000)
  return { codec: 'aac', sampleRate, channelCount, bitrateKbps, isConstantBitrate: false }
}

function playedSamples({ played, timescale }: Mp4Track, sampleRate: number): { start: number; length: number } {
  if (!played) return { start: 0, length: Number.POSITIVE_INFINITY }
  const toSamples = (time: number) => Math.round((time * sampleRate) / timescale)
  return { start: toSamples(played.start), length: toSamples(played.length) }
}
