import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toPcmBytes } from '../pcm.ts'
import { parseWav, wavHeader } from './wav.ts'

const refused = { code: 'invalid_audio' }

test('the header is the 44 bytes that the format has always had', () => {
  const header = wavHeader({ sampleRate: 16_000, sampleCount: 3 })
  const expected = '524946462a00000057415645666d74201000000001000100803e0000007d0000020010006461746106000000'
  assert.equal(header.toString('hex'), expected)
})

test('what was written is read again', () => {
  fc.assert(
    fc.property(fc.int16Array(), fc.constantFrom(8_000, 24_000, 44_100), (samples, sampleRate) => {
      assert.deepEqual(parseWav(aWav(samples, sampleRate)), { samples, sampleRate })
    }),
  )
})

test('up to 4 GiB it is RIFF, beyond it RF64 with 64-bit lengths', () => {
  const largest = (0xffff_ffff - 36 - 1) / 2
  assert.equal(wavHeader({ sampleRate: 44_100, sampleCount: largest }).toString('latin1', 0, 4), 'RIFF')
  const header = wavHeader({ sampleRate: 44_100, sampleCount: largest + 1 })
  assert.equal(header.length, 80)
  assert.equal(header.toString('latin1', 0, 4), 'RF64')
  assert.equal(header.toString('latin1', 12, 16), 'ds64')
  assert.equal(header.readUInt32LE(4), 0xffff_ffff)
  assert.equal(header.readBigUInt64LE(20), BigInt(80 - 8 + 2 * (largest + 1)))
  assert.equal(header.readBigUInt64LE(28), BigInt(2 * (largest + 1)))
  assert.equal(header.readBigUInt64LE(36), BigInt(largest + 1))
  assert.equal(header.readUInt32LE(76), 0xffff_ffff)
})

test('lengths that a streaming writer left wrong do no harm', () => {
  const samples = Int16Array.of(1, 2, 3, 4, 5)
  for (const wrong of [0, 0x7fff_ffff, 0xffff_ffff]) {
    const wav = aWav(samples, 24_000)
    wav.writeUInt32LE(wrong, 4)
    wav.writeUInt32LE(wrong, 40)
    assert.deepEqual(parseWav(wav).samples, samples)
  }
})

test('other chunks and an odd last byte are passed over, at any place in memory', () => {
  const wav = aWav(Int16Array.of(7, 8), 24_000)
  const list = Buffer.from('LIST\x05\0\0\0abcde\0', 'latin1')
  const bytes = Buffer.concat([Buffer.alloc(1), wav.subarray(0, 36), list, wav.subarray(36), Buffer.alloc(1)])
  bytes.writeUInt32LE(5, 1 + 36 + list.length + 4)
  assert.deepEqual(parseWav(bytes.subarray(1)).samples, Int16Array.of(7, 8))
})

test('a file without sound that only goes on with other chunks stays empty', () => {
  const wav = Buffer.concat([aWav(new Int16Array(0), 24_000), Buffer.from('LIST\x04\0\0\0abcd', 'latin1')])
  assert.equal(parseWav(wav).samples.length, 0)
})

test('the longer kind of format chunk is understood', () => {
  const format = Buffer.alloc(48)
  format.write('fmt \x28\0\0\0\xfe\xff\x01\0', 'latin1')
  format.writeUInt32LE(22_050, 12)
  format.writeUInt16LE(16, 22)
  format.writeUInt16LE(1, 32)
  const wav = aWav(Int16Array.of(9), 8_000)
  assert.deepEqual(parseWav(Buffer.concat([wav.subarray(0, 12), format, wav.subarray(36)])), {
    samples: Int16Array.of(9),
    sampleRate: 22_050,
  })
})

test('stereo, 8 bits, compression, odd rates and other files are refused with the reason', () => {
  assert.throws(() => parseWav(changed(22, 2)), { ...refused, message: /2 channels/ })
  assert.throws(() => parseWav(changed(34, 8)), { ...refused, message: /8 bits/ })
  assert.throws(() => parseWav(changed(20, 3)), { ...refused, message: /number 3/ })
  assert.throws(() => parseWav(changed(24, 100)), { ...refused, message: /100 Hz/ })
  assert.throws(() => parseWav(Buffer.from('ID3 this is something else')), refused)
  assert.throws(() => parseWav(new Uint8Array(0)), refused)
  assert.throws(() => parseWav(aWav(Int16Array.of(1), 24_000).subarray(0, 36)), { ...refused, message: /no sound/ })
})

test('no bytes whatever make it fail in another way', () => {
  const rubbish = fc.uint8Array({ maxLength: 120, size: 'max' })
  fc.assert(
    fc.property(rubbish, fc.nat(44), (rubbish, kept) => {
      const bytes = Buffer.concat([aWav(new Int16Array(0), 24_000).subarray(0, kept), rubbish])
      try {
        parseWav(bytes)
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'invalid_audio', String(error))
      }
    }),
    { numRuns: 1_000 },
  )
})

function aWav(samples: Int16Array, sampleRate: number): Buffer {
  return Buffer.concat([wavHeader({ sampleRate, sampleCount: samples.length }), toPcmBytes(samples)])
}

/** A WAV file with another number in one place of its format. */
function changed(position: number, value: number): Buffer {
  const wav = aWav(Int16Array.of(1, 2), 24_000)
  wav.writeUInt16LE(value, position)
  return wav
}
