import type { Accent } from './context.ts'

/** Whole numbers in words: 105 is `one hundred five`, in British English `one hundred and five`. Below 10^15. */
export function toCardinal(value: number, accent: Accent): string {
  if (value < 20) return small[value]!
  if (value < 100) return tens[Math.floor(value / 10)]! + (value % 10 ? ` ${small[value % 10]}` : '')
  const [size, name] = scales.find(([size]) => value >= size)!
  const rest = value % size
  const and = accent === 'gb' && rest < 100 ? 'and ' : ''
  return `${toCardinal(Math.floor(value / size), accent)} ${name}${rest ? ` ${and}${toCardinal(rest, accent)}` : ''}`
}

/** `twenty first`, `one hundred third` */
export function toOrdinal(value: number, accent: Accent): string {
  return toCardinal(value, accent).replace(/[a-z]+$/, (last) => ordinals[last] ?? `${last.replace(/y$/, 'ie')}th`)
}

/** `eighteen thirteen`, `nineteen hundred`, `nineteen oh five`, `two thousand five` */
export function toYear(year: number, accent: Accent): string {
  const [century, rest] = [Math.floor(year / 100), year % 100]
  if (century % 10 === 0 && rest < 10) return toCardinal(year, accent)
  if (rest === 0) return `${toCardinal(century, accent)} hundred`
  return `${toCardinal(century, accent)} ${rest < 10 ? `oh ${small[rest]}` : toCardinal(rest, accent)}`
}

/** Digit by digit: `007`, telephone numbers, what stands behind a decimal point. */
export function toDigits(digits: string): string {
  return Array.from(digits, (digit) => small[Number(digit)] ?? '')
    .join(' ')
    .trim()
}

/** `sixties`, `hundreds` */
export function toPlural(words: string): string {
  return words.endsWith('y') ? `${words.slice(0, -1)}ies` : `${words}${words.endsWith('x') ? 'es' : 's'}`
}

const small = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
]
const tens = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const scales: [number, string][] = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
  [1e3, 'thousand'],
  [100, 'hundred'],
]
const ordinals: Record<string, string> = {
  ...{ one: 'first', two: 'second', three: 'third', five: 'fifth', eight: 'eighth', nine: 'ninth', twelve: 'twelfth' },
}
