import { mapGivingWay } from '#server/base/give-way.ts'
import type { ChapterId, TakeKey } from '#server/base/ids.ts'
import { listBlocks } from '#server/projects/chapters.ts'
import type { Database } from '#server/storage/database.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { type BlockPlan, type PlannedUtterance, planBlockInSteps } from './plan-block.ts'
import type { Speakers } from './speakers.ts'

/** What is to be said of a chapter as it stands now, block by block. */
export async function planChapter(db: Database, chapterId: ChapterId, speakers: Speakers): Promise<BlockPlan[]> {
  return mapGivingWay(await listBlocks(db, chapterId), (block) => planBlockInSteps(block, speakers))
}

/** An utterance, and how many written code points it says. */
export type CountedUtterance = PlannedUtterance & { characters: number }

/** Every take that a chapter needs, once, in reading order. */
export function listUtterances(plans: BlockPlan[]): CountedUtterance[] {
  const byKey = new Map<TakeKey, CountedUtterance>()
  for (const plan of plans) {
    for (const planned of plan.utterances) {
      if (byKey.has(planned.takeKey)) continue
      const characters = countCodePoints(plan.written, planned.start, planned.end)
      byKey.set(planned.takeKey, { ...planned, characters })
    }
  }
  return [...byKey.values()]
}
