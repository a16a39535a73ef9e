import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { aChapter, encode, good } from '#server/exporting/report/chapter.test-kit.ts'
import { decodeMp3 } from '../decoding/mp3.ts'
import { measureSound } from './measure-sound.ts'

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

for (const [what, making] of Object.entries({
  good,
  loud: { ...good, speechDb: -4 },
  noisy: { ...good, noiseDb: -50 },
  'cut short': { ...good, tail: 0.2 },
  clipped: { ...good, speechDb: -6, clipsAt: 0.5 },
  'of half the rate': { ...good, sampleRate: 22_050, bitrateKbps: 64 },
})) {
  test(`what we measure of an MP3 is what FFmpeg measures: ${what}`, {
    skip: !hasFfmpeg && 'FFmpeg is not installed',
  }, async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-levels-'))
    const path = join(folder.path, 'chapter.mp3')
    const mp3 = await encode(aChapter(making), making)
    writeFileSync(path, mp3)
    const { parts } = await measureSound((onSound) => decodeMp3(piecesOf(mp3), onSound))
    const { integratedLufs, truePeakDb, peakDb, rmsDb, durationSeconds } = parts[0]!
    const said = filter(path, 'ebur128=peak=true,astats=measure_perchannel=none')
    const numberAfter = (pattern: RegExp) => Number(pattern.exec(said)![1])
    const summary = said.slice(said.lastIndexOf('Summary:'))
    assertNear(integratedLufs, Number(/I: +(-?[\d.]+) LUFS/.exec(summary)![1]), 0.1)
    assertNear(truePeakDb, Number(/Peak: +(-?[\d.]+) dBFS/.exec(summary)![1]), 0.1)
    assertNear(peakDb, numberAfter(/Peak level dB: (-?[\d.]+)/), 0.1)
    assertNear(rmsDb, numberAfter(/RMS level dB: (-?[\d.]+)/), 0.1)
    assertNear(durationSeconds, numberAfter(/Number of samples: (\d+)/) / making.sampleRate, 0.001)
  })
}

function filter(path: string, filters: string): string {
  const { stderr, status } = spawnSync('ffmpeg', [
    '-hide_banner',
    '-nostats',
    '-i',
    path,
    '-af',
    filters,
    '-f',
    'null',
    '-',
  ])
  assert.equal(status, 0)
  return String(stderr)
}

async function* piecesOf(bytes: Buffer) {
  yield bytes
}

function assertNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is about ${expected}`) // FFmpeg rounds to a tenth
}
