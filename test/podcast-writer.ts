import type { AskedModel, ModelAnswer } from '#server/language-model/fake-language-model.test-kit.ts'
import { splitSentences } from '#server/text/sentences.ts'

/** What a question of the writer of podcasts asks for. */
export type Task = 'notes' | 'outline' | 'turns' | 'redo'

export function taskOf({ schema }: AskedModel): Task {
  const { notes, sections, turns } = (schema.properties ?? {}) as Record<string, unknown>
  if (notes) return 'notes'
  if (sections) return 'outline'
  return turns ? 'turns' : 'redo'
}

type Numbered = { number: number; text: string }

/** Answers as a good model would: with sentences of the passages, and as many words as it is asked for. */
export function writeWell(asked: AskedModel): ModelAnswer {
  const { points = [], passages = [] } = JSON.parse(asked.material) as { points?: Numbered[]; passages?: Numbered[] }
  switch (taskOf(asked)) {
    case 'notes':
      return { notes: passages.slice(0, 5).map(({ number, text }) => ({ passage: number, note: text.slice(0, 60) })) }
    case 'outline':
      return { title: 'A Light on the Rocks', sections: toSections(points, wordsAsked(asked)) }
    case 'turns':
      return { turns: toTurns(asked, passages) }
    case 'redo':
      return { text: sentencesOf(passages[0]!)[0] }
  }
}

function wordsAsked({ instructions }: AskedModel): number {
  return Number(/(?:of|has) (\d+) words/.exec(instructions)![1])
}

function toSections(points: Numbered[], words: number) {
  const size = Math.ceil(points.length / 4)
  const parts = [0, 1, 2, 3]
    .map((part) => points.slice(part * size, (part + 1) * size))
    .filter((part) => part.length > 0)
  return parts.map((part, index) => ({
    about: `Part ${index + 1}`,
    words: Math.round(words / parts.length),
    passages: part.map(({ number }) => number),
  }))
}

function toTurns(asked: AskedModel, passages: Numbered[]) {
  const hasGuest = JSON.stringify(asked.schema).includes('guest')
  const turns: { speaker: string; text: string; passages: number[] }[] = []
  let left = wordsAsked(asked)
  const add = (speaker: string, text: string, of: number[]) => {
    turns.push({ speaker, text, passages: of })
    left -= text.split(/\s+/).length
  }
  for (let round = 0; left > 0 && round < 9; round++) {
    for (const passage of passages) {
      for (const sentence of sentencesOf(passage)) {
        if (left <= 0) break
        if (hasGuest && turns.length % 2 === 0) add('host', 'And what do we know of that?', [])
        add(hasGuest ? 'guest' : 'host', sentence, [passage.number])
      }
    }
  }
  return turns
}

function sentencesOf({ text }: Numbered): string[] {
  return splitSentences(text, 'en').map(({ start, end }) => text.slice(start, end).trim())
}
