import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OutputFormat } from '#contract/text-to-speech.ts'
import { openEncoders } from '#server/audio/encoding/encoders.ts'
import { toSpeechFormat } from './output-format.ts'

test('every output format of the contract can be encoded', async () => {
  await using encoders = openEncoders({ threads: 1 })
  for (const name of OutputFormat.options) {
    const { encoding } = toSpeechFormat(name)
    using _encoder = encoders.open(encoding)
    const [codec, rate, bitrate] = name.split('_')
    assert.equal(encoding.codec, codec === 'wav' ? 'pcm' : codec, name)
    assert.equal(encoding.sampleRate, Number(rate), name)
    assert.equal('bitrateKbps' in encoding ? encoding.bitrateKbps : undefined, bitrate && Number(bitrate), name)
  }
})

test('only WAV has a header before the samples, and each codec its content type', () => {
  const formats = OutputFormat.options.map((name) => ({ name, ...toSpeechFormat(name) }))
  assert.ok(formats.every(({ name, isWav }) => isWav === name.startsWith('wav_')))
  const types = new Map(formats.map(({ name, contentType }) => [name.split('_')[0], contentType]))
  assert.deepEqual(Object.fromEntries(types), {
    mp3: 'audio/mpeg',
    wav: 'audio/wav',
    pcm: 'audio/pcm',
    ulaw: 'audio/basic',
    alaw: 'audio/x-alaw-basic',
    opus: 'audio/opus',
  })
})
