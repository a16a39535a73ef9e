import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { flacFrame, flacHead, openFlacEncoder } from './flac.ts'
import { vorbisComments } from './vorbis-comments.ts'

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

test('proof: what comes out of a FLAC file is what went in, whatever it is', {
  skip: !hasFfmpeg && 'there is no FFmpeg',
}, () => {
  const length = 30_011
  let seed = 7
  const noise = () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff) / 0x4000_0000 - 1
  const sounds = {
    silence: () => 0,
    tone: (index: number) => 12_000 * Math.sin(index * 0.05),
    noise: () => 32_767 * noise(),
    square: (index: number) => (index % 100 < 50 ? 32_767 : -32_768),
    clicks: (index: number) => (index % 5_000 === 0 ? -32_768 : 0),
  }
  for (const [name, at] of Object.entries(sounds)) {
    const samples = Int16Array.from({ length }, (_, index) => at(index))
    for (const chunk of [100, 4_096, length]) assert.deepEqual(decode(toFile(samples, chunk)), samples, name)
  }
})

function toFile(samples: Int16Array, chunk: number): Buffer {
  const encoder = openFlacEncoder()
  const runs: Uint8Array[] = []
  for (let start = 0; start < samples.length; start += chunk)
    runs.push(...encoder.encode(samples.slice(start, start + chunk)))
  const bytes = Buffer.concat([...runs, encoder.finish()])
  const frames: Buffer[] = []
  let first = 0
  for (let position = 0; position < bytes.length; ) {
    const end = position + 4 + bytes.readUInt16LE(position)
    const count = bytes.readUInt16LE(position + 2)
    frames.push(flacFrame(bytes.subarray(position + 4, end), count, first))
    first += count
    position = end
  }
  const comments = vorbisComments('test', { title: 'T', album: 'A', narrators: [] }, { chapters: [] })
  return Buffer.concat([flacHead(samples.length, comments, undefined), ...frames])
}

function decode(flac: Buffer): Int16Array {
  const { stdout, stderr } = spawnSync('ffmpeg', ['-v', 'error', '-f', 'flac', '-i', '-', '-f', 's16le', '-'], {
    input: flac,
  })
  assert.equal(String(stderr), '')
  return new Int16Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length))
}
