/** Chance that a seed makes repeatable. */
export interface Chance {
  /** From 0 up to but not including 1. */
  next(): number
  between(least: number, most: number): number
  /** Undefined when there are none. */
  oneOf<T>(choices: readonly T[]): T | undefined
  /** Chance for somebody else, which does not depend on how often this one is asked. */
  fork(name: string): Chance
}

/** Source: mulberry32 by Tommy Ettinger, public domain. */
export function openChance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    oneOf: (choices) => choices[Math.floor(next() * choices.length)],
    fork: (name) => openChance([...name].reduce((hash, letter) => Math.imul(hash, 31) + letter.codePointAt(0)!, seed)),
  }
}
