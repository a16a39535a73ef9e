import { findQuietRanges, type SampleRange } from '../quiet-ranges.ts'
import type { Track } from '../track.ts'
import { measureTrack, type TakeLoudness } from './take-loudness.ts'
import { openTruePeakMeter } from './true-peak.ts'

/** What is kept of a take so that the levels of all that is made of it are known without another look at its sound. */
export interface TakeSums extends TakeLoudness {
  /** How far the sound swings between its samples, too: a share of full scale, and there may be more. */
  truePeak: number
  /** Of the quiet ranges: the integral of the squared level, in seconds, and how long they are together. */
  quietEnergy: number
  quietSeconds: number
}

/** @param quiet as `findQuietRanges` finds them */
export function sumTake(track: Track, quiet: SampleRange[] = findQuietRanges(track)): TakeSums {
  const { samples, sampleRate } = track
  const meter = openTruePeakMeter(sampleRate)
  meter.push(samples)
  let squares = 0
  let sampleCount = 0
  for (const { start, end } of quiet) {
    for (let index = start; index < end; index++) squares += samples[index]! ** 2
    sampleCount += end - start
  }
  return {
    ...measureTrack(track),
    truePeak: meter.finish(),
    quietEnergy: squares / 32_768 ** 2 / sampleRate,
    quietSeconds: sampleCount / sampleRate,
  }
}

/**
 * Sums as bytes, to be stored: 40 for each second and 48 more. Little-endian: six numbers of 64 bits (duration, energy,
 * sample peak, true peak, energy and length of what is quiet), then the energies in 32 bits each.
 */
export function packSums(sums: TakeSums): Uint8Array<ArrayBuffer> {
  const { durationSeconds, energy, samplePeak, truePeak, quietEnergy, quietSeconds, energies } = sums
  const head = Float64Array.of(durationSeconds, energy, samplePeak, truePeak, quietEnergy, quietSeconds)
  const packed = new Uint8Array(headLength + energies.byteLength)
  packed.set(new Uint8Array(head.buffer))
  packed.set(new Uint8Array(energies.buffer, energies.byteOffset, energies.byteLength), headLength)
  return packed
}

export function unpackSums(packed: Uint8Array): TakeSums {
  const { buffer } = new Uint8Array(packed) // copied, so that it is aligned
  const head = new Float64Array(buffer, 0, headLength / 8)
  const [durationSeconds, energy, samplePeak, truePeak, quietEnergy, quietSeconds] = head
  return {
    durationSeconds: durationSeconds!,
    energy: energy!,
    samplePeak: samplePeak!,
    truePeak: truePeak!,
    quietEnergy: quietEnergy!,
    quietSeconds: quietSeconds!,
    energies: new Float32Array(buffer, headLength),
  }
}

const headLength = 6 * 8
