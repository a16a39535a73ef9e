export interface ComparedPiece {
  text: string
  /** Only in the older text, only in the newer one, or in both. */
  kind: 'then' | 'now' | 'both'
}

/** Which words two texts share, in order: what is between them is only in one. Long texts are compared as a whole. */
export function compareWords(then: string, now: string): ComparedPiece[] {
  const [one, other] = [then, now].map((text) => text.match(/\s+|[\p{L}\p{M}\p{N}’']+|./gsu) ?? [])
  if (one!.length * other!.length > 4_000_000) {
    return [
      { text: now, kind: 'now' },
      { text: then, kind: 'then' },
    ]
  }
  return walk(one!, other!, longestCommon(one!, other!))
}

/** The lengths of the longest common sequences from each pair of places on. */
function longestCommon(one: string[], other: string[]): Uint32Array[] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Uint32Array(other.length + 1))
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        one[i] === other[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  return lengths
}

function walk(one: string[], other: string[], lengths: Uint32Array[]): ComparedPiece[] {
  const pieces: ComparedPiece[] = []
  const add = (text: string, kind: ComparedPiece['kind']) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else pieces.push({ text, kind })
  }
  let [i, j] = [0, 0]
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      add(one[i]!, 'both')
      i++
      j++
    } else if (j === other.length || (i < one.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      add(one[i++]!, 'then')
    } else add(other[j++]!, 'now')
  }
  return pieces
}
