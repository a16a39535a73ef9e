import type { EditorChapter } from '../../client/types.ts'

/** How a text is looked for. */
export interface Search {
  text: string
  isCaseSensitive: boolean
}

type Block = EditorChapter['blocks'][number]

/** Where a chapter has a text, and the words around it. */
export interface Place {
  blockId: string
  /** What is locked is found, and stays. */
  isLocked: boolean
  before: string
  found: string
  after: string
}

/** Enough to know the place again. */
const mostAround = 40

/** The places where a chapter has a text. What stands across two voices is not found; tags are not looked into. */
export function listPlaces(blocks: Block[], search: Search): Place[] {
  return blocks.flatMap(({ block_id: blockId, locked: isLocked, nodes }) =>
    nodes.flatMap(({ text }) =>
      matchesOf(text, search).map((start) => {
        const end = start + search.text.length
        const before = text.slice(0, start).replace(tag, '')
        const after = text.slice(end).replace(tag, '')
        return { blockId, isLocked, before: endOf(before), found: text.slice(start, end), after: beginningOf(after) }
      }),
    ),
  )
}

/** Whole words, as many as are near. */
function endOf(text: string): string {
  return text.length > mostAround ? `…${text.slice(-mostAround).replace(/^\S*(?=\s)/, '')}` : text
}

function beginningOf(text: string): string {
  return text.length > mostAround ? `${text.slice(0, mostAround).replace(/(?<=\s)\S*$/, '')}…` : text
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

const tag = /<(?:break|\/?phoneme)\b[^<>]*>/gi

/** Where a text begins in another one, outside its tags. */
function matchesOf(text: string, { text: wanted, isCaseSensitive }: Search): number[] {
  if (wanted === '') return []
  const pattern = new RegExp(escaped(wanted), isCaseSensitive ? 'gu' : 'giu')
  const tags = [...text.matchAll(tag)].map((tag) => [tag.index, tag.index + tag[0].length])
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
