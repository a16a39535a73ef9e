import { z } from 'zod'
import { type StudioError, toStudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import type { LanguageModel } from '#server/language-model/language-model.ts'
import type { Line } from '../attribution/attribute-lines.ts'
import type { CastBlock } from '../cast.ts'
import type { Character } from '../characters/character.ts'
import { instructions, nobody, promptVersion, toMaterial } from './prompt.ts'

type Needs = { languageModel: LanguageModel | undefined; log: Log }

interface Asking {
  /** The chapter; lines name their paragraphs by index. */
  blocks: Pick<CastBlock, 'text'>[]
  found: Line[]
  characters: Character[]
  /** Whether a line is to be asked for; what is known already is not. */
  isNew(line: Line): boolean
}

/** Text of one question, in characters: its lines and what is written between them. */
const windowCharacters = 12_000
/** How many characters a question lists, those who are told of most. */
const mostListed = 80
/** How sure a line is that the rules and the model give to the same one, and one that only the model does. */
const confidences = { both: 0.95, model: 0.8 }

/** The lines, whether the model said whose some are, and why it did not of all. */
export interface Answered {
  lines: Line[]
  isHelped: boolean
  failure?: StudioError
}

/**
 * Asks the language model, where there is one, whose lines these are: window by window, with a closed list of characters.
 * What the text itself says beside a line counts more. Without a model, or when it fails, the rules' answers stay.
 */
export async function askForSpeakers(
  { languageModel, log }: Needs,
  asking: Asking,
  signal: AbortSignal,
): Promise<Answered> {
  const { found, characters } = asking
  if (!languageModel || characters.length === 0) return { lines: found, isHelped: false }
  const answered = found.slice()
  const listed = characters.slice(0, mostListed)
  let isHelped = false
  for (const window of toWindows(asking)) {
    try {
      const speakers = await askWindow(languageModel, asking, window, listed, signal)
      for (const [index, speaker] of speakers) answered[index] = decide(found[index]!, speaker)
      isHelped = true
    } catch (error) {
      signal.throwIfAborted()
      const failure = toStudioError(error)
      const { code, message: reason } = failure
      log.warn({ code, reason, promptVersion }, 'The language model does not say who speaks; rules do.')
      return { lines: answered, isHelped, failure }
    }
  }
  return { lines: answered, isHelped }
}

/** Indices of lines that are asked for together. */
function toWindows({ blocks, found, isNew }: Asking): number[][] {
  const windows: number[][] = []
  let first = 0
  for (const [index, line] of found.entries()) {
    if (!isNew(line)) continue
    const window = windows.at(-1)
    const length = window ? lengthBetween(blocks, first, line.paragraph) : Number.POSITIVE_INFINITY
    if (window && length <= windowCharacters) window.push(index)
    else {
      windows.push([index])
      first = line.paragraph
    }
  }
  return windows
}

function lengthBetween(blocks: Asking['blocks'], first: number, last: number): number {
  return blocks.slice(first, last + 1).reduce((sum, { text }) => sum + text.length, 0)
}

async function askWindow(
  model: LanguageModel,
  { blocks, found }: Asking,
  window: number[],
  listed: Character[],
  signal: AbortSignal,
): Promise<Map<number, number | undefined>> {
  const labels = toLabels(listed)
  const schema = z.object({
    lines: z.array(z.object({ line: z.int(), speaker: z.enum([...labels, nobody]) })).max(window.length),
  })
  const lines = window.map((index) => found[index]!)
  const material = toMaterial(
    blocks,
    lines,
    listed.map((character, index) => ({ ...character, label: labels[index]! })),
  )
  const { lines: answers } = await model.askFor(schema, { instructions, material }, signal)
  return new Map(
    answers.flatMap(({ line, speaker }) => {
      const index = window[line - 1]
      return index === undefined ? [] : [[index, speaker === nobody ? undefined : labels.indexOf(speaker)] as const]
    }),
  )
}

/** Names that are told from each other: two of one name get numbers. */
function toLabels(characters: Character[]): string[] {
  const used = new Map<string, number>()
  return characters.map(({ name }) => {
    const count = (used.get(name) ?? 0) + 1
    used.set(name, count)
    return count === 1 ? name : `${name} (${count})`
  })
}

function decide(line: Line, speaker: number | undefined): Line {
  if (line.evidence === 'named' && line.confidence >= 0.9) return line
  if (line.speaker === speaker) return { ...line, confidence: Math.max(line.confidence, confidences.both) }
  return { ...line, speaker, confidence: confidences.model, evidence: 'model' }
}
