import { joinArrays } from '#server/base/join-arrays.ts'

/**
 * The samples as little-endian bytes: a view on the same memory. (All machines that Node runs on in practice are
 * little-endian, so an `Int16Array` already holds the bytes that files want.)
 */
export function toPcmBytes(samples: Int16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength)
}

/**
 * Little-endian bytes as samples: a view on the same memory where the alignment allows it, else a copy.
 * An odd last byte is left out.
 */
export function toSamples(bytes: Uint8Array): Int16Array<ArrayBuffer> {
  const sampleCount = Math.floor(bytes.byteLength / 2)
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, sampleCount)
  return new Int16Array(new Uint8Array(bytes.subarray(0, sampleCount * 2)).buffer)
}

/** One run of samples after another. */
export function joinSamples(runs: Int16Array[]): Int16Array<ArrayBuffer> {
  return joinArrays(Int16Array, runs)
}
