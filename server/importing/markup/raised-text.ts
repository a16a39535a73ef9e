const superscripts = new Map(
  Object.entries({ ...digitsOf('⁰¹²³⁴⁵⁶⁷⁸⁹'), '+': '⁺', '-': '⁻', '−': '⁻', n: 'ⁿ', i: 'ⁱ' }),
)
const subscripts = new Map(Object.entries({ ...digitsOf('₀₁₂₃₄₅₆₇₈₉'), '+': '₊', '-': '₋', '−': '₋' }))

function digitsOf(row: string): Record<string, string> {
  return Object.fromEntries([...row].map((character, digit) => [String(digit), character]))
}

/** Numbers in raised or lowered Unicode characters ("10⁶", "H₂O"); other text ("4th") as it is. */
export function shifted(text: string, place: 'sup' | 'sub'): string {
  const row = place === 'sup' ? superscripts : subscripts
  const characters = [...text.trim()]
  return characters.length > 0 && characters.every((one) => row.has(one))
    ? characters.map((one) => row.get(one)).join('')
    : text
}

const raised = '[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}'
/** Marks of notes in plain writing: "died.[3]", "died.*". */
const bracketed = '\\[(?:\\d{1,3}|\\*|†)\\]'
const sign = '\\*{1,3}|[†‡]'
/** Units, and what is no word: "mc", "x". */
const unit = '(?<![\\p{L}])(?:[kcdmµ]?m|ft|yd|mi|in|s|h|[b-df-hj-np-tv-xz]{1,3}|[a-z])'
const behindUnit = `(?<!${unit})(?<!\\d\\s?${unit})`
const behindStop = '[.!?]["”’)]|\\d[.,]'
const raisedMark = new RegExp(
  [
    `(?<=[\\p{L}.,;:!?"”’')\\]])${behindUnit}${raised}(?![\\p{L}\\p{N}])`,
    `(?<=\\p{L}[.,;:!?]?["”’')]{0,2}|${behindStop})${bracketed}(?=[\\s.,;:!?"”’')—–-]|$)`,
    // no sign of a shorter word, which may be a name ("x*"), nor the end of "*words*"
    `(?<=\\p{L}{3}[.,;:!?]?["”’')]{0,2}|\\p{L}[.,;:!?]["”’')]{0,2}|${behindStop})(?<!\\*)(?<!\\*[\\p{L}\\p{N}][^\\s*]{0,60})(?:${sign})(?=[\\s.,;:!?"”’')—–-]|$)`,
  ].join('|'),
  'gu',
)

/** The raised numbers, and signs of notes, behind a word or a stop. Behind a digit or a unit numbers are powers. */
export function raisedMarks(text: string): string[] {
  return text.match(raisedMark) ?? []
}

/** The raised number or the sign of a note that a paragraph begins with. */
export function raisedStart(text: string): string | undefined {
  return new RegExp(
    `^(?:${raised}(?=[\\s.)\\p{L}"“])|(?:${bracketed}|${sign})(?=\\s?(?:["“‘(]?\\p{Lu}|(?:ibid|op|cf|see|id|i\\.e|e\\.g)\\b)))`,
    'u',
  ).exec(text)?.[0]
}

export function withoutRaisedMarks(text: string, notes: ReadonlySet<string>): string {
  return text.replace(raisedMark, (mark) => (notes.has(mark) ? '' : mark))
}
