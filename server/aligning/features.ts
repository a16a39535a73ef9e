import { type Band, makeMelBands } from './mel-bands.ts'
import { openPowerSpectra } from './power-spectra.ts'

/** What a sound is like from moment to moment: `featureSize` numbers for each of `count` frames, frame after frame. */
export interface Features {
  values: Float32Array
  count: number
}

export interface FeatureOptions {
  /** Samples from one frame to the next; need not be whole. Frame k is around the sample k · hop. */
  hop: number
  /** What is heard above this is left out. */
  highHertz: number
  /** Factor on the frequencies that are listened to, for a voice with a longer or shorter vocal tract. */
  stretch: number
}

/** Hertz. */
export const featureRate = 16_000
export const featureSize = 26

// Measured over 23 paragraphs with flite's voices against each other, mean error of word starts in ms, same sex and other
// sex. Plain MFCC of equal variance: 13 and 27. Higher coefficients with less weight: 11 and 16. Mean and variance over
// the speech only: another 1 ms less. Smaller differences: level, and better from a voice of the other sex.
const coefficients = 13
const bandCount = 26
const lowHertz = 80
const frameLength = 400 // 25 ms
const spectrumLength = 512
const preEmphasis = 0.97
const energyWeight = 1.5
const weights = Float64Array.from({ length: coefficients }, (_, index) => {
  return index === 0 ? energyWeight : 1 / (1 + 0.1 * index)
})
const differenceWeight = 1.2

/** Frames this far below the loudest count as equally silent; natural logarithm of the power in a band. 26 dB. */
const floor = 6
/** Frames this far below the loudest are left out of mean and variance. */
const speechFloor = 5.5

/**
 * Mel-frequency cepstra with their first differences, brought to mean 0 and variance 1 over the speech in the sound, so
 * that neither loudness nor microphone nor speaker matters much. Source: The HTK Book, sections 5.4 to 5.9.
 * @param samples at `featureRate`
 */
export function toFeatures(samples: Int16Array, { hop, highHertz, stretch }: FeatureOptions): Features {
  const count = Math.max(1, Math.ceil(samples.length / hop))
  const values = new Float32Array(count * featureSize)
  const bands = makeMelBands({
    count: bandCount,
    lowHertz,
    highHertz,
    stretch,
    sampleRate: featureRate,
    spectrumLength,
  })
  fillCepstra(values, samples, hop, bands)
  normalize(values)
  fillDifferences(values)
  return { values, count }
}

/** The spectra are made two at a time. */
function fillCepstra(values: Float32Array, samples: Int16Array, hop: number, bands: Band[]): void {
  const spectra = openPowerSpectra(spectrumLength)
  const powers = [new Float64Array(spectrumLength / 2 + 1), new Float64Array(spectrumLength / 2 + 1)] as const
  const energies = new Float64Array(bandCount)
  const count = values.length / featureSize
  for (let frame = 0; frame < count; frame += 2) {
    cutFrame(samples, frame * hop, spectra.first)
    cutFrame(samples, (frame + 1) * hop, spectra.second)
    spectra.transform(...powers)
    for (let which = 0; which < 2 && frame + which < count; which++) {
      fillEnergies(energies, powers[which]!, bands)
      fillCepstrum(values, (frame + which) * featureSize, energies)
    }
  }
}

const hamming = Float64Array.from({ length: frameLength }, (_, index) => {
  return 0.54 - 0.46 * Math.cos((2 * Math.PI * index) / (frameLength - 1))
})

/** The samples around a place, scaled to ±1, with their highs raised; what lies outside is silence. */
function cutFrame(samples: Int16Array, middle: number, frame: Float64Array): void {
  const start = Math.round(middle) - frameLength / 2
  frame.fill(0)
  const end = Math.min(frameLength, samples.length - start)
  for (let index = Math.max(0, -start); index < end; index++) {
    const before = start + index > 0 ? samples[start + index - 1]! : 0
    frame[index] = ((samples[start + index]! - preEmphasis * before) / 32_768) * hamming[index]!
  }
}

/** Their logarithms; a little is added, so that digital silence has one too. */
function fillEnergies(energies: Float64Array, powers: Float64Array, bands: Band[]): void {
  for (let band = 0; band < bandCount; band++) {
    const { firstPower, weights } = bands[band]!
    let energy = 1e-8
    for (let index = 0; index < weights.length; index++) energy += weights[index]! * powers[firstPower + index]!
    energies[band] = Math.log(energy)
  }
}

const cosines = Float64Array.from({ length: coefficients * bandCount }, (_, index) => {
  return Math.cos((Math.PI * Math.floor(index / bandCount) * ((index % bandCount) + 0.5)) / bandCount)
})

/** The cosine transform of the energies. */
function fillCepstrum(values: Float32Array, at: number, energies: Float64Array): void {
  for (let coefficient = 0; coefficient < coefficients; coefficient++) {
    let sum = 0
    for (let band = 0; band < bandCount; band++) sum += cosines[coefficient * bandCount + band]! * energies[band]!
    values[at + coefficient] = sum
  }
}

/** The first coefficient is the energy: the sum over all bands. */
function normalize(values: Float32Array): void {
  let loudest = -Infinity
  for (let at = 0; at < values.length; at += featureSize) loudest = Math.max(loudest, values[at]!)
  const silent = loudest - bandCount * floor
  for (let at = 0; at < values.length; at += featureSize) values[at] = Math.max(silent, values[at]!)
  const quiet = loudest - bandCount * speechFloor
  const isSpeech = Uint8Array.from({ length: values.length / featureSize }, (_, frame) => {
    return values[frame * featureSize]! > quiet ? 1 : 0
  })
  for (let coefficient = 0; coefficient < coefficients; coefficient++) normalizeOne(values, coefficient, isSpeech)
}

function normalizeOne(values: Float32Array, coefficient: number, isSpeech: Uint8Array): void {
  let [count, sum, squares] = [0, 0, 0]
  for (let frame = 0; frame < isSpeech.length; frame++) {
    if (isSpeech[frame] === 0) continue
    const value = values[frame * featureSize + coefficient]!
    count++
    sum += value
    squares += value * value
  }
  const mean = sum / count
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean)) || 1
  const scale = weights[coefficient]! / deviation
  for (let at = coefficient; at < values.length; at += featureSize) values[at] = (values[at]! - mean) * scale
}

/** How each coefficient changes: the slope of a line laid through five frames. */
function fillDifferences(values: Float32Array): void {
  const last = values.length / featureSize - 1
  for (let frame = 0; frame <= last; frame++) {
    const place = (distance: number) => Math.min(last, Math.max(0, frame + distance)) * featureSize
    const [before2, before1, after1, after2] = [place(-2), place(-1), place(1), place(2)]
    for (let index = 0; index < coefficients; index++) {
      const slope =
        values[after1 + index]! - values[before1 + index]! + 2 * (values[after2 + index]! - values[before2 + index]!)
      values[frame * featureSize + coefficients + index] = (differenceWeight * slope) / 10
    }
  }
}
