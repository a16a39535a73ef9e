import { StudioError } from '#server/base/errors.ts'
import { mapGivingWay } from '#server/base/give-way.ts'
import type { BlockId } from '#server/base/ids.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { type BlockPlan, planBlockInSteps } from '#server/planning/plan-block.ts'
import { type CountedUtterance, listUtterances } from '#server/planning/plan-chapter.ts'
import type { Speakers } from '#server/planning/speakers.ts'
import type { Block, ChapterKey } from '#server/projects/project.ts'
import { isSpokenByNobody, spokenByOthers } from '#server/speaking/speak-now.ts'
import { priorities, speakQueue, toSpeakTask } from '#server/speaking/speak-queue.ts'
import { speechTimesAsSpoken } from '#server/speaking/speech-pieces.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { listKeptKeys } from '#server/takes/take-store.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { type BlockSound, planSound, toBlockSound } from './block-sound.ts'
import { type HeardWord, listHeardWords, timesRate } from './block-times.ts'

// Somebody waits to hear a block, and its voice is slow: then the first utterance is also spoken in pieces, the first of which
// is short. They are heard before the block is spoken as it will stay, which is worth a little work; nothing keeps them.

/**
 * Has the beginning of a block spoken in pieces before everything else.
 * @returns whether there is something to hear by that: not where its voice is quick, the text short, or spoken before
 */
export async function queueOpening(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  block: Block,
  speakers: Speakers,
): Promise<boolean> {
  const [usual, opening] = await planBoth(block, speakers)
  const [first] = usual.utterances
  if (!first || !speakers.get(first.voiceRefId).engine.isSlow) return false
  const pieces = listPieces(usual, opening)
  if (pieces.length < 2 || (await listKeptKeys(db, [first.takeKey])).size > 0) return false
  const kept = await listKeptKeys(
    db,
    pieces.map(({ takeKey }) => takeKey),
  )
  const jobsToAdd = pieces
    .filter(({ takeKey }) => !kept.has(takeKey))
    .map((piece) => ({
      data: { tasks: [toSpeakTask(piece)], announce: true },
      priority: priorities.interactive,
    }))
  await jobs.addMany(speakQueue(first.engineId), jobsToAdd, { inTransaction: db })
  return true
}

async function planBoth(block: Block, speakers: Speakers): Promise<[BlockPlan, BlockPlan]> {
  const ways = [speakers, { ...speakers, startsSoon: true }]
  const [usual, opening] = await mapGivingWay(ways, (way) => planBlockInSteps(block, way))
  return [usual!, opening!]
}

/** What is said only in the opening. */
function listPieces(usual: BlockPlan, opening: BlockPlan): CountedUtterance[] {
  const keys = new Set(usual.utterances.map(({ takeKey }) => takeKey))
  return listUtterances([opening]).filter(({ takeKey }) => !keys.has(takeKey))
}

type Needs = { db: Database; events: Events; jobs: Jobs; voices: VoiceCatalogue }

/**
 * The sound of a block that begins with its opening, while it is being spoken.
 * @param caller aborted when nobody listens any more
 * @throws StudioError `chapter_not_found`, `block_not_found`, `voice_not_found`, `not_spoken` when nobody has asked for it
 */
export async function getOpeningSound(
  needs: Needs,
  key: ChapterKey,
  blockId: BlockId,
  caller: AbortSignal,
): Promise<BlockSound> {
  const plan = await planSound(needs, key, blockId, { startsSoon: true })
  if (await isSpokenByNobody(needs, plan)) {
    throw new StudioError('not_spoken', 'This paragraph is not spoken, and is not being spoken.')
  }
  return toBlockSound(needs.db, plan, (speech) => spokenByOthers(needs, speech, caller))
}

/** When the words of a block are heard, those of each utterance as soon as it is spoken. @throws StudioError `engine_timeout` */
export async function* followWords(db: Database, { speech }: BlockSound): AsyncGenerator<HeardWord[]> {
  const { written, utterances } = speech.plan
  let number = 0
  for await (const { written: times } of speechTimesAsSpoken(db, speech, timesRate)) {
    const { start, end } = utterances[number++]!
    const offset = countCodePoints(written, 0, start)
    const words = listHeardWords(written.slice(start, end), times)
    yield words.map((word) => ({ ...word, from: word.from + offset, to: word.to + offset }))
  }
}
