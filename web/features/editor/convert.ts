import type { Fragment, Node } from 'prosemirror-model'
import type { EditorBlock } from '../../client/types.ts'
import { attributesOf, type BlockAttributes, breakTag, schema } from './schema.ts'

/** A paragraph as it is sent. */
export interface SentBlock {
  block_id: string | null
  sub_type: BlockAttributes['sub']
  locked: boolean
  nodes: { voice_id: string; project_voice_ref_id: string | null; text: string }[]
}

export interface VoiceRef {
  ref: string
  voiceId: string
}

/** As much of a paragraph as a document needs. */
export type WrittenBlock = Pick<EditorBlock, 'sub_type' | 'locked' | 'nodes'> & { block_id: string | null }

/**
 * A chapter as a document.
 * @param keys the names that paragraphs have in this browser, by their ids @param voice of paragraphs without any text
 */
export function toDocument(
  blocks: WrittenBlock[],
  voice: VoiceRef,
  keys: ReadonlyMap<string, string> = new Map(),
): Node {
  const content = blocks.map((block) => toBlock(block, voice, keys.get(block.block_id ?? '')))
  return schema.nodes.doc.create(null, content.length > 0 ? content : [emptyBlock(voice)])
}

export function emptyBlock({ ref, voiceId }: VoiceRef): Node {
  return schema.nodes.block.create({ key: newKey(), ref, voiceId })
}

export function newKey(): string {
  return `new ${Math.random().toString(36).slice(2, 12)}`
}

function toBlock({ block_id, sub_type, locked, nodes }: WrittenBlock, voice: VoiceRef, key?: string): Node {
  const most = mostSaid(nodes)
  const base = most ? { ref: most.project_voice_ref_id, voiceId: most.voice_id } : voice
  const attributes = { key: key ?? block_id ?? newKey(), id: block_id ?? '', sub: sub_type, locked, ...base }
  const inline = nodes.flatMap((node) => {
    const isOther = node.project_voice_ref_id !== base.ref
    const own = { ref: node.project_voice_ref_id, voiceId: node.voice_id }
    return toInline(node.text, isOther ? [schema.marks.voice.create(own)] : [])
  })
  return schema.nodes.block.create(attributes, inline)
}

/** Something in the voice that says most of a paragraph: the others stand out in it. The first one of equals. */
function mostSaid(nodes: WrittenBlock['nodes']): WrittenBlock['nodes'][number] | undefined {
  const lengths = new Map<string, number>()
  for (const { project_voice_ref_id: ref, text } of nodes) lengths.set(ref, (lengths.get(ref) ?? 0) + text.length)
  const most = Math.max(...lengths.values())
  return nodes.find((node) => lengths.get(node.project_voice_ref_id) === most)
}

const tags =
  /<break\b[^<>]*?\btime\s*=\s*["']\s*([\d.]+)\s*(ms|s)?\s*["'][^<>]*?\/?>(?:\s*<\/break\s*>)?|(<phoneme\b[^<>]*>)([^<]+)<\/phoneme\s*>/gi

function toInline(text: string, marks: ReturnType<typeof schema.marks.voice.create>[]): Node[] {
  const inline: Node[] = []
  let at = 0
  for (const match of text.matchAll(tags)) {
    if (match.index > at) inline.push(schema.text(text.slice(at, match.index), marks))
    const [whole, time, unit, opening, word] = match
    if (opening) {
      inline.push(schema.text(word!, [...marks, schema.marks.phoneme.create({ raw: opening })]))
    } else {
      const seconds = Number(time) / (unit?.toLowerCase() === 'ms' ? 1000 : 1)
      inline.push(schema.nodes.brk.create({ seconds, raw: whole }, null, marks))
    }
    at = match.index + whole.length
  }
  if (at < text.length) inline.push(schema.text(text.slice(at), marks))
  return inline
}

/** What was to be sent, as if it had been read; voices that are new here have no name yet. */
export function toWritten(blocks: SentBlock[]): WrittenBlock[] {
  return blocks.map((block) => ({
    ...block,
    nodes: block.nodes.map((node) => ({ ...node, project_voice_ref_id: node.project_voice_ref_id ?? '' })),
  }))
}

/** How paragraphs of two versions of a chapter are compared. */
export const comparing = {
  idOf: (block: WrittenBlock) => block.block_id,
  textOf: (block: WrittenBlock) => block.nodes.map((node) => node.text).join(''),
  asNew: (block: WrittenBlock) => ({ ...block, block_id: null }),
}

export function fromDocument(document: Node): SentBlock[] {
  const blocks: SentBlock[] = []
  document.forEach((block) => void blocks.push(fromBlock(block)))
  return blocks
}

function fromBlock(block: Node): SentBlock {
  const { id, sub, locked, ref, voiceId } = attributesOf(block)
  const nodes: SentBlock['nodes'] = []
  block.forEach((child) => {
    const voice = child.marks.find((mark) => mark.type === schema.marks.voice)?.attrs ?? { ref, voiceId }
    const text = textOf(child)
    const last = nodes.at(-1)
    if (last && last.project_voice_ref_id === voice.ref) last.text += text
    else nodes.push({ voice_id: voice.voiceId, project_voice_ref_id: voice.ref, text })
  })
  if (nodes.length === 0) nodes.push({ voice_id: voiceId, project_voice_ref_id: ref, text: '' })
  return { block_id: id || null, sub_type: sub, locked, nodes }
}

function textOf(child: Node): string {
  if (!child.isText) return breakTag(child)
  const given = child.marks.find((mark) => mark.type === schema.marks.phoneme)
  return given ? `${given.attrs.raw}${child.text}</phoneme>` : child.text!
}

/** The text of a paragraph without its breaks and tags: what code points of the server are counted in. */
export function writtenOf(block: Node): string {
  return fragmentText(block.content)
}

function fragmentText(content: Fragment): string {
  let text = ''
  content.forEach((child) => {
    if (child.isText) text += child.text
  })
  return text
}

/** Where a code point of the written text stands, as an offset into the content of its paragraph. */
export function offsetOfCodePoint(block: Node, codePoint: number): number {
  let left = codePoint
  let offset = 0
  for (let index = 0; index < block.childCount; index++) {
    const child = block.child(index)
    if (!child.isText) {
      offset += child.nodeSize
      continue
    }
    for (const character of child.text!) {
      if (left === 0) return offset
      left--
      offset += character.length
    }
  }
  return offset
}

/** The other way: which code point of the written text an offset into the content of a paragraph is before. */
export function codePointAtOffset(block: Node, offset: number): number {
  let count = 0
  let at = 0
  for (let index = 0; index < block.childCount; index++) {
    const child = block.child(index)
    if (at >= offset) break
    if (child.isText) count += [...child.text!.slice(0, offset - at)].length
    at += child.nodeSize
  }
  return count
}
