/** A word as its letters, and its sounds (a vowel with its stress and length is one). */
export interface Pair {
  letters: string[]
  sounds: string[]
}

/** How many letters and sounds a chunk may have. */
const shapes = [
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 1],
  [2, 0],
  [1, 3],
] as const

/**
 * Cuts words and their sounds into chunks that belong together, `ph}f`: the most likely cuts, where the probability of each
 * chunk is found by expectation maximisation over all words.
 * @returns for each pair its chunks as `letters}sound sound`; undefined when no cut fits
 */
export function alignSounds(pairs: Pair[], rounds = 6): (string[] | undefined)[] {
  const chunks: string[] = []
  const ids = new Map<string, number>()
  const lattices = pairs.map((pair) => toLattice(pair, (chunk) => idOf(chunk, chunks, ids)))
  let probabilities = new Float64Array(chunks.length).fill(1)
  for (let round = 0; round < rounds; round++) probabilities = reestimate(lattices, probabilities)
  return lattices.map((lattice) => bestPath(lattice, probabilities)?.map((id) => chunks[id]!))
}

/**
 * Every way to cut one pair. Places are numbered so that each step goes forward; steps are triples of numbers: from, to, id
 * of the chunk.
 */
interface Lattice {
  end: number
  steps: Int32Array
}

function idOf(chunk: string, chunks: string[], ids: Map<string, number>): number {
  const known = ids.get(chunk)
  if (known !== undefined) return known
  ids.set(chunk, chunks.length)
  return chunks.push(chunk) - 1
}

function toLattice({ letters, sounds }: Pair, toId: (chunk: string) => number): Lattice {
  const width = sounds.length + 1
  const steps: number[] = []
  for (let letter = 0; letter < letters.length; letter++) {
    for (let sound = 0; sound <= sounds.length; sound++) {
      for (const [letterCount, soundCount] of shapes) {
        const [letterEnd, soundEnd] = [letter + letterCount, sound + soundCount]
        if (letterEnd > letters.length || soundEnd > sounds.length) continue
        const chunk = `${letters.slice(letter, letterEnd).join('')}}${sounds.slice(sound, soundEnd).join(' ')}`
        steps.push(letter * width + sound, letterEnd * width + soundEnd, toId(chunk))
      }
    }
  }
  return { end: letters.length * width + sounds.length, steps: Int32Array.from(steps) }
}

/** How often each chunk is used, over all ways of cutting, each way as likely as `probabilities` have it. */
function reestimate(lattices: Lattice[], probabilities: Float64Array): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(probabilities.length)
  for (const lattice of lattices) countChunks(lattice, probabilities, counts)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => (count > 0.01 ? count / total : 1e-12))
}

/** The forward-backward algorithm on one lattice. */
function countChunks({ end, steps }: Lattice, probabilities: Float64Array, counts: Float64Array): void {
  const forward = new Float64Array(end + 1)
  const backward = new Float64Array(end + 1)
  forward[0] = 1
  backward[end] = 1
  for (let at = 0; at < steps.length; at += 3) {
    forward[steps[at + 1]!]! += forward[steps[at]!]! * probabilities[steps[at + 2]!]!
  }
  for (let at = steps.length - 3; at >= 0; at -= 3) {
    backward[steps[at]!]! += backward[steps[at + 1]!]! * probabilities[steps[at + 2]!]!
  }
  if (forward[end] === 0) return
  for (let at = 0; at < steps.length; at += 3) {
    const id = steps[at + 2]!
    counts[id]! += (forward[steps[at]!]! * probabilities[id]! * backward[steps[at + 1]!]!) / forward[end]!
  }
}

function bestPath({ end, steps }: Lattice, probabilities: Float64Array): number[] | undefined {
  const scores = new Float64Array(end + 1).fill(-Infinity)
  const lastStep = new Int32Array(end + 1)
  scores[0] = 0
  for (let at = 0; at < steps.length; at += 3) {
    const score = scores[steps[at]!]! + Math.log(probabilities[steps[at + 2]!]!)
    if (score <= scores[steps[at + 1]!]!) continue
    scores[steps[at + 1]!] = score
    lastStep[steps[at + 1]!] = at
  }
  if (scores[end] === -Infinity) return undefined
  const path: number[] = []
  for (let place = end; place > 0; place = steps[lastStep[place]!]!) path.push(steps[lastStep[place]! + 2]!)
  return path.reverse()
}
