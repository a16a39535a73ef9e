/**
 * Turns coefficients into twice as many samples that overlap with those around: the inverse of the modified cosine transform,
 * by a Fourier transform of a quarter of the length.
 * @param size coefficients: a power of two
 * Source: ISO/IEC 14496-3, 4.6.11.3.1.
 */
export function openInverseTransform(size: number): (spectrum: Float64Array) => Float64Array {
  const half = size / 2
  const twist = Array.from({ length: half }, (_, index) => (-Math.PI * (8 * index + 1)) / (8 * size))
  const [cosine, sine] = [Float64Array.from(twist, Math.cos), Float64Array.from(twist, Math.sin)]
  const transform = openFourierTransform(half)
  const [real, imaginary] = [new Float64Array(half), new Float64Array(half)]
  const folded = new Float64Array(size)
  return (spectrum) => {
    for (let index = 0; index < half; index++) {
      const [a, b] = [spectrum[2 * index]!, spectrum[size - 1 - 2 * index]!]
      real[index] = a * cosine[index]! - b * sine[index]!
      imaginary[index] = a * sine[index]! + b * cosine[index]!
    }
    transform(real, imaginary)
    for (let index = 0; index < half; index++) {
      const [a, b] = [real[index]!, imaginary[index]!]
      folded[2 * index] = a * cosine[index]! - b * sine[index]!
      folded[size - 1 - 2 * index] = -(a * sine[index]! + b * cosine[index]!)
    }
    return unfold(folded)
  }
}

function unfold(folded: Float64Array): Float64Array {
  const size = folded.length
  const half = size / 2
  const samples = new Float64Array(2 * size)
  for (let index = 0; index < half; index++) samples[index] = folded[index + half]! / size
  for (let index = half; index < 3 * half; index++) samples[index] = -folded[3 * half - 1 - index]! / size
  for (let index = 3 * half; index < 2 * size; index++) samples[index] = -folded[index - 3 * half]! / size
  return samples
}

/** In place, of complex numbers. @param size a power of two */
function openFourierTransform(size: number) {
  const bitCount = Math.log2(size)
  const mirrored = Uint16Array.from({ length: size }, (_, index) => {
    let place = 0
    for (let bit = 0; bit < bitCount; bit++) place |= ((index >> bit) & 1) << (bitCount - 1 - bit)
    return place
  })
  const angles = Array.from({ length: half(size) }, (_, index) => (-2 * Math.PI * index) / size)
  const [cosine, sine] = [Float64Array.from(angles, Math.cos), Float64Array.from(angles, Math.sin)]
  return (real: Float64Array, imaginary: Float64Array): void => {
    for (let index = 0; index < size; index++) {
      const other = mirrored[index]!
      if (other <= index) continue
      ;[real[index], real[other]] = [real[other]!, real[index]!]
      ;[imaginary[index], imaginary[other]] = [imaginary[other]!, imaginary[index]!]
    }
    for (let width = 1; width < size; width *= 2) {
      const stride = size / (2 * width)
      for (let start = 0; start < size; start += 2 * width) {
        for (let index = 0; index < width; index++) {
          const [at, other] = [start + index, start + index + width]
          const [c, s] = [cosine[index * stride]!, sine[index * stride]!]
          const a = real[other]! * c - imaginary[other]! * s
          const b = real[other]! * s + imaginary[other]! * c
          real[other] = real[at]! - a
          imaginary[other] = imaginary[at]! - b
          real[at]! += a
          imaginary[at]! += b
        }
      }
    }
  }
}

function half(size: number): number {
  return size / 2
}
