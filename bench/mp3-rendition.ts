import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Encoders, openEncoders } from '#server/audio/encoding/encoders.ts'
import { joinSamples, toPcmBytes } from '#server/audio/pcm.ts'
import { resample } from '#server/audio/resample.ts'
import { snapshotSampleRate, type Track } from '#server/audio/track.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { listChapters } from '#server/projects/chapters.ts'
import { report } from './figure.ts'
import { download, serve } from './http.ts'
import { median, percentile, repeat } from './measure.ts'
import { ownCpuSeconds } from './process-figures.ts'
import { convertProject, makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// Speech at 24 kHz becomes MP3 of 44.1 kHz and 128 kbps: how much a core encodes, beside ffmpeg with libmp3lame on the same
// samples; and how long a listener waits for a chapter that was never encoded.

const rounds = 5
const sampleRate = 24_000
/** A second of sound at 128 kbps. */
const secondOfSound = 16_000
const chapterCount = 9

const takes = await speakTakes()
const speechSeconds = takes.reduce((sum, take) => sum + take.samples.length, 0) / sampleRate
const encodings = await measureEncoding()
const downloads = await measureFirstBytes()
const ffmpegSeconds = encodings.map((one) => one.ffmpegSeconds).filter((seconds) => seconds !== undefined)

await report([
  {
    what: 'MP3 rendition, 24 kHz to 44.1 kHz and 128 kbps',
    unit: '× real time per core',
    ours: speechSeconds / median(encodings.map((one) => one.ourSeconds)),
    reference: ffmpegSeconds.length
      ? { what: 'ffmpeg, libmp3lame', value: speechSeconds / median(ffmpegSeconds) }
      : undefined,
    target: { of: 'ours', atLeast: 80 },
    note: ffmpegSeconds.length ? undefined : 'ffmpeg is not installed',
  },
  waiting('first byte', (one) => one.firstByteSeconds),
  waiting('first second of sound', (one) => one.enoughSeconds),
  {
    what: 'The same, first second of sound, the very first (starts the encoder)',
    unit: 'ms',
    ours: 1000 * downloads[0]!.enoughSeconds,
  },
])

function waiting(what: string, of: (one: (typeof downloads)[number]) => number) {
  return {
    what: `Stream of a chapter that was never encoded, over HTTP: ${what}`,
    unit: 'ms',
    ours: 1000 * percentile(downloads.slice(1).map(of), 50),
    target: { of: 'ours', atMost: 100 } as const,
  }
}

/** Ours and ffmpeg's, one right after the other. */
async function measureEncoding(): Promise<{ ourSeconds: number; ffmpegSeconds: number | undefined }[]> {
  await using encoders = openEncoders({ threads: 1 })
  const file = join(tmpdir(), `lectern-bench-${process.pid}.pcm`)
  await writeFile(file, toPcmBytes(joinSamples(takes.map((take) => take.samples))))
  try {
    await encode(encoders)
    return await repeat(rounds, async () => ({
      ourSeconds: await encode(encoders),
      ffmpegSeconds: encodeByFfmpeg(file),
    }))
  } finally {
    await rm(file)
  }
}

async function encode(encoders: Encoders): Promise<number> {
  const before = ownCpuSeconds()
  using encoder = encoders.open({ codec: 'mp3', sampleRate: snapshotSampleRate, bitrateKbps: 128 })
  for (const take of takes) await encoder.push(take)
  await encoder.finish()
  return ownCpuSeconds() - before
}

/** Its own account of its CPU seconds; undefined when it is not installed. */
function encodeByFfmpeg(file: string): number | undefined {
  const input = ['-f', 's16le', '-ar', String(sampleRate), '-ac', '1', '-i', file]
  const output = [
    '-ar',
    String(snapshotSampleRate),
    '-c:a',
    'libmp3lame',
    '-b:a',
    '128k',
    '-f',
    'mp3',
    '-y',
    '/dev/null',
  ]
  const { stderr, status } = spawnSync('ffmpeg', ['-benchmark', ...input, ...output], { encoding: 'utf8' })
  const [, user, system] = /bench: utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr ?? '') ?? []
  return status === 0 ? Number(user) + Number(system) : undefined
}

/** Two minutes of speech, in takes as a narrator's paragraphs are. */
async function speakTakes(): Promise<Track[]> {
  const engine = openFliteEngine({ threads: 1 })
  const speak = async (text: string) => {
    const utterance = { text, phonemes: [], voice: 'slt', language: 'en', settings: {} }
    const { track } = await engine.speak(utterance, AbortSignal.timeout(60_000))
    return { samples: resample(track, sampleRate), sampleRate }
  }
  const tracks: Track[] = []
  for (const text of makeParagraphs(9, 200, 1)) tracks.push(await speak(text))
  await engine.close?.()
  return tracks
}

async function measureFirstBytes() {
  await using bench = await openBenchStudio()
  const { studio } = bench
  await using server = await serve(studio)
  const texts = Array.from({ length: chapterCount }, (_, index) => makeParagraphs(20, 100, index + 1))
  const project = await makeProject(studio, texts)
  const snapshot = await convertProject(studio, project)
  const chapters = await listChapters(studio.db, project.id)
  return await repeat(chapterCount, (round) => {
    const path = `chapters/${chapters[round]!.id}/snapshots/${snapshot.chapters[round]!.id}/stream`
    const url = `${server.baseUrl}/v1/studio/projects/${project.id}/${path}`
    return download(url, { method: 'POST', enough: secondOfSound })
  })
}
