import type { TakeLoudness } from './take-loudness.ts'

/**
 * A take's loudness as bytes, to be stored: 40 for each second and 24 more. Little-endian: three numbers of 64 bits
 * (duration, energy, sample peak), then the energies in 32 bits each.
 */
export function packLoudness(loudness: TakeLoudness): Uint8Array<ArrayBuffer> {
  const { durationSeconds, energy, samplePeak, energies } = loudness
  const packed = new Uint8Array(headLength + energies.byteLength)
  packed.set(new Uint8Array(Float64Array.of(durationSeconds, energy, samplePeak).buffer))
  packed.set(new Uint8Array(energies.buffer, energies.byteOffset, energies.byteLength), headLength)
  return packed
}

export function unpackLoudness(packed: Uint8Array): TakeLoudness {
  const { buffer } = new Uint8Array(packed) // copied, so that it is aligned
  const [durationSeconds, energy, samplePeak] = new Float64Array(buffer, 0, 3)
  const energies = new Float32Array(buffer, headLength)
  return {
    durationSeconds: durationSeconds!,
    energy: energy!,
    samplePeak: samplePeak!,
    energies,
  }
}

const headLength = 3 * 8
