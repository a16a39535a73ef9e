import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { decodeMp4 } from './mp4.ts'
import { readMp4File } from './mp4-file.ts'

const skip = spawnSync('ffmpeg', ['-version']).status !== 0 && 'there is no FFmpeg to compare with'
/** Two tones with bursts of noise, which need short frames; both channels have much in common. */
const sound =
  "aevalsrc='0.3*sin(440*2*PI*t)*(1+sin(5*t))+0.3*random(0)*gt(mod(t\\,0.7)\\,0.65)|0.3*sin(440*2*PI*t)*(1+sin(5*t))+0.05*random(1)':s=44100:d=4"

for (const [what, options] of [
  ['stereo, sums and differences, and intensities', ['-b:a', '48k', '-aac_pns', '0']],
  ['stereo, channel by channel', ['-b:a', '128k', '-aac_ms', '0', '-aac_is', '0', '-aac_pns', '0']],
  ['mono with shaped noise', ['-ac', '1', '-b:a', '64k', '-aac_tns', '1', '-aac_pns', '0']],
  ...[8_000, 16_000, 22_050, 32_000, 48_000].map(
    (rate) => [`mono of ${rate} Hz`, ['-ac', '1', '-ar', String(rate), '-b:a', '32k', '-aac_pns', '0']] as const,
  ),
] as const)
  test(`AAC-LC is decoded as FFmpeg does it: ${what}`, { skip }, async () => {
    const { ours, theirs } = await decodeBoth([...options])
    assert.ok(ours.length > 0 && theirs.length - ours.length < 2_048, `${ours.length} of ${theirs.length}`)
    const worst = ours.reduce((most, sample, index) => Math.max(most, Math.abs(sample - theirs[index]!)), 0)
    assert.ok(worst < 0.1, `${worst} steps of 16 bits`)
  })

test('noise that is only described is as loud as FFmpeg makes it', { skip }, async () => {
  const { ours, theirs } = await decodeBoth(['-ac', '1', '-b:a', '32k', '-aac_pns', '1'])
  const energy = (samples: ArrayLike<number>) => Array.from(samples).reduce((sum, sample) => sum + sample ** 2, 0)
  assert.ok(Math.abs(10 * Math.log10(energy(ours) / energy(theirs))) < 0.1)
})

/** Samples of all channels in turn, in steps of 16 bits. */
async function decodeBoth(options: string[]): Promise<{ ours: number[]; theirs: Float32Array }> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-aac-'))
  const [file, raw] = [join(folder.path, 'a.m4a'), join(folder.path, 'a.raw')]
  run(['-f', 'lavfi', '-i', sound, '-c:a', 'aac', ...options, file])
  run(['-i', file, '-f', 'f32le', raw])
  const content = readFileSync(file)
  const bytes = {
    byteLength: content.length,
    read: async (start: number, length: number) => content.subarray(start, start + length),
  }
  const ours: number[] = []
  await decodeMp4(bytes, await readMp4File(bytes), (channels) => {
    for (let index = 0; index < channels[0]!.length; index++) for (const samples of channels) ours.push(samples[index]!)
  })
  const decoded = readFileSync(raw)
  const theirs = new Float32Array(decoded.buffer.slice(decoded.byteOffset, decoded.byteOffset + decoded.length))
  return { ours, theirs: theirs.map((sample) => sample * 32_768) }
}

function run(words: string[]): void {
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...words])
  assert.equal(status, 0, String(stderr))
}
