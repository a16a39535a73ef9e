import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface AnnotatedPerson {
  /** By which lines are marked: a capital letter. */
  key: string
  /** All they are called, in small letters. */
  names: string[]
  gender: 'female' | 'male' | 'unknown'
}

export interface AnnotatedLine {
  paragraph: number
  /** UTF-16 range in its paragraph, with the marks. */
  start: number
  end: number
  /** Undefined where several speak at once. */
  person?: AnnotatedPerson
  /** The text says right beside it, by name or role, who speaks. */
  isExplicit: boolean
}

export interface AnnotatedPassage {
  name: string
  title: string
  people: AnnotatedPerson[]
  paragraphs: string[]
  lines: AnnotatedLine[]
}

/** The passages that were annotated by hand: those the rules were adjusted on, or those that were held back. */
export function readAnnotated(part: 'tuned' | 'held-back'): AnnotatedPassage[] {
  const folder = join(import.meta.dirname, part)
  const files = globSync('*.txt', { cwd: folder }).sort()
  return files.map((file) => toPassage(basename(file, '.txt'), readFileSync(join(folder, file), 'utf8')))
}

function toPassage(name: string, source: string): AnnotatedPassage {
  const [head = '', ...rest] = source.trim().split(/\n\n+/)
  const [title = '', ...described] = head.split('\n')
  const people = described.map(toPerson)
  const lines: AnnotatedLine[] = []
  const paragraphs = rest.map((text, paragraph) => takeMarks(text, paragraph, people, lines))
  return { name, title: title.replace(/^# /, ''), people, paragraphs, lines }
}

/** `B = Mr. Bennet | her father, male` */
function toPerson(line: string): AnnotatedPerson {
  const [, key = '', names = '', gender = 'unknown'] = /^(\w) = (.+), (\w+)$/.exec(line) ?? []
  return { key, names: names.toLowerCase().split(' | '), gender: gender as AnnotatedPerson['gender'] }
}

/** `“Yes,”{B*} said Mr. Bennet.`: a mark behind each quotation; `*` where the text names the speaker beside it, `-` for several. */
function takeMarks(text: string, paragraph: number, people: AnnotatedPerson[], lines: AnnotatedLine[]): string {
  let bare = ''
  let from = 0
  for (const { 0: mark, 1: key, 2: star, index } of text.matchAll(/\{([A-Z-])(\*?)\}/g)) {
    bare += text.slice(from, index)
    from = index + mark.length
    const person = people.find((one) => one.key === key)
    lines.push({ paragraph, start: startOf(bare), end: bare.length, person, isExplicit: star === '*' })
  }
  return bare + text.slice(from)
}

const openers: Record<string, string> = { '”': '“', '"': '"', '’': '‘', "'": "'" }

/** Where the quotation begins that ends with a text; for single marks the last one in front of a word. */
function startOf(text: string): number {
  const closing = text.at(-1)!
  if (closing !== '’') return text.lastIndexOf(openers[closing]!, text.length - 2)
  for (let at = text.length - 2; at >= 0; at--) if (text[at] === '‘') return at
  return 0
}
