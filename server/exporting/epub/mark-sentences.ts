import type { PageText, Tag } from './page-letters.ts'

/** A sentence of a page: from one of its letters up to another. */
export interface MarkedSentence {
  id: string
  firstLetter: number
  /** Not part of it. */
  endLetter: number
}

/** Elements of a line, which may be divided in two without anybody seeing it. */
const divisible = new Set(
  'a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strike strong sub sup tt u var'.split(
    ' ',
  ),
)

/**
 * Puts a span with its id around each sentence; nothing else in the page changes. A sentence that goes over the border of a
 * paragraph cannot have one.
 * @param sentences in the order of the page, none over another
 * @returns the page, and the ids that are in it
 */
export function markSentences(page: PageText, sentences: MarkedSentence[]): { source: string; ids: Set<string> } {
  const ids = new Set<string>()
  const open: Tag[] = []
  let nextTag = 0
  let written = ''
  let copied = 0
  let reached = 0
  const walkTo = (position: number) => {
    for (; nextTag < page.tags.length && page.tags[nextTag]!.end <= position; nextTag++) {
      const tag = page.tags[nextTag]!
      if (tag.kind === 'open') open.push(tag)
      if (tag.kind === 'close') open.pop()
    }
    return [...open]
  }
  for (const { id, firstLetter, endLetter } of sentences) {
    const start = startOf(page, page.starts[firstLetter]!, reached)
    const outside = walkTo(start)
    let end = afterSigns(page.source, page.ends[endLetter - 1]!)
    let inside = walkTo(end)
    for (
      let tag = page.tags[nextTag];
      tag?.start === end && closesWithin(tag, inside, start);
      tag = page.tags[nextTag]
    ) {
      end = afterSigns(page.source, tag.end)
      inside = walkTo(end)
    }
    reached = end
    const common = commonLength(outside, inside)
    const [closed, opened] = [outside.slice(common), inside.slice(common)]
    if (![...closed, ...opened].every(({ name }) => divisible.has(name))) continue
    const before = `${close(closed)}<span id="${id}">${reopen(page.source, closed)}`
    const after = `${close(opened)}</span>${reopen(page.source, opened)}`
    written += page.source.slice(copied, start) + before + page.source.slice(start, end) + after
    copied = end
    ids.add(id)
  }
  return { source: written + page.source.slice(copied), ids }
}

/** Whether a tag closes an element of the line that begins in the sentence. */
function closesWithin({ kind }: Tag, inside: Tag[], start: number): boolean {
  const opened = inside.at(-1)
  return kind === 'close' && opened !== undefined && opened.start >= start && divisible.has(opened.name)
}

/** With the quote that opens it, and an element of the line that begins there. */
function startOf({ source, tags }: PageText, position: number, least: number): number {
  let start = position
  for (;;) {
    while (start > least && /[“‘"'«„([¡¿—–]/.test(source[start - 1]!)) start--
    const tag = source[start - 1] === '>' ? tagEndingAt(tags, start) : undefined
    if (tag?.kind !== 'open' || !divisible.has(tag.name) || tag.start < least) return start
    start = tag.start
  }
}

/** With the full stop and the quote that close it. */
function afterSigns(source: string, position: number): number {
  let end = position
  while (/[.!?…,;:”’"'»“)\]]/.test(source[end] ?? '')) end++
  return end
}

function tagEndingAt(tags: Tag[], end: number): Tag | undefined {
  let [low, high] = [0, tags.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (tags[middle]!.end < end) low = middle + 1
    else high = middle
  }
  return tags[low]?.end === end ? tags[low] : undefined
}

function commonLength(left: Tag[], right: Tag[]): number {
  let length = 0
  while (length < left.length && left[length] === right[length]) length++
  return length
}

function close(tags: Tag[]): string {
  return tags
    .toReversed()
    .map(({ name }) => `</${name}>`)
    .join('')
}

/** Again, but an id is there only once. */
function reopen(source: string, tags: Tag[]): string {
  return tags
    .map(({ start, end }) => source.slice(start, end).replace(/\s(?:xml:)?id\s*=\s*("[^"]*"|'[^']*')/g, ''))
    .join('')
}
