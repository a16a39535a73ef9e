import type { PageBlock } from './page-blocks.ts'

const steps = /\b(?:prev(?:ious)?|next|home|up|top|contents|index|back|forward|download)\b|[←→↑‹›«»<>]/i

/** Without the rows of links at the start and end of a page that lead to other pages: "Prev, Home, Next". */
export function withoutLinkBars(blocks: PageBlock[]): PageBlock[] {
  let start = 0
  let end = blocks.length
  while (start < end && isBar(blocks[start]!)) start += 1
  while (end > start && isBar(blocks[end - 1]!)) end -= 1
  return start === end ? blocks : blocks.slice(start, end)
}

/** A title may be a link to the list of contents: one link is a bar only when it says so. */
function isBar({ subType, text, links, linkedCharacters }: PageBlock): boolean {
  const linked = linkedCharacters >= text.replace(/[\s|,·•/[\]()]/g, '').length * 0.6 && links.length > 0
  const last = links.length > 1 && text.length < 30 * links.length
  return (
    subType === 'p' &&
    linked &&
    text.length < 200 &&
    (steps.test(text) ? last || text.length < 40 : links.length > 2 && last)
  )
}
