import { snapshotSampleRate } from '#server/audio/track.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { readTakeTrack } from '#server/takes/take-store.ts'
import type { Segment } from './manifest.ts'

/** How strong a chapter is on average, its pauses included, in decibels of full scale; -Infinity for silence. */
export async function measureChapter(files: FileStore, segments: Segment[]): Promise<{ rmsDbfs: number }> {
  let energySeconds = 0
  let seconds = 0
  for (const { take, sampleCount, pauseSamples } of segments) {
    seconds += (sampleCount + pauseSamples) / snapshotSampleRate
    if (!take) continue
    const { samples, sampleRate } = await readTakeTrack(files, take)
    energySeconds += sumOfSquares(samples) / sampleRate
  }
  return { rmsDbfs: 10 * Math.log10(energySeconds / seconds) }
}

/** Of samples between -1 and 1. */
function sumOfSquares(samples: Int16Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / 32_768 ** 2
}
