import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mp3FrameHeader, mp3Layout } from './mp3.ts'
import { mp3InfoFrame } from './mp3-info-frame.ts'

test('each field of the Info frame stands in its place', () => {
  const frame = infoFrame(100_000, 44_100, 128)
  const { frameCount, byteLength } = mp3Layout(100_000, 44_100, 128)
  assert.equal(frame.length, 417)
  assert.deepEqual(frame.subarray(0, 4), Buffer.from(mp3FrameHeader({ sampleRate: 44_100, bitrateKbps: 128 })))
  assert.ok(
    frame.subarray(4, 21).every((byte) => byte === 0),
    'no side information',
  )
  assert.equal(frame.toString('latin1', 21, 25), 'Info')
  assert.equal(frame.readUInt32BE(25), 15, 'flags')
  assert.equal(frame.readUInt32BE(29), frameCount)
  assert.equal(frame.readUInt32BE(33), byteLength + 417)
  assert.equal(frame[37], 0, 'contents: 0 %')
  assert.equal(frame[37 + 50], 128, 'contents: 50 %')
  assert.equal(frame.toString('latin1', 141, 150), 'LAME3.100')
  assert.equal(frame[150], 1, 'constant bitrate')
  assert.equal(frame[161], 128, 'bitrate')
  assert.equal(frame.readUIntBE(162, 3) >> 12, 576, 'delay')
  assert.equal(frame.readUIntBE(162, 3) & 0xfff, frameCount * 1_152 - 576 - 100_000, 'padding')
  assert.equal(frame.readUInt32BE(169), byteLength + 417, 'music length')
  assert.ok(frame.subarray(177).every((byte) => byte === 0))
})

test('the tag ends in the CRC of all that precedes it', () => {
  // A sequence followed by its own reflected CRC, low byte first, has the CRC 0.
  const frame = infoFrame(12_345, 44_100, 192)
  const [high, low] = [frame[175]!, frame[176]!]
  assert.equal(crcOneBitAtATime([...frame.subarray(0, 175), low, high]), 0)
  assert.notEqual((high << 8) | low, 0)
})

test('where a frame of the bitrate is too small for the tag, a larger one is taken', () => {
  assert.equal(infoFrame(1_000, 44_100, 32).length, 208)
  assert.equal(infoFrame(1_000, 22_050, 32).length, 208)
  assert.equal(infoFrame(1_000, 22_050, 32).toString('latin1', 13, 17), 'Info')
})

test('for chapters back to back the padding is that of the last', () => {
  const first = mp3Layout(50_000, 44_100, 128)
  const second = mp3Layout(70_001, 44_100, 128)
  const frame = Buffer.from(
    mp3InfoFrame({
      sampleRate: 44_100,
      bitrateKbps: 128,
      frameCount: first.frameCount + second.frameCount,
      byteLength: first.byteLength + second.byteLength,
      sampleCount: first.frameCount * 1_152 + 70_001,
    }),
  )
  assert.equal(frame.readUIntBE(162, 3) & 0xfff, second.frameCount * 1_152 - 576 - 70_001)
})

test('frames and samples that do not belong together are a fault of the caller', () => {
  const layout = mp3Layout(50_000, 44_100, 128)
  const run = { sampleRate: 44_100, bitrateKbps: 128, ...layout }
  assert.throws(() => mp3InfoFrame({ ...run, sampleCount: 60_000 }), /does not end/)
  assert.throws(() => mp3InfoFrame({ ...run, sampleCount: 40_000 }), /does not end/)
})

test('a run beyond 4 GiB still has a head', () => {
  const sampleCount = 44_100 * 3_600 * 40
  assert.equal(infoFrame(sampleCount, 44_100, 320).readUInt32BE(33), 0xffff_ffff)
})

function infoFrame(sampleCount: number, sampleRate: number, bitrateKbps: number): Buffer {
  const { frameCount, byteLength } = mp3Layout(sampleCount, sampleRate, bitrateKbps)
  return Buffer.from(mp3InfoFrame({ sampleRate, bitrateKbps, frameCount, byteLength, sampleCount }))
}

/** CRC-16/ARC by its definition: long division by x^16 + x^15 + x^2 + 1, the lowest bit of each byte first. */
function crcOneBitAtATime(bytes: number[]): number {
  let rest = 0
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const out = ((rest >> 15) & 1) ^ ((byte >> bit) & 1)
      rest = ((rest << 1) & 0xffff) ^ (out ? 0x8005 : 0)
    }
  }
  return rest
}
