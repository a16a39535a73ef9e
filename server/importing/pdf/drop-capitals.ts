import { openKnownWords } from '#server/g2p/lexicon/known-words.ts'
import { isRestOfWord } from '../markup/drop-caps.ts'
import type { Line } from './lines.ts'

/** A drop capital is so much larger than the text. */
const leastRatio = 1.8

/** Puts each drop capital before the line that it begins, and the lines beside it at its left edge. */
export function withDropCapitals(lines: readonly Line[], bodySize: number): Line[] {
  const result = [...lines]
  const placed = new Set<Line>()
  for (let index = 0; index < result.length; index++) {
    const cap = result[index]!
    const [, letters] = /^(["“‘'«„]?\p{Lu}\p{M}*)$/u.exec(cap.text) ?? []
    if (!letters || cap.size < bodySize * leastRatio) continue
    const beside = besideOf(cap, result, index)
    if (beside.length === 0) continue
    const first = beside.reduce((a, b) => (result[b]!.y < result[a]!.y ? b : a))
    for (const place of beside) result[place] = { ...result[place]!, x0: cap.x0, column: result[first]!.column }
    const line = result[first]!
    const text = letters + (isJoined(letters, line.text) ? '' : ' ') + line.text
    result[first] = { ...line, text, cells: [text], isStart: true }
    placed.add(cap)
  }
  return result.filter((line) => !placed.has(line))
}

const nearby = 6

/** The lines to the right of a letter, as high as it is, among those that are drawn around it. */
function besideOf(cap: Line, lines: readonly Line[], index: number): number[] {
  const places: number[] = []
  for (let place = Math.max(0, index - nearby); place < Math.min(lines.length, index + nearby); place++) {
    const { page, x0, y, size } = lines[place]!
    const isRight = page === cap.page && x0 >= cap.x1 - 2 && x0 < cap.x1 + cap.size
    if (place !== index && isRight && size < cap.size && y < cap.y + 0.3 * size && y > cap.y - cap.size)
      places.push(place)
  }
  let next = (places.at(-1) ?? lines.length) + 1
  for (; next < lines.length && goesOnBeside(cap, lines, next); next++) if (next !== index) places.push(next)
  return places
}

/** The room for the letter may be higher than the letter. */
function goesOnBeside(cap: Line, lines: readonly Line[], place: number): boolean {
  const line = lines[place]!
  if (line === cap) return true
  return (
    line.page === cap.page &&
    line.x0 >= cap.x1 - 2 &&
    line.x0 < cap.x1 + cap.size / 2 &&
    line.y < cap.y + 1.5 * line.size
  )
}

/** "O" before "nce" and before "NCE" is one word; "A" and "I" may be words of their own, before others that are. */
function isJoined(letters: string, rest: string): boolean {
  const letter = letters.at(-1)!
  if (/^['’]\p{L}/u.test(rest)) return true
  const next = /^[\p{L}\p{M}'’]+/u.exec(rest.slice(0, 100))?.[0].toLowerCase()
  if (next === undefined || !/^[AI]$/.test(letter))
    return isRestOfWord({ isNamed: true, letter }, rest.slice(0, 100).toLowerCase())
  const isKnown = openKnownWords()
  const isWord = isKnown(letter.toLowerCase() + next)
  return isWord && isKnown(next) ? isRestOfWord({ isNamed: true, letter }, next) && !isPlainWord(next) : isWord
}

/** Words that stand behind an article more often than they make another word with it. */
function isPlainWord(word: string): boolean {
  return /^(?:man|long|part|way|round|side|lone|head|like|live|rise|wake|ware|cross|gain|board)$/.test(word)
}
