import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toPcmBytes } from '#server/audio/pcm.ts'
import { fakeSpeech, toWav } from './fake-service.test-kit.ts'
import { readSound } from './read-sound.ts'

const speech = fakeSpeech('Hello', 'anna', 1, 44_100)

test('WAV is known by its bytes, whatever the header calls it', () => {
  for (const contentType of ['audio/wav', 'audio/mpeg', 'application/octet-stream', ''])
    assert.deepEqual(readSound({ body: toWav(speech), contentType }), speech)
})

test('raw samples are taken when the header says so: at 24 kHz, or at what it says', () => {
  const body = Buffer.from(toPcmBytes(speech.samples))
  assert.deepEqual(readSound({ body, contentType: 'audio/pcm' }), { ...speech, sampleRate: 24_000 })
  assert.deepEqual(readSound({ body, contentType: 'audio/pcm;rate=44100' }), speech)
  assert.match(faultOf(body, 'audio/pcm; rate=5'), /PCM at 5 Hz/)
  assert.match(faultOf(body, 'application/octet-stream'), /something else than sound \(application\/octet-stream\)/)
})

test('what is no such sound is called by its name', () => {
  const bytes = (...start: (number | string)[]) =>
    Buffer.concat([...start.map((one) => Buffer.from(typeof one === 'string' ? one : [one])), Buffer.alloc(100)])
  assert.match(faultOf(bytes('ID3')), /answered MP3 instead/)
  assert.match(faultOf(bytes(0xff, 0xfb, 0x90, 0x64)), /answered MP3 instead/)
  assert.match(faultOf(bytes(0xff, 0xf3, 0x44)), /answered MP3 instead/)
  assert.match(faultOf(bytes(0xff, 0xf1, 0x50)), /answered AAC instead/)
  assert.match(faultOf(bytes('OggS')), /answered Ogg instead/)
  assert.match(faultOf(bytes('fLaC')), /answered FLAC instead/)
  assert.match(faultOf(Buffer.alloc(0)), /answered nothing/)
  assert.match(faultOf(toWav(speech).subarray(0, 30)), /WAV file that cannot be used: its format is cut short/)
})

test('words instead of sound are told', () => {
  assert.match(faultOf(Buffer.from('<!doctype html>\n<h1>Sign in</h1>')), /answered HTML instead of sound: Sign in$/)
  assert.match(faultOf(Buffer.from('{"error":{"message":"No GPU"}}')), /answered JSON instead of sound: No GPU$/)
  assert.match(faultOf(Buffer.from('Später bitte'), 'audio/pcm'), /answered text instead of sound: Später bitte$/)
})

function faultOf(body: Buffer, contentType = 'audio/wav'): string {
  const sound = readSound({ body, contentType })
  assert.ok('fault' in sound)
  return sound.fault
}
