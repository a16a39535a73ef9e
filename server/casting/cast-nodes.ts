import type { NewNode } from '#server/projects/project.ts'
import { listCodePoints } from '#server/text/code-points.ts'

/** A line in a block, in code points, and the voice that says it; undefined for the narrator's. */
export interface SpokenStretch {
  start: number
  end: number
  voiceId: string | undefined
}

/**
 * Nodes of the same text with stretches in other voices. Outside of them it keeps the voices that a person gave it; those of
 * characters become the narrator's.
 */
export function castNodes(
  nodes: NewNode[],
  spoken: SpokenStretch[],
  { narrator, castVoices }: { narrator: Omit<NewNode, 'text'>; castVoices: Set<string> },
): NewNode[] {
  const text = nodes.map((node) => node.text).join('')
  const starts = [...listCodePoints(text).map(({ start }) => start), text.length]
  const cast: NewNode[] = []
  const add = (node: NewNode) => {
    const last = cast.at(-1)
    if (last?.voiceId === node.voiceId && last.voiceRefId === node.voiceRefId) last.text += node.text
    else if (node.text !== '') cast.push({ ...node })
  }
  let at = 0
  const narrateTo = (end: number) => {
    for (const { from, to, node } of rangesOf(nodes)) {
      const [start, stop] = [Math.max(at, from), Math.min(end, to)]
      if (start >= stop) continue
      const reader = castVoices.has(node.voiceId) ? narrator : node
      add({ voiceId: reader.voiceId, voiceRefId: reader.voiceRefId, text: text.slice(start, stop) })
    }
    at = end
  }
  for (const { start, end, voiceId } of spoken) {
    narrateTo(starts[start]!)
    const speaker = voiceId === undefined ? narrator : { voiceId, voiceRefId: refOf(nodes, voiceId) }
    add({ ...speaker, text: text.slice(at, starts[end]!) })
    at = starts[end]!
  }
  narrateTo(text.length)
  return cast
}

/** The reference that the block has to the voice already. */
function refOf(nodes: NewNode[], voiceId: string): NewNode['voiceRefId'] {
  return nodes.find((node) => node.voiceId === voiceId)?.voiceRefId
}

function rangesOf(nodes: NewNode[]) {
  let from = 0
  return nodes.map((node) => {
    const range = { from, to: from + node.text.length, node }
    from = range.to
    return range
  })
}
