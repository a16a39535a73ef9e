import { toneHertz } from '#server/engines/tone/tone-engine.ts'

/** The loudest pitch in hertz of a character at 44,100 Hz, in the middle of its sound. */
export function pitchOf(sound: Float32Array): number {
  const middle = sound.subarray(sound.length / 8, (sound.length * 7) / 8)
  const loudness = pitches.map((hertz) => loudnessAt(middle, hertz))
  return pitches[loudness.indexOf(Math.max(...loudness))]!
}

/** How many samples later than expected a sound is heard that begins after silence: the peak of the cross-correlation. */
export function lagOf(expected: Int16Array, heard: Float32Array, onset: number): number {
  const lags = Array.from({ length: 101 }, (_, index) => index - 50)
  const correlations = lags.map((lag) => {
    let sum = 0
    for (let at = onset; at < Math.min(onset + 8_820, expected.length); at++)
      sum += expected[at]! * (heard[at + lag] ?? 0)
    return sum
  })
  return lags[correlations.indexOf(Math.max(...correlations))]!
}

/** Every pitch that the tone engine has. */
const pitches = [...'ab'].flatMap((voice) => Array.from({ length: 97 }, (_, code) => toneHertz(voice, code)))

/** How much of a frequency is in a sound: the square of its correlation with that sine (Goertzel's algorithm). */
function loudnessAt(sound: Float32Array, hertz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / 44_100)
  let [last, before] = [0, 0]
  for (let index = 0; index < sound.length; index++) {
    const next = sound[index]! + coefficient * last - before
    before = last
    last = next
  }
  return last * last + before * before - coefficient * last * before
}
