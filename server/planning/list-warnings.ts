import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, ChapterId } from '#server/base/ids.ts'
import type { Project } from '#server/projects/project.ts'
import type { Database } from '#server/storage/database.ts'
import { listTakeWarnings } from '#server/takes/take-store.ts'
import { countBeforeEach } from '#server/text/code-points.ts'
import type { Range } from '#server/text/range.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { BlockPlan, PlanWarning } from './plan-block.ts'
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

/** So many are told of a chapter, the first ones: nobody reads on. */
const mostWarnings = 10_000

/**
 * The warnings of a chapter as it stands now, in reading order: what its tags led to, and what the takes say that exist.
 * Of one block each only once.
 * @throws StudioError `voice_not_found`
 */
export async function listWarnings(needs: Needs, project: Project, chapterId: ChapterId): Promise<BlockWarning[]> {
  const plans = await planChapter(needs.db, chapterId, await readSpeakers(needs, project))
  const keys = plans.flatMap((plan) => plan.utterances.map((one) => one.takeKey))
  const ofTakes = await listTakeWarnings(needs.db, keys)
  const told: BlockWarning[] = []
  const giveWay = openTurn()
  for (const plan of plans) {
    const ofItsTakes = plan.utterances.flatMap(({ takeKey }) => ofTakes.get(takeKey) ?? [])
    told.push(...listOnce(plan, ofItsTakes).slice(0, mostWarnings - told.length))
    if (told.length === mostWarnings) break
    await giveWay()
  }
  return told
}

function listOnce({ blockId, written, warnings }: BlockPlan, ofTakes: PlanWarning[]): BlockWarning[] {
  const once = new Map([...warnings, ...ofTakes].map((one) => [`${one.code} ${one.message}`, one]))
  if (once.size === 0) return []
  const counts = countBeforeEach(written)
  return [...once.values()].map(({ code, message, start, end }) => {
    if (start === undefined || end === undefined) return { blockId, code, message }
    return { blockId, code, message, place: { start: counts[start]!, end: counts[end]! } }
  })
}
