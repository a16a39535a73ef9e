import { openLimiter } from '#server/audio/loudness/limiter.ts'
import { sumTake } from '#server/audio/loudness/take-sums.ts'
import { joinSamples } from '#server/audio/pcm.ts'
import { resample } from '#server/audio/resample.ts'
import { stretchTime } from '#server/audio/time-stretch.ts'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { report } from './figure.ts'
import { median, repeat } from './measure.ts'
import { ownCpuSeconds } from './process-figures.ts'
import { makeParagraphs } from './texts.ts'

// What is done to speech on its way into a file, besides resampling and encoding: how much of it a core does.

const rounds = 5
const pieceLength = 8_192

const samples = await speak()
const seconds = samples.length / snapshotSampleRate
const track = { samples, sampleRate: snapshotSampleRate }

await report([
  await measure('Limiter, at rest: every sample multiplied', () => limit(-6), { of: 'ours', atLeast: 500 }),
  await measure('Limiter, holding down a peak in nearly every word', () => limit(12), { of: 'ours', atLeast: 100 }),
  await measure('Levels of a take, true peak included', () => void sumTake(track), { of: 'ours', atLeast: 50 }),
  await measure('Speed of 1.25 with the pitch as it is', () => void stretchTime(track, 1.25), {
    of: 'ours',
    atLeast: 50,
  }),
])

async function measure(what: string, work: () => void, target: { of: 'ours'; atLeast: number }) {
  work()
  const costs = await repeat(rounds, async () => {
    const before = ownCpuSeconds()
    work()
    return ownCpuSeconds() - before
  })
  return { what, unit: '× real time per core', ours: seconds / median(costs), target }
}

function limit(gainDb: number): void {
  const limiter = openLimiter({ gainDb, ceilingDb: -3.5 }, snapshotSampleRate)
  for (let start = 0; start < samples.length; start += pieceLength)
    limiter.push(samples.subarray(start, start + pieceLength))
  limiter.finish()
}

/** A minute of speech at 44.1 kHz. */
async function speak(): Promise<Int16Array> {
  const engine = openFliteEngine({ threads: 1 })
  const parts: Int16Array[] = []
  for (const text of makeParagraphs(5, 150, 1)) {
    const utterance = { text, phonemes: [], voice: 'slt', language: 'en', settings: {} }
    const { track } = await engine.speak(utterance, AbortSignal.timeout(60_000))
    parts.push(resample(track, snapshotSampleRate))
  }
  await engine.close?.()
  return joinSamples(parts)
}
