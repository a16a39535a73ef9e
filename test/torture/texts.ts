import type { Chance } from './random.ts'

const subjects = ['The rain', 'A lamp', 'The old clock', 'Nobody', 'A small boat', 'The wind', 'My neighbour']
const verbs = ['waited for', 'remembered', 'went past', 'fell upon', 'belonged to', 'looked into', 'was kept from']
const objects = ['the harbour', 'an empty house', 'the last train', 'the garden', 'a letter', 'the long road']

/** Paragraphs of a few sentences: some are like others elsewhere and share their takes, most are new. */
export function writeParagraphs(chance: Chance, count: number): string[] {
  return Array.from({ length: Math.ceil(count) }, () => {
    const sentences = Array.from({ length: Math.ceil(chance.between(0, 3)) }, () => writeSentence(chance))
    return sentences.join(' ')
  })
}

function writeSentence(chance: Chance): string {
  const sentence = [subjects, verbs, objects].map((words) => chance.oneOf(words)).join(' ')
  return chance.next() < 0.3 ? `${sentence}.` : `${sentence}, ${Math.floor(chance.next() * 1e6)} times over.`
}
