import type { Replacement } from '../offset-map.ts'
import type { Range } from '../range.ts'

/** Something that was read one way although it may be meant otherwise, or is not said at all. */
export interface OddReading extends Range {
  code: 'reading_guessed' | 'character_ignored'
  message: string
}

/** What a writer should look at among the readings of a text. */
export function listOddReadings(text: string, readings: Replacement[]): OddReading[] {
  return readings.flatMap<OddReading>(({ start, end, text: said }) => {
    const written = text.slice(start, end)
    const name = written.trim()
    if (/\p{Emoji_Presentation}/u.test(written) && said.trim() === '') {
      return [{ start, end, code: 'character_ignored', message: `Left out: ${name}.` }]
    }
    if (!isDateOfEitherOrder(written)) return []
    return [{ start, end, code: 'reading_guessed', message: `"${name}" was read as "${said.trim()}".` }]
  })
}

/** `3/4/2021`: the third of April, or March fourth. */
function isDateOfEitherOrder(written: string): boolean {
  const [, first, second] = /^(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])(?:[/.-]\d{2,4})?$/.exec(written) ?? []
  return first !== undefined && Number(first) !== Number(second)
}
