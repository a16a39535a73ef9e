/** Turns two frames at once into power spectra: the one is the real part of a complex signal, the other the imaginary. */
export interface PowerSpectra {
  /** The frames to be transformed, each of `length` samples. Overwritten by `transform`. */
  readonly first: Float64Array
  readonly second: Float64Array
  /** Fills two spectra of `length / 2 + 1` powers. */
  transform(firstPowers: Float64Array, secondPowers: Float64Array): void
}

/**
 * Source: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing: decimation in time, radix 2, and the transform of
 * two real signals by one complex transform.
 * @param length a power of two
 */
export function openPowerSpectra(length: number): PowerSpectra {
  const first = new Float64Array(length)
  const second = new Float64Array(length)
  const cosines = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length))
  const sines = Float64Array.from({ length: length / 2 }, (_, k) => Math.sin((2 * Math.PI * k) / length))
  const swaps = bitReversal(length)
  return {
    first,
    second,
    transform(firstPowers, secondPowers) {
      swapAll(first, swaps)
      swapAll(second, swaps)
      for (let size = 2; size <= length; size *= 2) combine(first, second, size, cosines, sines)
      separate(first, second, firstPowers, secondPowers)
    },
  }
}

/** Pairs of places that change their contents, one after the other. */
function bitReversal(length: number): Uint16Array {
  const bits = Math.log2(length)
  const reverse = (index: number) => Number.parseInt([...index.toString(2).padStart(bits, '0')].reverse().join(''), 2)
  const indices = Array.from({ length }, (_, index) => index).filter((index) => index < reverse(index))
  return Uint16Array.from(indices.flatMap((index) => [index, reverse(index)]))
}

function swapAll(values: Float64Array, swaps: Uint16Array): void {
  for (let index = 0; index < swaps.length; index += 2) {
    const [one, other] = [swaps[index]!, swaps[index + 1]!]
    const value = values[one]!
    values[one] = values[other]!
    values[other] = value
  }
}

/** One stage: halves of blocks of `size` become whole transforms of `size`. */
function combine(
  real: Float64Array,
  imaginary: Float64Array,
  size: number,
  cosines: Float64Array,
  sines: Float64Array,
): void {
  const half = size / 2
  const stride = real.length / size
  for (let block = 0; block < real.length; block += size) {
    for (let k = 0; k < half; k++) {
      const [low, high] = [block + k, block + k + half]
      const [cosine, sine] = [cosines[k * stride]!, sines[k * stride]!]
      const turnedReal = real[high]! * cosine + imaginary[high]! * sine
      const turnedImaginary = imaginary[high]! * cosine - real[high]! * sine
      real[high] = real[low]! - turnedReal
      imaginary[high] = imaginary[low]! - turnedImaginary
      real[low]! += turnedReal
      imaginary[low]! += turnedImaginary
    }
  }
}

/** The even part of the complex transform is that of the one signal, the odd part that of the other. */
function separate(real: Float64Array, imaginary: Float64Array, first: Float64Array, second: Float64Array): void {
  const mask = real.length - 1
  for (let k = 0; k < first.length; k++) {
    const mirror = (real.length - k) & mask
    const [evenReal, oddReal] = [real[k]! + real[mirror]!, real[k]! - real[mirror]!]
    const [evenImaginary, oddImaginary] = [imaginary[k]! + imaginary[mirror]!, imaginary[k]! - imaginary[mirror]!]
    first[k] = (evenReal * evenReal + oddImaginary * oddImaginary) / 4
    second[k] = (evenImaginary * evenImaginary + oddReal * oddReal) / 4
  }
}
