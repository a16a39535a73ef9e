import type { Block } from '#server/projects/project.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { parseTags } from '#server/text/tags.ts'

/** A warning and the stretch of the written text that it is about, in code points. */
export interface PlacedWarning {
  code: string
  message: string
  start: number
  end: number
}

/** What the tags of a block led to and what its takes say, once each, where they can be found in its text. */
export function listPlacedWarnings(block: Block, ofTakes: { code: string; message: string }[]): PlacedWarning[] {
  const text = block.nodes.map((node) => node.text).join('')
  const mayHaveTags = text.includes('<')
  if (ofTakes.length === 0 && !mayHaveTags) return []
  const parsed = block.nodes.map((node) => parseTags(node.text))
  const written = parsed.map((one) => one.written).join('')
  const all = [...parsed.flatMap((one) => one.warnings), ...ofTakes]
  const once = new Map(all.flatMap((one) => place(one, written)).map((one) => [JSON.stringify(one), one]))
  return [...once.values()]
}

/** A warning that names words is one for each of them. */
function place({ code, message }: { code: string; message: string }, written: string): PlacedWarning[] {
  const whole = { code, message, start: 0, end: countCodePoints(written) }
  if (code !== 'text_guessed' && code !== 'character_ignored') return [whole]
  const words = namedWords(message).flatMap((word) => {
    const at = written.indexOf(word)
    if (at === -1) return []
    const start = countCodePoints(written, 0, at)
    return [{ code, message, start, end: start + countCodePoints(word) }]
  })
  return words.length > 0 ? words : [whole]
}

/** The words that such a warning lists: "Said by guess, since no dictionary has it: Oyelaran, Okonkwo." */
export function namedWords(message: string): string[] {
  const list = message.slice(message.indexOf(':') + 1).replace(/( and \d+ more)?\.$/, '')
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
