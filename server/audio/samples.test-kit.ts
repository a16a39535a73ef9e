/** A tone of changing pitch with some noise: sound that always is the same, for tests. */
export function aHum(sampleCount: number, seed = 1): Int16Array {
  const noise = aNoise(sampleCount, seed)
  return noise.map((sample, index) => sample / 4 + 8_000 * Math.sin(index * (0.03 + index * 2e-7)))
}

/** Dull noise at half scale that is the same for the same seed. */
export function aNoise(sampleCount: number, seed = 1): Int16Array {
  const samples = new Int16Array(sampleCount)
  let state = seed
  let level = 0
  for (let index = 0; index < sampleCount; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    level = 0.7 * level + 0.3 * (state / 2 ** 31)
    samples[index] = level * 20_000
  }
  return samples
}
