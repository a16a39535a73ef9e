/**
 * Parts of speech as the Penn Treebank names them, those folded together that never decide how a word is said:
 * plural nouns into nouns, comparatives into their adjectives, question words into `WH`; `.` is punctuation.
 */
export const tags = [
  ...['NN', 'NNP', 'VB', 'VBZ', 'VBG', 'VBD', 'VBN', 'VBP', 'MD', 'JJ', 'RB', 'DT'],
  ...['IN', 'TO', 'PRP', 'PRP$', 'CC', 'CD', 'WH', 'UH', 'RP', 'POS', '.', 'ADD'],
] as const
export type Tag = (typeof tags)[number]

/** Our tag for one of the treebank's; `.` for what is no word. */
export function foldTag(tag: string): Tag {
  return folded[tag] ?? ((tags as readonly string[]).includes(tag) ? (tag as Tag) : '.')
}

const folded: Record<string, Tag> = {
  ...{ NNS: 'NN', NNPS: 'NNP', FW: 'NN', JJR: 'JJ', JJS: 'JJ', AFX: 'JJ', RBR: 'RB', RBS: 'RB' },
  ...{ WDT: 'WH', WP: 'WH', WP$: 'WH', WRB: 'WH', PDT: 'DT', EX: 'PRP', LS: 'CD' },
}
