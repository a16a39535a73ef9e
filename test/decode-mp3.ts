import assert from 'node:assert/strict'
import { MPEGDecoder } from 'mpg123-decoder'

/**
 * What a player that knows the Info frame plays of a mono MP3 file: without the delay of encoder and decoder, and
 * without the padding at the end; without such a frame all that the decoder gives. Samples from -1 to 1.
 */
export async function decodeMp3(mp3: Uint8Array, expectedRate = 44_100): Promise<Float32Array> {
  const decoder = new MPEGDecoder()
  try {
    await decoder.ready
    const { channelData, sampleRate, errors } = decoder.decode(mp3)
    assert.deepEqual(errors, [])
    assert.equal(sampleRate, expectedRate)
    return channelData[0]!
  } finally {
    decoder.free()
  }
}
