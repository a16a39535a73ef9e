import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { joinSamples, toPcmBytes } from '../pcm.ts'
import { resample, resampledLength } from '../resample.ts'
import { aHum } from '../samples.test-kit.ts'
import { toALaw, toMuLaw } from './companding.ts'
import { type EncoderThread, startEncoderThread } from './encoder-worker.ts'
import { type Encoder, openEncoders } from './encoders.ts'
import type { EncodingFormat } from './encoding-format.ts'
import { mp3Layout } from './mp3.ts'

const mp3: EncodingFormat = { codec: 'mp3', sampleRate: 44_100, bitrateKbps: 128 }

test('proof: takes and pauses of any length give as many bytes of MP3 as foretold', async () => {
  await using encoders = openEncoders({ threads: 2 })
  const take = fc.record({ sampleCount: fc.nat(40_000), sampleRate: fc.constantFrom(16_000, 22_050, 24_000, 44_100) })
  const parts = fc.array(fc.tuple(take, fc.nat(50_000)), { maxLength: 5, size: 'max' })
  const format = fc.constantFrom(
    { codec: 'mp3' as const, sampleRate: 44_100, bitrateKbps: 128 },
    { codec: 'mp3' as const, sampleRate: 22_050, bitrateKbps: 32 },
  )
  await fc.assert(
    fc.asyncProperty(parts, format, async (parts, format) => {
      using encoder = encoders.open(format)
      const bytes: Promise<Uint8Array>[] = []
      let sampleCount = 0
      for (const [take, pause] of parts) {
        bytes.push(encoder.push({ samples: aHum(take.sampleCount), sampleRate: take.sampleRate }))
        bytes.push(encoder.silence(pause))
        sampleCount += resampledLength(take.sampleCount, take.sampleRate, format.sampleRate) + pause
      }
      bytes.push(encoder.finish())
      const { byteLength } = mp3Layout(sampleCount, format.sampleRate, format.bitrateKbps)
      assert.equal(Buffer.concat(await Promise.all(bytes)).length, byteLength)
    }),
    { numRuns: 25 },
  )
})

test('PCM, µ-law and A-law are each take resampled by itself, with the pauses between', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const takes = [
    { samples: aHum(3_000, 1), sampleRate: 24_000 },
    { samples: aHum(2_001, 2), sampleRate: 16_000 },
  ]
  const [first, second] = takes.map((take) => resample(take, 8_000))
  const expected = joinSamples([first!, new Int16Array(70_000), second!])
  for (const [codec, toBytes] of [
    ['pcm', toPcmBytes],
    ['ulaw', toMuLaw],
    ['alaw', toALaw],
  ] as const) {
    using encoder = encoders.open({ codec, sampleRate: 8_000 })
    const bytes = [encoder.push(takes[0]!), encoder.silence(70_000), encoder.push(takes[1]!), encoder.finish()]
    assert.deepEqual(Buffer.concat(await Promise.all(bytes)), Buffer.from(toBytes(expected)))
  }
})

test('a take in parts gives the bytes of the whole take', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const samples = aHum(50_001)
  for (const format of [mp3, { codec: 'pcm' as const, sampleRate: 44_100 }]) {
    for (const sampleRate of [24_000, 44_100]) {
      using whole = encoders.open(format)
      using inParts = encoders.open(format)
      const bytes = [whole.push({ samples, sampleRate }), whole.silence(100), whole.finish()]
      const parts = [
        inParts.push({ samples: samples.subarray(0, 9_999), sampleRate }, { goesOn: true }),
        inParts.push({ samples: samples.subarray(9_999, 10_000), sampleRate }, { goesOn: true }),
        inParts.push({ samples: samples.subarray(10_000), sampleRate }),
        inParts.silence(100),
        inParts.finish(),
      ]
      assert.deepEqual(Buffer.concat(await Promise.all(parts)), Buffer.concat(await Promise.all(bytes)))
    }
  }
})

test('many encoders at once do not get into each other', async () => {
  await using encoders = openEncoders({ threads: 2 })
  const alone = await encodeAll(encoders.open(mp3), [1, 2, 3])
  const runs = Array.from({ length: 9 }, () => encodeAll(encoders.open(mp3), [1, 2, 3]))
  for (const run of await Promise.all(runs)) assert.deepEqual(run, alone)
})

test('the samples that were pushed stay as they were, a view in the middle of others too', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const samples = aHum(5_000)
  using encoder = encoders.open({ codec: 'pcm', sampleRate: 24_000 })
  const bytes = await encoder.push({ samples: samples.subarray(1_000, 1_100), sampleRate: 24_000 })
  assert.deepEqual(Buffer.from(bytes), Buffer.from(toPcmBytes(aHum(5_000).subarray(1_000, 1_100))))
  assert.deepEqual(samples, aHum(5_000))
})

test('a new encoder goes to the thread that has the fewest, and no more threads start than allowed', async () => {
  const threads: EncoderThread[] = []
  await using encoders = openEncoders({ threads: 2, startThread: () => startNoted(threads) })
  const [first, , third] = [encoders.open(mp3), encoders.open(mp3), encoders.open(mp3)]
  assert.deepEqual(counts(threads), [2, 1])
  first.close()
  await third.finish()
  assert.deepEqual(counts(threads), [0, 1])
  encoders.open(mp3)
  assert.deepEqual(counts(threads), [1, 1])
})

test('when a thread dies its calls fail, and the next encoder gets a new one', async () => {
  const threads: EncoderThread[] = []
  await using encoders = openEncoders({ threads: 1, startThread: () => startNoted(threads) })
  const encoder = encoders.open(mp3)
  const inTheAir = assert.rejects(encoder.silence(44_100 * 3_600), { code: 'encoding_failed' })
  await threads[0]!.stop()
  await inTheAir
  await assert.rejects(encoder.finish(), { code: 'encoding_failed' })
  assert.ok((await encodeAll(encoders.open(mp3), [1])).length > 0)
  assert.equal(threads.length, 2)
})

test('a take that cannot be encoded fails alone', async () => {
  await using encoders = openEncoders({ threads: 1 })
  using encoder = encoders.open({ codec: 'pcm', sampleRate: 8_000 })
  await assert.rejects(encoder.push({ samples: aHum(10), sampleRate: 1 }), { code: 'invalid_audio', message: /1 Hz/ })
  assert.equal((await encoder.silence(10)).length, 20)
})

test('after its end an encoder takes no more, and closing again does nothing', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const encoder = encoders.open(mp3)
  await encoder.finish()
  encoder.close()
  await assert.rejects(encoder.silence(1), { code: 'encoding_failed' })
  const abandoned = encoders.open(mp3)
  abandoned.close()
  abandoned.close()
  await assert.rejects(abandoned.finish(), { code: 'encoding_failed' })
})

test('a format that MP3 does not have is refused at once', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const tooMuch: EncodingFormat = { codec: 'mp3', sampleRate: 22_050, bitrateKbps: 320 }
  assert.throws(() => encoders.open(tooMuch), { code: 'invalid_output_format' })
})

test('a program ends although it left an encoder open, but not before an answer that it waits for', () => {
  for (const [use, printed] of [
    ['console.log((await encoder.silence(4)).length)', '8\n'],
    ['', ''],
  ]) {
    const program = `
      import { openEncoders } from ${JSON.stringify(import.meta.resolve('./encoders.ts'))}
      const encoder = openEncoders({ threads: 1 }).open({ codec: 'pcm', sampleRate: 8000 })
      ${use}`
    const words = ['--input-type=module', '-e', program]
    const { status, stdout } = spawnSync(process.execPath, words, { timeout: 60_000 })
    assert.deepEqual([status, stdout.toString()], [0, printed])
  }
})

async function encodeAll(encoder: Encoder, seeds: number[]): Promise<Buffer> {
  const takes = seeds.map((seed) => encoder.push({ samples: aHum(9_000, seed), sampleRate: 24_000 }))
  return Buffer.concat(await Promise.all([...takes, encoder.finish()]))
}

function startNoted(threads: EncoderThread[]): EncoderThread {
  const thread = startEncoderThread()
  threads.push(thread)
  return thread
}

function counts(threads: EncoderThread[]): number[] {
  return threads.map((thread) => thread.encoderCount)
}
