import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { openEncoders } from '#server/audio/encoding/encoders.ts'
import {
  bodyByteLength,
  contentTypeOf,
  encodingOf,
  extensionOf,
  formatName,
  type RenditionFormat,
  renditionFormatOf,
  slotSampleCount,
} from './rendition-format.ts'

test('the quality preset of a project decides its format, and a lossless one can be had as MP3', () => {
  const nameOf = (qualityPreset: string, convertToMpeg = false, volumeNormalization = false) =>
    formatName(renditionFormatOf({ qualityPreset, volumeNormalization }, convertToMpeg))
  assert.equal(nameOf('standard'), 'mp3_44100_128')
  assert.equal(nameOf('high'), 'mp3_44100_192')
  assert.equal(nameOf('ultra'), 'mp3_44100_192')
  assert.equal(nameOf('ultra_lossless'), 'pcm_44100')
  assert.equal(nameOf('ultra_lossless', true), 'mp3_44100_192')
  assert.equal(nameOf('standard', false, true), 'mp3_44100_128_audiobook')
})

test('a format has a name that keeps it apart from all others, a content type and an ending', () => {
  const codecs = [{ codec: 'mp3', bitrateKbps: 128 }, { codec: 'mp3', bitrateKbps: 192 }, { codec: 'wav' }] as const
  const formats = codecs.flatMap((codec): RenditionFormat[] => [
    { ...codec, loudness: 'none' },
    { ...codec, loudness: 'audiobook' },
  ])
  assert.equal(new Set(formats.map(formatName)).size, formats.length)
  assert.deepEqual([...new Set(formats.map(contentTypeOf))], ['audio/mpeg', 'audio/wav'])
  assert.deepEqual([...new Set(formats.map(extensionOf))], ['mp3', 'wav'])
})

test('the length of a chapter is known to the byte before it is encoded', async () => {
  await using encoders = openEncoders({ threads: 1 })
  const anyFormat = fc.constantFrom<RenditionFormat>(
    { codec: 'mp3', bitrateKbps: 128, loudness: 'none' },
    { codec: 'mp3', bitrateKbps: 192, loudness: 'none' },
    { codec: 'wav', loudness: 'none' },
  )
  await fc.assert(
    fc.asyncProperty(anyFormat, fc.nat({ max: 20_000 }), async (format, sampleCount) => {
      using encoder = encoders.open(encodingOf(format))
      const pieces = [await encoder.silence(sampleCount), await encoder.finish()]
      assert.equal(Buffer.concat(pieces).length, bodyByteLength(format, sampleCount))
    }),
    { numRuns: 25 },
  )
})

test('the place of a chapter in a project holds it, and is whole MP3 frames of 1,152 samples', () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 }), (sampleCount) => {
      assert.ok(slotSampleCount(sampleCount) >= sampleCount)
      assert.equal(slotSampleCount(sampleCount) % 1_152, 0)
    }),
  )
})
