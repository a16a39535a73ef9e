import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openAacEncoder, samplesPerAacFrame } from '../encoding/aac.ts'
import { mp4Head } from '../encoding/mp4.ts'
import { openAacDecoder } from './aac/aac-decoder.ts'
import { UnknownSound } from './aac/frame.ts'
import { openInverseTransform } from './aac/inverse-transform.ts'
import { decodeMp4 } from './mp4.ts'
import { type Mp4Bytes, readMp4File } from './mp4-file.ts'

const sampleRate = 44_100
/** AAC-LC, 44.1 kHz, one channel. */
const mono = Buffer.from([0x12, 0x08])

test('an audiobook of ours is read without FFmpeg: title, chapters, and each sample where it was', async () => {
  const samples = aVoice(5)
  const chapters = [
    { title: 'Dawn & dusk', startSample: 0 },
    { title: 'Über', startSample: 100 * samplesPerAacFrame },
  ]
  const book = await anAudiobook(samples, chapters)
  const file = await readMp4File(toBytes(book))
  const marks = chapters.map(({ title, startSample }) => ({ title, startSeconds: startSample / sampleRate }))
  assert.deepEqual([file.title, file.chapters], ['The Book', marks])
  const heard: number[] = []
  const format = await decodeMp4(toBytes(book), file, ([sound]) => heard.push(...sound!))
  assert.deepEqual([format.codec, format.sampleRate, format.channelCount], ['aac', sampleRate, 1])
  assert.ok(Math.abs(format.bitrateKbps - 64) < 16, `${format.bitrateKbps} kbps`)
  assert.equal(heard.length, samples.length)
  assert.ok(signalToNoise(samples, heard) > 25, `${signalToNoise(samples, heard)} dB`)
})

test('a file whose description stands behind its sound, or that has only Nero’s list of chapters, is read too', async () => {
  const book = await anAudiobook(aVoice(1), [{ title: 'One', startSample: 0 }])
  const movieStart = book.indexOf('moov') - 4
  const movieEnd = movieStart + book.readUInt32BE(movieStart)
  const movie = Buffer.from(book.subarray(movieStart, movieEnd))
  movie.write('free', movie.indexOf('tref'), 'latin1')
  const turned = Buffer.concat([book.subarray(0, movieStart), book.subarray(movieEnd), movie])
  const file = await readMp4File(toBytes(turned))
  assert.deepEqual([file.title, file.chapters], ['The Book', [{ title: 'One', startSeconds: 0 }]])
})

test('what is not AAC-LC, and what is damaged, is refused', async () => {
  for (const description of [[0x2a, 0x08], [0x12, 0x30], []])
    assert.throws(() => openAacDecoder(Buffer.from(description)), UnknownSound)
  await assert.rejects(
    decodeMp4(toBytes(Buffer.alloc(0)), await readMp4File(toBytes(Buffer.alloc(0))), () => {}),
    UnknownSound,
  )
  const decoder = openAacDecoder(mono)
  const onlyUnknown = (bytes: Uint8Array) => {
    try {
      decoder.decode(bytes)
    } catch (error) {
      assert.ok(error instanceof UnknownSound, String(error))
    }
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), onlyUnknown), { numRuns: 300 })
  const book = await anAudiobook(aVoice(0.2), [{ title: 'One', startSample: 0 }])
  const damaged = fc.tuple(fc.nat(book.length - 1), fc.nat(255), fc.nat(book.length))
  await fc.assert(
    fc.asyncProperty(damaged, async ([at, value, end]) => {
      const bytes = Buffer.from(book.subarray(0, end))
      if (at < end) bytes[at] = value
      try {
        await decodeMp4(toBytes(bytes), await readMp4File(toBytes(bytes)), () => {})
      } catch (error) {
        assert.ok(error instanceof UnknownSound || error instanceof RangeError, String(error))
      }
    }),
    { numRuns: 200 },
  )
})

test('a file that says it has four thousand million samples takes no more memory than it has bytes', async () => {
  const marks = [0, 4_410].map((startSample) => ({ title: `At ${startSample}`, startSample }))
  const book = await anAudiobook(aVoice(0.2), marks)
  const setAll = (box: string, behind: number, values: number[]) => {
    const changed = Buffer.from(book)
    for (let at = changed.indexOf(box); at >= 0; at = changed.indexOf(box, at + 4))
      for (const [index, value] of values.entries()) changed.writeUInt32BE(value, at + behind + 4 * index)
    return toBytes(changed)
  }
  const most = 0xffff_ffff
  const { chapters } = await readMp4File(setAll('stts', 12, [most, 4_410]))
  assert.deepEqual(
    chapters.map(({ title, startSeconds }) => [title, startSeconds]),
    [
      ['At 0', 0],
      ['At 4410', 0.1],
    ],
  )
  await assert.rejects(readMp4File(setAll('stsz', 8, [1, most])), RangeError)
})

test('of sound that is read by others no samples are listed: of plain PCM there are as many as a book has', async () => {
  const book = Buffer.from(await anAudiobook(aVoice(0.2), [{ title: 'One', startSample: 0 }]))
  book.write('sowt', book.indexOf('mp4a'), 'latin1')
  const file = await readMp4File(toBytes(book))
  assert.deepEqual([file.sound!.codec, file.sound!.chunks, file.chapters.length], ['sowt', [], 1])
  await assert.rejects(
    decodeMp4(toBytes(book), file, () => {}),
    UnknownSound,
  )
})

test('the inverse transform is the sum that the standard writes', () => {
  const size = 128
  const spectrum = Float64Array.from({ length: size }, (_, index) => Math.sin(index * index))
  const samples = openInverseTransform(size)(spectrum)
  for (let at = 0; at < 2 * size; at += 5) {
    const angle = (Math.PI / size) * (at + (size + 1) / 2)
    const sum = spectrum.reduce((total, value, index) => total + value * Math.cos(angle * (index + 0.5)), 0)
    assert.ok(Math.abs(samples[at]! - sum / size) < 1e-9)
  }
})

/** Tones that come and go, with hard beginnings. */
function aVoice(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * sampleRate }, (_, index) => {
    const second = index / sampleRate
    const isHeard = second % 0.3 < 0.2
    return isHeard ? 9_000 * Math.sin(second * 2 * Math.PI * 220) + 3_000 * Math.sin(second * 2 * Math.PI * 1_330) : 0
  })
}

async function anAudiobook(samples: Int16Array, chapters: { title: string; startSample: number }[]): Promise<Buffer> {
  const encoder = await openAacEncoder(64)
  const frames = [...(await encoder.encode(samples)), ...(await encoder.finish())]
  await encoder.close()
  const tags = { title: 'The Book', album: 'The Book', narrators: ['Kim'] }
  const frameLengths = Uint16Array.from(frames, (frame) => frame.length)
  const plan = { sampleRate, bitrateKbps: 64, frameLengths, sampleCount: samples.length, chapters, tags }
  return Buffer.concat([mp4Head(plan), ...frames])
}

function toBytes(content: Buffer): Mp4Bytes {
  const { length: byteLength } = content
  return { byteLength, read: async (start, length) => content.subarray(start, start + length) }
}

/** In decibels. */
function signalToNoise(samples: Int16Array, heard: number[]): number {
  let [signal, noise] = [0, 0]
  for (const [index, sample] of samples.entries()) {
    signal += sample ** 2
    noise += (sample - heard[index]!) ** 2
  }
  return 10 * Math.log10(signal / noise)
}
