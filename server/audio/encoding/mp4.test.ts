import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openAacEncoder, samplesPerAacFrame } from './aac.ts'
import { mp4Head } from './mp4.ts'

const hasFfmpeg = spawnSync('ffprobe', ['-version']).status === 0
const sampleRate = 44_100

test('proof: 300 chapters in 15 hours are all in their places', {
  skip: !hasFfmpeg && 'there is no FFmpeg',
}, async () => {
  const silence = await encodeSilence()
  const frameCount = Math.ceil((15 * 3600 * sampleRate) / samplesPerAacFrame)
  const frameLengths = new Uint16Array(frameCount).fill(silence.length)
  const sampleCount = (frameCount - 1) * samplesPerAacFrame - 100
  const chapters = Array.from({ length: 300 }, (_, index) => {
    return { title: `Chapter ${index + 1} – ${'ü'.repeat(index)}`, startSample: index * 180 * sampleRate }
  })
  const tags = { title: 'Long', album: 'Long', narrators: ['Kim'], language: 'de' }
  const head = mp4Head({ sampleRate, bitrateKbps: 64, frameLengths, sampleCount, chapters, tags })
  const found = probe(Buffer.concat([head, Buffer.alloc(frameCount * silence.length, silence)]))
  assert.equal(Number(found.format.duration), Math.round((sampleCount / sampleRate) * 1e6) / 1e6)
  const starts = found.chapters.map((chapter: { start_time: string }) => Number(chapter.start_time))
  assert.deepEqual(
    starts,
    chapters.map((_, index) => index * 180),
  )
  const titles = found.chapters.map((chapter: { tags: { title: string } }) => chapter.tags.title)
  assert.deepEqual(
    titles,
    chapters.map(({ title }) => title),
  )
  assert.equal(found.streams[0].tags.language, 'deu')
})

async function encodeSilence(): Promise<Uint8Array> {
  const encoder = await openAacEncoder(64)
  await encoder.encode(new Int16Array(8 * samplesPerAacFrame))
  const frames = await encoder.finish()
  await encoder.close()
  return frames.at(-1)!
}

// biome-ignore lint/suspicious/noExplicitAny: ffprobe's own JSON
function probe(bytes: Buffer): any {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-mp4-'))
  const path = join(folder.path, 'book.m4b')
  writeFileSync(path, bytes)
  const shown = ['-show_format', '-show_streams', '-show_chapters']
  const { stdout, stderr } = spawnSync('ffprobe', ['-v', 'error', '-of', 'json', ...shown, path])
  assert.equal(String(stderr), '')
  return JSON.parse(String(stdout))
}
