import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { toSamples } from '../pcm.ts'
import { aNoise } from '../samples.test-kit.ts'
import { openLame } from './lame.ts'
import { type Mp3Format, mp3Layout } from './mp3.ts'
import { mp3InfoFrame } from './mp3-info-frame.ts'

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0
const reason = hasFfmpeg ? '' : ' (skipped: needs ffmpeg, which is not installed)'

for (const format of [
  { sampleRate: 44_100, bitrateKbps: 128 },
  { sampleRate: 44_100, bitrateKbps: 32 },
  { sampleRate: 22_050, bitrateKbps: 32 },
  { sampleRate: 24_000, bitrateKbps: 48 },
]) {
  const name = `${format.sampleRate} Hz, ${format.bitrateKbps} kbps`
  test(`two chapters behind one Info frame decode to the sample: ${name}${reason}`, async (t) => {
    if (!hasFfmpeg) return t.skip('ffmpeg is not installed')
    const [first, second] = [aNoise(70_123, 1), aNoise(50_321, 2)]
    const start = mp3Layout(first.length, format.sampleRate, format.bitrateKbps)
    const secondStart = start.frameCount * start.samplesPerFrame
    const decoded = decode(await joinedMp3(first, second, format))
    assert.equal(decoded.length, secondStart + second.length)
    assert.equal(placeOf(first, decoded, 0), 0)
    assert.equal(placeOf(second, decoded, secondStart), secondStart)
  })
}

async function joinedMp3(first: Int16Array, second: Int16Array, format: Mp3Format): Promise<Buffer> {
  const layouts = [first, second].map(({ length }) => mp3Layout(length, format.sampleRate, format.bitrateKbps))
  const [start, end] = [layouts[0]!, layouts[1]!]
  const head = mp3InfoFrame({
    ...format,
    frameCount: start.frameCount + end.frameCount,
    byteLength: start.byteLength + end.byteLength,
    sampleCount: start.frameCount * start.samplesPerFrame + second.length,
  })
  return Buffer.concat([head, await encode(first, format), await encode(second, format)])
}

async function encode(samples: Int16Array, format: Mp3Format): Promise<Buffer> {
  const lame = await openLame(format)
  return Buffer.concat([...lame.encode(samples), lame.finish()])
}

/** Also checks the tag's CRC, and that ffmpeg finds nothing to warn of. From a file: of a pipe it knows no length. */
function decode(mp3: Buffer): Int16Array {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-mp3-'))
  try {
    const path = join(folder, 'two-chapters.mp3')
    writeFileSync(path, mp3)
    const options = ['-v', 'warning', '-err_detect', 'crccheck', '-i', path, '-f', 's16le', '-']
    const { stdout, stderr } = spawnSync('ffmpeg', options, { maxBuffer: 2 ** 26 })
    assert.equal(stderr.toString(), '')
    return toSamples(stdout)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Where the sound lies best, near a place: the peak of the cross-correlation. */
function placeOf(sound: Int16Array, decoded: Int16Array, near: number): number {
  let best = { place: 0, correlation: Number.NEGATIVE_INFINITY }
  for (let place = near - 1_200; place <= near + 1_200; place++) {
    let correlation = 0
    for (let index = 2_000; index < 8_000; index++) correlation += sound[index]! * (decoded[place + index] ?? 0)
    if (correlation > best.correlation) best = { place, correlation }
  }
  return best.place
}
