import { childElements, elementsNamed, type XmlElement } from '../markup/xml.ts'
import { attribute, child, settingOf } from './word-xml.ts'

/** Counts the numbered headings of a document and tells what Word writes before them: "Chapter 3". */
export type Numbering = { next(id: string, level: number): string }

type Level = { start: number; format: string; text: string }

export function readNumbering(root: XmlElement | undefined): Numbering {
  const numbering = child(root, 'numbering')
  const abstracts = new Map<string, Map<number, Level>>()
  const lists = new Map<string, string>()
  for (const element of numbering ? childElements(numbering) : []) {
    if (element.name === 'abstractnum') abstracts.set(attribute(element, 'abstractnumid') ?? '', levelsOf(element))
    if (element.name === 'num') lists.set(attribute(element, 'numid') ?? '', settingOf(element, 'abstractnumid') ?? '')
  }
  const counts = new Map<string, number[]>()
  return {
    next(id, level) {
      const list = lists.get(id)
      const levels = list === undefined ? undefined : abstracts.get(list)
      const own = levels?.get(level)
      if (!own) return ''
      const count = counts.get(list!) ?? []
      counts.set(list!, count)
      count[level] = (count[level] ?? own.start - 1) + 1
      count.length = level + 1
      return own.text.replace(/%(\d)/g, (_, digit) => {
        const index = Number(digit) - 1
        return written(count[index] ?? levels!.get(index)?.start ?? 1, levels!.get(index)?.format ?? 'decimal')
      })
    },
  }
}

function levelsOf(element: XmlElement): Map<number, Level> {
  const levels = new Map<number, Level>()
  for (const level of elementsNamed(element, 'lvl')) {
    const index = Number(attribute(level, 'ilvl') ?? 0)
    const start = Number(settingOf(level, 'start') ?? 1)
    if (!(index >= 0 && index < 9)) continue
    levels.set(index, {
      start: Number.isFinite(start) ? start : 1,
      format: settingOf(level, 'numfmt') ?? 'decimal',
      text: settingOf(level, 'lvltext') ?? '',
    })
  }
  return levels
}

function written(count: number, format: string): string {
  if (/roman$/i.test(format)) return format.startsWith('upper') ? roman(count) : roman(count).toLowerCase()
  if (/letter$/i.test(format)) {
    const letter = String.fromCharCode(65 + ((count - 1) % 26))
    return format.startsWith('upper') ? letter : letter.toLowerCase()
  }
  return format === 'none' || format === 'bullet' ? '' : String(count)
}

const romans: readonly [number, string][] = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

function roman(count: number): string {
  let rest = Math.min(Math.max(0, count), 3999)
  let text = ''
  for (const [value, letters] of romans) {
    for (; rest >= value; rest -= value) text += letters
  }
  return text
}
