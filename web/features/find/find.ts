import type { EditorChapter } from '../../client/types.ts'

/** How a text is looked for. */
export interface Search {
  text: string
  isCaseSensitive: boolean
}

type Block = EditorChapter['blocks'][number]

/** How often a chapter has a text. What stands across two voices is not found; tags are not looked into. */
export function countMatches(blocks: Block[], search: Search): number {
  return blocks.reduce(
    (sum, block) => sum + block.nodes.reduce((all, node) => all + matchesOf(node.text, search).length, 0),
    0,
  )
}

/** The chapter as it is sent, with another text in place of each match; locked paragraphs stay. */
export function replaceMatches(blocks: Block[], search: Search, by: string) {
  return blocks.map(({ block_id, sub_type, locked, nodes }) => ({
    ...{ block_id, sub_type, locked },
    nodes: nodes.map((node) => ({ ...node, text: locked ? node.text : replaced(node.text, search, by) })),
  }))
}

function replaced(text: string, search: Search, by: string): string {
  let made = ''
  let at = 0
  for (const start of matchesOf(text, search)) {
    made += text.slice(at, start) + by
    at = start + search.text.length
  }
  return made + text.slice(at)
}

/** Where a text begins in another one, outside its tags. */
function matchesOf(text: string, { text: wanted, isCaseSensitive }: Search): number[] {
  if (wanted === '') return []
  const pattern = new RegExp(escaped(wanted), isCaseSensitive ? 'gu' : 'giu')
  const tags = [...text.matchAll(/<(?:break|\/?phoneme)\b[^<>]*>/gi)].map((tag) => [
    tag.index,
    tag.index + tag[0].length,
  ])
  let passed = 0
  return [...text.matchAll(pattern)]
    .filter((match) => match[0].length === wanted.length)
    .map((match) => match.index)
    .filter((at) => {
      while (passed < tags.length && tags[passed]![1]! <= at) passed++
      return passed === tags.length || at + wanted.length <= tags[passed]![0]!
    })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
