import type { Range } from '#server/text/range.ts'

/**
 * Cuts symbols into ranges of about one length and at most `most`, which together cover them all: behind a mark of
 * punctuation, else behind a space, else anywhere.
 */
export function splitSymbols(symbols: string, most: number): Range[] {
  const ranges: Range[] = []
  let start = 0
  while (symbols.length - start > most) {
    const left = symbols.length - start
    const aim = left / Math.ceil(left / most)
    const end = start + bestCut(symbols.slice(start, start + Math.min(most, Math.ceil(aim * 1.25))), aim)
    ranges.push({ start, end })
    start = end
  }
  return [...ranges, { start, end: symbols.length }]
}

/** The cut nearest to `aim`, if it leaves a third of that behind: at punctuation, else at a space, else at the aim itself. */
function bestCut(symbols: string, aim: number): number {
  for (const kind of [/[;:,.!?—…)”]+ /g, / /g]) {
    const cuts = [...symbols.matchAll(kind)].map((match) => match.index + match[0].length)
    const near = cuts.filter((cut) => cut >= aim / 3).sort((a, b) => Math.abs(a - aim) - Math.abs(b - aim))
    if (near[0]) return near[0]
  }
  return Math.ceil(aim)
}
