/** Pages with fewer breaks than this tell nothing about their heads and feet. */
const leastPages = 3

/**
 * Leaves out the heads and feet of a text of pages: the first and last lines at page breaks (form feeds, "[Page 12]")
 * that come again with other numbers. A sentence goes on over the break.
 */
export function withoutPageLines(text: string): string {
  const pages = text.split(/\f|(?<=\[Page \d{1,4}\][ \t]*\n)/)
  if (pages.length < leastPages) return text
  const lines = pages.map((page) => page.split('\n'))
  const counts = new Map<string, number>()
  for (const page of lines)
    for (const line of edgesOf(page)) counts.set(masked(line), (counts.get(masked(line)) ?? 0) + 1)
  const isRunning = (line: string) => counts.get(masked(line))! >= Math.max(leastPages, pages.length / 3)
  return joinPages(lines.map((page) => withoutEdges(page, isRunning)))
}

function edgesOf(page: string[]): string[] {
  const filled = page.filter((line) => line.trim() !== '')
  return [...new Set([filled[0], filled.at(-1)])].filter((line) => line !== undefined)
}

function masked(line: string): string {
  return line.trim().replace(/\d+/g, '#').replace(/\s+/g, ' ')
}

function withoutEdges(page: string[], isRunning: (line: string) => boolean): string {
  let [start, end] = [0, page.length]
  while (start < end && page[start]!.trim() === '') start += 1
  while (end > start && page[end - 1]!.trim() === '') end -= 1
  if (start < end && isRunning(page[start]!)) start += 1
  if (end > start && isRunning(page[end - 1]!)) end -= 1
  return page
    .slice(start, end)
    .join('\n')
    .replace(/^\n+|\s+$/g, '')
}

/** A page that ends in the middle of a sentence goes on; else a paragraph ends with it. */
function joinPages(pages: string[]): string {
  const pieces: string[] = []
  let end = ''
  for (const [index, page] of pages.entries()) {
    const goesOn = /[\p{L},;-]$/u.test(end) && /^\s*\p{Ll}/u.test(page.slice(0, 200))
    if (index > 0) pieces.push(goesOn ? '\n' : '\n\n')
    pieces.push(page)
    end = (index > 0 ? `${end}${goesOn ? '\n' : '\n\n'}${page}` : page).slice(-2)
  }
  return pieces.join('')
}
