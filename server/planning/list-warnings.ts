import type { BlockId, ChapterId } from '#server/base/ids.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { listTakeWarnings } from '#server/takes/take-store.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import type { Range } from '#server/text/range.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { PlanWarning } from './plan-block.ts'
import { planChapter } from './plan-chapter.ts'
import { readSpeakers } from './speakers.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** What is not spoken as it is written, or was guessed, and where. */
export interface BlockWarning {
  blockId: BlockId
  code: string
  message: string
  /** In code points of the block's text, where it has a place of its own. */
  place?: Range
}

/**
 * The warnings of a chapter as it stands now, in reading order: what its tags led to, and what the takes say that exist.
 * Of one block each only once.
 * @throws StudioError `voice_not_found`
 */
export async function listWarnings(needs: Needs, project: Project, chapterId: ChapterId): Promise<BlockWarning[]> {
  const plans = await planChapter(needs.db, chapterId, await readSpeakers(needs, project))
  const keys = plans.flatMap((plan) => plan.utterances.map((one) => one.takeKey))
  const ofTakes = await listTakeWarnings(needs.db, keys)
  return plans.flatMap(({ blockId, written, warnings, utterances }) => {
    const all: PlanWarning[] = [...warnings, ...utterances.flatMap(({ takeKey }) => ofTakes.get(takeKey) ?? [])]
    const once = new Map(all.map((one) => [`${one.code} ${one.message}`, one]))
    return [...once.values()].map((one) => ({
      blockId,
      code: one.code,
      message: one.message,
      ...placeOf(written, one),
    }))
  })
}

function placeOf(written: string, { start, end }: PlanWarning): { place?: Range } {
  if (start === undefined || end === undefined) return {}
  const from = countCodePoints(written, 0, start)
  return { place: { start: from, end: from + countCodePoints(written, start, end) } }
}
