import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeWav } from './decode-wav.ts'

/** 0, a quarter, half of full scale, and down again. */
const wave = [0, 0.25, 0.5, 0.25, 0, -0.25, -0.5, -0.25]
const expected = wave.map((value) => value * 32_768)

const encodings: Record<string, { tag: number; bits: number; encode: (value: number) => number[] }> = {
  '8-bit': { tag: 1, bits: 8, encode: (value) => [value * 128 + 128] },
  '16-bit': { tag: 1, bits: 16, encode: (value) => little(value * 32_768, 2) },
  '24-bit': { tag: 1, bits: 24, encode: (value) => little(value * 8_388_608, 3) },
  '32-bit': { tag: 1, bits: 32, encode: (value) => little(value * 2_147_483_648, 4) },
  '32-bit floating point': { tag: 3, bits: 32, encode: (value) => [...new Uint8Array(Float32Array.of(value).buffer)] },
  '64-bit floating point': { tag: 3, bits: 64, encode: (value) => [...new Uint8Array(Float64Array.of(value).buffer)] },
}

for (const [name, { tag, bits, encode }] of Object.entries(encodings)) {
  test(`${name} sound becomes 16-bit, of one channel or of two`, () => {
    const mono = wavOf({ tag, bits, channels: 1 }, wave.flatMap(encode))
    assert.deepEqual(decodeWav(mono), { samples: Int16Array.from(expected), sampleRate: 44_100 })
    const extensible = wavOf({ tag, bits, channels: 1, isExtensible: true }, wave.flatMap(encode))
    assert.deepEqual(decodeWav(extensible), decodeWav(mono))
    const stereo = wave.flatMap((value) => [...encode(value), ...encode(0)])
    const mixed = decodeWav(wavOf({ tag, bits, channels: 2 }, stereo)).samples
    assert.deepEqual(
      [...mixed],
      expected.map((sample) => sample / 2),
    )
  })
}

test('what is louder than full scale is cut there, and what is no number is silence', () => {
  const encode = encodings['32-bit floating point']!.encode
  const { samples } = decodeWav(wavOf({ tag: 3, bits: 32, channels: 1 }, [2, -2, Number.NaN].flatMap(encode)))
  assert.deepEqual([...samples], [32_767, -32_768, 0])
})

const pcm = { tag: 1, bits: 16, channels: 1 }
const sound = wave.flatMap(encodings['16-bit']!.encode)

test('a length that was written before the sound was there is not believed', () => {
  for (const told of [0, 4, 0xffff_ffff, 0x7fff_f000, 2_000_000_000, sound.length + 44])
    assert.deepEqual([...decodeWav(wavOf(pcm, sound, told)).samples], expected, `told ${told}`)
})

test('other chunks before and after the sound are no sound', () => {
  const list = chunk('LIST', [1, 2, 3])
  const bytes = wavOf(pcm, sound)
  const both = Buffer.concat([bytes.subarray(0, 12), list, bytes.subarray(12), list, chunk('id3 ', [9, 9])])
  assert.deepEqual([...decodeWav(both).samples], expected)
})

test('files one after the other, as some servers stream, are one sound', () => {
  const file = wavOf(pcm, sound)
  assert.deepEqual([...decodeWav(Buffer.concat([file, file, file])).samples], [...expected, ...expected, ...expected])
})

test('a file of which much is missing is refused: it would be half a sentence for good', () => {
  const long = Array.from({ length: 4_000 }, (_, at) => at % 7)
  const bytes = wavOf(pcm, long)
  assert.throws(() => decodeWav(bytes.subarray(0, bytes.length / 2)), /it breaks off, \d+ bytes are missing/)
})

test('a file whose last frame breaks off has the whole samples that are there', () => {
  const bytes = wavOf(pcm, sound)
  assert.deepEqual([...decodeWav(bytes.subarray(0, bytes.length - 3)).samples], expected.slice(0, -2))
})

test('what cannot be read is refused with a reason', () => {
  assert.throws(() => decodeWav(Buffer.from('<html>')), /no WAV file/)
  assert.throws(() => decodeWav(wavOf({ ...pcm, tag: 7, bits: 8 }, [])), /number 7, 8 bits/)
  assert.throws(() => decodeWav(wavOf({ ...pcm, channels: 0 }, [])), /0 channels/)
  assert.throws(() => decodeWav(wavOf({ ...pcm, rate: 96 }, [])), /96 Hz/)
  assert.throws(() => decodeWav(wavOf(pcm, []).subarray(0, 36)), /holds no sound/)
})

test('whatever bytes come, there is sound or a reason, soon', () => {
  const head = wavOf(pcm, [])
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat({ max: head.length }), (bytes, kept) => {
      try {
        assert.ok(decodeWav(Buffer.concat([head.subarray(0, kept), bytes])).samples instanceof Int16Array)
      } catch (thrown) {
        assert.ok(thrown instanceof Error && thrown.constructor === Error, String(thrown))
      }
    }),
  )
})

interface WavFormat {
  tag: number
  bits: number
  channels: number
  rate?: number
  isExtensible?: boolean
}

function wavOf(
  { tag, bits, channels, rate = 44_100, isExtensible }: WavFormat,
  sound: number[],
  told?: number,
): Buffer {
  const frame = (channels * bits) / 8
  const numbers = [
    little(isExtensible ? 0xfffe : tag, 2),
    little(channels, 2),
    little(rate, 4),
    little(rate * frame, 4),
  ]
  const extension = isExtensible ? [...little(22, 2), ...little(bits, 2), ...little(4, 4), ...little(tag, 16)] : []
  const format = chunk('fmt ', [...numbers.flat(), ...little(frame, 2), ...little(bits, 2), ...extension])
  const data = chunk('data', sound)
  if (told !== undefined) data.writeUInt32LE(told, 4)
  return Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVE'), format, data])
}

/** Padded to an even length, as chunks are. */
function chunk(name: string, content: number[]): Buffer {
  const padding = content.length % 2 ? [0] : []
  return Buffer.from([...Buffer.from(name), ...little(content.length, 4), ...content, ...padding])
}

function little(value: number, byteCount: number): number[] {
  const number = BigInt(Math.round(value))
  return Array.from({ length: byteCount }, (_, at) => Number((number >> BigInt(8 * at)) & 255n))
}
