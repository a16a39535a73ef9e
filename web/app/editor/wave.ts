import { ask } from '../../client/api.ts'
import { blockPath } from '../../client/queries.ts'
import type { ListedBlock } from '../../features/editor/known-blocks.ts'

const bars = 120
const peaksOf = new Map<string, number[]>()

/**
 * The sound of a chapter as bars, from 0 to 1, evenly over the whole: what is spoken by its peaks, the rest flat.
 * @returns undefined when it is not wanted any more
 */
export async function drawWave(
  blocks: ListedBlock[],
  projectId: string,
  chapterId: string,
  signal: AbortSignal,
): Promise<number[] | undefined> {
  const spoken = blocks.filter((block) => block.audio).slice(0, 200)
  for (const block of spoken) {
    const key = block.audio!.generation_id
    if (peaksOf.has(key)) continue
    const path = `${blockPath(projectId, chapterId, block.id)}/peaks?per_second=4`
    const found = await ask<{ peaks: [number, number][] }>(path, { signal }).catch(() => undefined)
    if (signal.aborted) return undefined
    if (found)
      peaksOf.set(
        key,
        found.peaks.map(([low, high]) => Math.max(-low, high)),
      )
  }
  const all = blocks.flatMap((block) => {
    const peaks = block.audio ? peaksOf.get(block.audio.generation_id) : undefined
    const silence = Array.from({ length: Math.round(block.pauseSeconds * 4) }, () => 0)
    return [...(peaks ?? Array.from({ length: Math.ceil(block.text.length / 4) }, () => 0)), ...silence]
  })
  if (all.length === 0) return []
  const count = Math.min(bars, all.length)
  // A long chapter has more of them than a call may have arguments.
  const loudest = all.reduce((most, one) => Math.max(most, one), 0.1)
  return Array.from({ length: count }, (_, index) => {
    const part = all.slice(Math.floor((index * all.length) / count), Math.floor(((index + 1) * all.length) / count))
    return part.reduce((most, one) => Math.max(most, one), 0) / loudest
  })
}
