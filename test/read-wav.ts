import assert from 'node:assert/strict'
import { toSamples } from '#server/audio/pcm.ts'

/** The samples of a mono WAV file of 16 bits at 44,100 Hz with the shortest possible header. */
export function readWav(wav: Buffer): Int16Array {
  const [format, channels, sampleRate, bits] = [20, 22, 24, 34].map((at) => wav.readUInt16LE(at))
  assert.deepEqual([wav.toString('latin1', 0, 4), format, channels, sampleRate, bits], ['RIFF', 1, 1, 44_100, 16])
  assert.equal(wav.readUInt32LE(40), wav.length - 44)
  return toSamples(wav.subarray(44))
}
