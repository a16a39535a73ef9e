import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aHum } from '../samples.test-kit.ts'
import { openLame } from './lame.ts'
import { bitratesFor, decoderDelay, encoderDelay, mp3FrameHeader, mp3Layout } from './mp3.ts'

const format = fc
  .constantFrom(16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
  .chain((sampleRate) =>
    fc.record({ sampleRate: fc.constant(sampleRate), bitrateKbps: fc.constantFrom(...bitratesFor(sampleRate)) }),
  )
const sampleCount = fc.oneof(fc.nat(3_000), fc.nat(100_000))
const blockLengths = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 20, size: 'max' })

test('an encoded sound has exactly the length that was foretold, whatever pieces it came in', async () => {
  await fc.assert(
    fc.asyncProperty(format, sampleCount, blockLengths, async (format, sampleCount, lengths) => {
      const lame = await openLame(format)
      const bytes: Uint8Array[] = []
      for (let start = 0, piece = 0; start < sampleCount; piece++) {
        const end = Math.min(sampleCount, start + lengths[piece % lengths.length]!)
        bytes.push(...lame.encode(aHum(end - start)))
        start = end
      }
      bytes.push(lame.finish())
      const { byteLength } = mp3Layout(sampleCount, format.sampleRate, format.bitrateKbps)
      assert.equal(Buffer.concat(bytes).length, byteLength)
    }),
    { numRuns: 60 },
  )
})

test('the frames are as many as foretold, and each begins with the header that the format asks for', async () => {
  for (const format of [
    { sampleRate: 44_100, bitrateKbps: 128 },
    { sampleRate: 22_050, bitrateKbps: 32 },
    { sampleRate: 48_000, bitrateKbps: 320 },
  ]) {
    const mp3 = await encode(aHum(50_000), format)
    const { frameCount, samplesPerFrame } = mp3Layout(50_000, format.sampleRate, format.bitrateKbps)
    const positions = framePositions(mp3, format, samplesPerFrame)
    assert.equal(positions.length, frameCount)
    for (const position of positions) {
      const header = Uint8Array.from(mp3.subarray(position, position + 4))
      header[2]! &= ~2 // the padding bit
      assert.deepEqual(header, mp3FrameHeader(format))
    }
  }
})

test('one encoder after another gives the same bytes for the same sound', async () => {
  const format = { sampleRate: 44_100, bitrateKbps: 128 }
  const first = await encode(aHum(60_000), format)
  await encode(aHum(1_234), { sampleRate: 22_050, bitrateKbps: 32 })
  assert.deepEqual(await encode(aHum(60_000), format), first)
})

test('an encoder that was given up leaves nothing to the next', async () => {
  const format = { sampleRate: 44_100, bitrateKbps: 64 }
  const first = await encode(aHum(9_000), format)
  const abandoned = await openLame(format)
  abandoned.encode(aHum(5_000))
  abandoned.close()
  assert.deepEqual(await encode(aHum(9_000), format), first)
})

test('together encoder and decoder are 1,105 samples late', () => {
  assert.equal(encoderDelay + decoderDelay, 1_105)
})

test('rates and bitrates that MP3 does not have are refused', () => {
  assert.throws(() => mp3Layout(1, 44_000, 128), { code: 'invalid_output_format', message: /44000 Hz/ })
  assert.throws(() => mp3Layout(1, 44_100, 127), { code: 'invalid_output_format', message: /127 kbps/ })
  assert.throws(() => mp3Layout(1, 22_050, 192), { code: 'invalid_output_format' })
})

async function encode(samples: Int16Array, format: { sampleRate: number; bitrateKbps: number }): Promise<Buffer> {
  const lame = await openLame(format)
  return Buffer.concat([...lame.encode(samples), lame.finish()])
}

/** Steps from header to header: a frame's length follows from the bitrate and its padding bit. */
function framePositions(mp3: Buffer, format: { sampleRate: number; bitrateKbps: number }, samplesPerFrame: number) {
  const positions: number[] = []
  const frameBytes = Math.floor(((samplesPerFrame / 8) * format.bitrateKbps * 1_000) / format.sampleRate)
  for (let position = 0; position < mp3.length; position += frameBytes + ((mp3[position + 2]! >> 1) & 1))
    positions.push(position)
  return positions
}
