import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { measureMp3 } from '#server/audio/encoding/measure-mp3.ts'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { StudioError, toStudioError } from '#server/base/errors.ts'
import type { ExportFormat } from '#server/exporting/containers.ts'

/** What a file should be, as its snapshot says. */
export interface Expected {
  /** The name it will have. */
  path: string
  byteLength: number
  format: ExportFormat
  /** Of an MP3. */
  bitrateKbps: number | null
  /** At 44,100 Hz. */
  sampleCount: number
}

/** Opens a file that was just written and compares it with its plan. @throws StudioError `output_wrong` */
export async function checkResult(file: string, expected: Expected): Promise<void> {
  const { byteLength, format, bitrateKbps } = expected
  const { size } = await stat(file)
  if (size !== byteLength) throw wrong(expected, `it has ${size} bytes instead of ${byteLength}`)
  if (format === 'wav') await checkWav(file, expected)
  if (format === 'mp3') await checkMp3(file, expected, bitrateKbps!)
}

async function checkWav(file: string, expected: Expected): Promise<void> {
  const { sampleCount } = expected
  const header = wavHeader({ sampleRate: snapshotSampleRate, sampleCount })
  const found = Buffer.alloc(header.length)
  await using handle = await open(file)
  await handle.read(found, 0, found.length, 0)
  if (!found.equals(header)) throw wrong(expected, `its header does not announce ${sampleCount} samples`)
}

async function checkMp3(file: string, expected: Expected, bitrateKbps: number): Promise<void> {
  const format = { sampleRate: snapshotSampleRate, bitrateKbps }
  const measured = await measureMp3(createReadStream(file, { highWaterMark: 262_144 }), format).catch((cause) => {
    throw wrong(expected, toStudioError(cause).message.replace(/\.$/, ''), cause)
  })
  const { frameCount, announcedFrameCount, sampleCount } = measured
  if (frameCount !== announcedFrameCount)
    throw wrong(expected, `it has ${frameCount} frames, but its first one announces ${announcedFrameCount}`)
  if (sampleCount !== expected.sampleCount)
    throw wrong(expected, `it plays ${sampleCount} samples instead of ${expected.sampleCount}`)
}

function wrong({ path }: Expected, reason: string, cause?: unknown): StudioError {
  return new StudioError('output_wrong', `What was written for ${path} is not what was planned: ${reason}.`, { cause })
}
