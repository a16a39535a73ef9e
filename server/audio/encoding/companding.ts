/**
 * Sound as µ-law bytes, one per sample (usual at 8 kHz).
 * Source: ITU-T G.711 (1988), table 2a; the arithmetic of ulaw_compress in ITU-T G.191.
 */
export function toMuLaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) bytes[index] = muLawByte(samples[index]!)
  return bytes
}

/** Sound as A-law bytes, one per sample. Source: ITU-T G.711 (1988), table 1a; alaw_compress in ITU-T G.191. */
export function toALaw(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length)
  for (let index = 0; index < samples.length; index++) bytes[index] = aLawByte(samples[index]!)
  return bytes
}

/** Of the upper 14 bits: sign, three bits of segment, four bits of step, all but the sign inverted. */
function muLawByte(sample: number): number {
  const magnitude = Math.min(((sample < 0 ? ~sample : sample) >> 2) + 33, 0x1fff)
  const segment = 26 - Math.clz32(magnitude) // 0 to 7, as the magnitude with its bias has 6 to 13 bits
  const step = (magnitude >> (segment + 1)) & 0b1111
  return (sample < 0 ? 0 : 0x80) | ((7 - segment) << 4) | (15 - step)
}

/** Of the upper 13 bits: sign, three bits of segment, four bits of step, every other bit inverted. */
function aLawByte(sample: number): number {
  const magnitude = (sample < 0 ? ~sample : sample) >> 4
  const segment = Math.max(0, 28 - Math.clz32(magnitude)) // 0 to 7, the first two with steps of equal size
  const step = (magnitude >> Math.max(0, segment - 1)) & 0b1111
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ 0x55
}
