import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import OpusScript from 'opusscript'
import { joinSamples, toSamples } from '../pcm.ts'
import { aHum } from '../samples.test-kit.ts'
import { openEncoders } from './encoders.ts'
import { openLibopus } from './libopus.ts'
import { parseOggPages } from './ogg.test-kit.ts'
import { openOggOpus } from './ogg-opus.ts'
import {
  assertOpusFormat,
  type OpusBitrate,
  opusBitrates,
  opusHead,
  opusPacketLength,
  opusPagesLength,
  opusPreSkip,
  samplesPerPacket,
} from './opus.ts'

const bitrate = fc.constantFrom(...opusBitrates)

test('a file has exactly the length that was foretold and tells how many samples it holds', () => {
  const sampleCount = fc.oneof(fc.constantFrom(0, 1, 647, 648, 649, 47_688, 47_689), fc.nat(150_000))
  fc.assert(
    fc.property(sampleCount, bitrate, (sampleCount, bitrateKbps) => {
      const file = encode([aHum(sampleCount)], bitrateKbps)
      assert.equal(file.length, lengthOf(sampleCount, bitrateKbps))
      assert.equal(parseOggPages(file).at(-1)!.granulePosition - opusPreSkip, sampleCount)
    }),
    { numRuns: 40 },
  )
})

test('pieces of any size give the same file as the whole', () => {
  const whole = encode([aHum(60_000)], 64)
  fc.assert(
    fc.property(fc.array(fc.nat(9_000), { maxLength: 12 }), (sizes) => {
      const samples = aHum(60_000)
      let start = 0
      const pieces = sizes.map((size) => samples.subarray(start, (start += size)))
      assert.deepEqual(encode([...pieces, samples.subarray(start)], 64), whole)
    }),
    { numRuns: 20 },
  )
})

test('the pages follow one another as RFC 7845 wants it', () => {
  const pages = parseOggPages(encode([aHum(130_000)], 128))
  assert.deepEqual(
    pages.map((page) => page.headerType),
    [2, 0, 0, 0, 4],
  )
  assert.deepEqual(
    pages.map((page) => page.sequenceNumber),
    [0, 1, 2, 3, 4],
  )
  assert.deepEqual(
    pages.map((page) => page.granulePosition),
    [0, 0, 48_000, 96_000, 130_312],
  )
  assert.deepEqual(
    pages.slice(0, 2).map(({ packets }) => packets.length),
    [1, 1],
  )
  const [head, tags] = [pages[0]!.packets[0]!, pages[1]!.packets[0]!]
  assert.deepEqual(head.toString('latin1', 0, 8), 'OpusHead')
  assert.deepEqual([...head.subarray(8)], [1, 1, 0x38, 0x01, 0x80, 0xbb, 0, 0, 0, 0, 0])
  assert.equal(tags.toString('latin1', 0, 8), 'OpusTags')
  assert.equal(tags.readUInt32LE(12 + tags.readUInt32LE(8)), 0)
})

test('what is decoded lies at its sample from the first to the last', () => {
  const samples = aHum(100_001)
  const decoded = decode(encode([samples], 192))
  assert.equal(decoded.length, samples.length)
  const inPlace = signalToNoise(samples, decoded)
  assert.ok(inPlace > 20)
  assert.ok(inPlace > signalToNoise(samples, decoded.subarray(1)), 'one sample earlier fits worse')
  assert.ok(inPlace > signalToNoise(samples.subarray(1), decoded), 'one sample later fits worse')
  assert.ok(signalToNoise(samples.subarray(-2_000), decoded.subarray(-2_000)) > 15)
})

test('libopus looks as far ahead as we tell the player to skip', () => {
  for (const bitrateKbps of opusBitrates) {
    const encoder = openLibopus({ bitrateKbps })
    assert.equal(encoder.lookahead, opusPreSkip)
    encoder.close()
  }
})

test('an encoder that was given up leaves nothing to the next', () => {
  const first = encode([aHum(20_000)], 64)
  const abandoned = openOggOpus({ sampleRate: 48_000, bitrateKbps: 32 })
  abandoned.encode(aHum(30_000, 2))
  abandoned.close()
  abandoned.close()
  assert.deepEqual(encode([aHum(20_000)], 64), first)
})

test('many encoders at once make their memory grow and do not get into each other', () => {
  const alone = encode([aHum(3_000)], 64)
  const encoders = Array.from({ length: 300 }, () => openOggOpus({ sampleRate: 48_000, bitrateKbps: 64 }))
  const starts = encoders.map((encoder) => encoder.encode(aHum(2_000)))
  const ends = encoders.map((encoder) => [...encoder.encode(aHum(3_000).subarray(2_000)), encoder.finish()])
  for (const [index, start] of starts.entries()) assert.deepEqual(Buffer.concat([...start, ...ends[index]!]), alone)
})

test('beside the event loop takes of any rate and pauses become one file', async () => {
  await using encoders = openEncoders({ threads: 1 })
  using encoder = encoders.open({ codec: 'opus', sampleRate: 48_000, bitrateKbps: 32 })
  const bytes = [encoder.push({ samples: aHum(24_001), sampleRate: 24_000 }), encoder.silence(500), encoder.finish()]
  const file = Buffer.concat(await Promise.all(bytes))
  assert.equal(file.length, lengthOf(48_502, 32))
  assert.equal(decode(file).length, 48_502)
})

test('rates and bitrates that are not made are refused', () => {
  assert.throws(() => assertOpusFormat({ sampleRate: 44_100, bitrateKbps: 64 }), { code: 'invalid_output_format' })
  assert.throws(() => assertOpusFormat({ sampleRate: 48_000, bitrateKbps: 65 }), { message: /65/ })
})

/** @param sampleCount at 48 kHz */
function lengthOf(sampleCount: number, bitrateKbps: OpusBitrate): number {
  const packetCount = Math.ceil((opusPreSkip + sampleCount) / samplesPerPacket)
  return opusHead().length + opusPagesLength(packetCount, opusPacketLength(bitrateKbps))
}

function encode(pieces: Int16Array[], bitrateKbps: OpusBitrate): Buffer {
  const encoder = openOggOpus({ sampleRate: 48_000, bitrateKbps })
  return Buffer.concat([...pieces.flatMap((piece) => encoder.encode(piece)), encoder.finish()])
}

/** As a player does: the pre-skip is dropped, and what lies beyond the last page's granule position. */
function decode(file: Buffer): Int16Array {
  const pages = parseOggPages(file)
  const decoder = new OpusScript(48_000, 1)
  const packets = pages.slice(2).flatMap((page) => page.packets)
  const decoded = joinSamples(packets.map((packet) => toSamples(decoder.decode(packet))))
  decoder.delete()
  return decoded.subarray(opusPreSkip, pages.at(-1)!.granulePosition)
}

/** In decibels. */
function signalToNoise(samples: Int16Array, decoded: Int16Array): number {
  let [signal, noise] = [0, 0]
  for (let index = 0; index < Math.min(samples.length, decoded.length); index++) {
    signal += samples[index]! ** 2
    noise += (samples[index]! - decoded[index]!) ** 2
  }
  return 10 * Math.log10(signal / noise)
}
