import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openLame } from '#server/audio/encoding/lame.ts'
import { mp3Layout } from '#server/audio/encoding/mp3.ts'
import { mp3InfoFrame } from '#server/audio/encoding/mp3-info-frame.ts'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import { checkResult, type Expected } from './check-result.ts'

const sampleCount = 50_000
const mp3 = { format: 'mp3', bitrateKbps: 128 } as const
const wav = { format: 'wav', bitrateKbps: null } as const
const format = { sampleRate: 44_100, bitrateKbps: 128 }

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-check-'))
})

after(() => rm(folder, { recursive: true, force: true }))

test('a file that is as planned is right', async () => {
  await check(await anMp3(), mp3)
  await check(aWav(), wav)
})

test('a file of another length, duration or announcement is wrong', async () => {
  const whole = await anMp3()
  const cut = whole.subarray(0, -10)
  await assert.rejects(check(cut, mp3, whole.length), /has \d+ bytes instead of \d+/)
  await assert.rejects(check(cut, mp3), /last frame is cut short/)
  await assert.rejects(check(whole.subarray(0, -418), mp3), /frames, but its first one announces|there is no frame/)
  await assert.rejects(check(whole, mp3, whole.length, sampleCount + 1), /plays 50000 samples instead of 50001/)
  await assert.rejects(check(aWav(), wav, undefined, sampleCount - 1), /announce 49999 samples/)
})

async function check(
  bytes: Uint8Array,
  kind: Pick<Expected, 'format' | 'bitrateKbps'>,
  byteLength = bytes.length,
  expectedCount = sampleCount,
): Promise<void> {
  const path = join(folder, 'made')
  await writeFile(path, bytes)
  await checkResult(path, { path, byteLength, ...kind, sampleCount: expectedCount })
}

async function anMp3(): Promise<Buffer> {
  const lame = await openLame(format)
  const frames = Buffer.concat([...lame.encode(new Int16Array(sampleCount)), lame.finish()])
  const layout = mp3Layout(sampleCount, format.sampleRate, format.bitrateKbps)
  return Buffer.concat([mp3InfoFrame({ ...format, ...layout, sampleCount }), frames])
}

function aWav(): Buffer {
  return Buffer.concat([wavHeader({ sampleRate: 44_100, sampleCount }), Buffer.alloc(sampleCount * 2)])
}
