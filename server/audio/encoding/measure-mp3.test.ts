import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aNoise } from '../samples.test-kit.ts'
import { toId3Tag } from './id3.ts'
import { openLame } from './lame.ts'
import { measureMp3 } from './measure-mp3.ts'
import { type Mp3Format, mp3Layout } from './mp3.ts'
import { mp3InfoFrame } from './mp3-info-frame.ts'

const format = { sampleRate: 44_100, bitrateKbps: 128 }

test('a file of any length and format, read in pieces of any size, measures as many samples as it was made of', async () => {
  const formats = [format, { sampleRate: 44_100, bitrateKbps: 192 }, { sampleRate: 22_050, bitrateKbps: 64 }]
  await fc.assert(
    fc.asyncProperty(
      fc.nat(30_000),
      fc.constantFrom(...formats),
      fc.integer({ min: 1, max: 5_000 }),
      async (sampleCount, format, pieceLength) => {
        const measured = await measureMp3(inPieces(await aFile(sampleCount, format), pieceLength), format)
        const { frameCount } = mp3Layout(sampleCount, format.sampleRate, format.bitrateKbps)
        assert.deepEqual(measured, { sampleCount, frameCount, announcedFrameCount: frameCount })
      },
    ),
    { numRuns: 30 },
  )
})

test('a file that is not whole frames from its first byte to its last is refused, with the place', async () => {
  const file = await aFile(20_000, format)
  const middle = Math.floor(file.length / 2)
  const broken: [Buffer, RegExp][] = [
    [Buffer.alloc(0), /does not begin with an Info frame/],
    [file.subarray(0, -1), /last frame is cut short/],
    [Buffer.concat([file, Buffer.from('TAG')]), new RegExp(`at byte ${file.length} there is no frame`)],
    [Buffer.concat([file.subarray(0, middle), file.subarray(middle + 1)]), /at byte \d+ there is no frame/],
  ]
  for (const [bytes, sentence] of broken) {
    await assert.rejects(measureMp3(inPieces(bytes, 4_096), format), { code: 'invalid_audio', message: sentence })
  }
})

async function aFile(sampleCount: number, format: Mp3Format): Promise<Buffer> {
  const lame = await openLame(format)
  const frames = Buffer.concat([...lame.encode(aNoise(sampleCount, 1)), lame.finish()])
  const layout = mp3Layout(sampleCount, format.sampleRate, format.bitrateKbps)
  return Buffer.concat([toId3Tag({ title: 'Noise' }), mp3InfoFrame({ ...format, ...layout, sampleCount }), frames])
}

async function* inPieces(bytes: Buffer, pieceLength: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceLength) yield bytes.subarray(start, start + pieceLength)
}
