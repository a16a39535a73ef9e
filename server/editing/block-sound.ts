import { hasCode, StudioError } from '#server/base/errors.ts'
import { runGivingWay } from '#server/base/give-way.ts'
import type { BlockId, GenerationId } from '#server/base/ids.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import { type BlockPlan, planBlockInSteps } from '#server/planning/plan-block.ts'
import type { SpeechUtterance } from '#server/planning/plan-speech.ts'
import { readSpeakers, type Speakers } from '#server/planning/speakers.ts'
import { withPauses } from '#server/planning/timeline.ts'
import {
  type Generation,
  generationIdOf,
  getGeneration,
  listCurrentGenerations,
} from '#server/projects/block-generations.ts'
import { getBlock, getChapter } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { type SpokenText, spokenBefore } from '#server/speaking/speak-now.ts'
import type { Database } from '#server/storage/database.ts'
import type { Pauses } from '#server/storage/schema.ts'
import { findTakes, listKeptKeys } from '#server/takes/take-store.ts'
import { readVoiceGains } from '#server/takes/voice-levels.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** A block that is spoken: its pauses inside, none at its ends. */
export interface BlockSound {
  generationId: GenerationId
  speech: SpokenText
}

/**
 * The sound of a block as it is now. One whose voice has gone sounds as it was planned before; its words have no times then.
 * @throws StudioError `chapter_not_found`, `block_not_found`, `not_spoken`, `voice_not_found`
 */
export async function getBlockSound(needs: Needs, key: ChapterKey, blockId: BlockId): Promise<BlockSound> {
  try {
    return await getPlannedSound(needs, key, blockId)
  } catch (error) {
    if (!hasCode(error, 'voice_not_found')) throw error
    const [kept] = await listCurrentGenerations(needs.db, [blockId])
    if (!kept) throw error
    return toGenerationSound(needs.db, key, kept)
  }
}

async function getPlannedSound(needs: Needs, key: ChapterKey, blockId: BlockId): Promise<BlockSound> {
  const plan = await planSound(needs, key, blockId)
  const keys = plan.utterances.map((one) => one.takeKey)
  const kept = await listKeptKeys(needs.db, keys)
  if (keys.length === 0 || keys.some((takeKey) => !kept.has(takeKey))) {
    throw new StudioError('not_spoken', 'This paragraph is not spoken as it is now.')
  }
  return toBlockSound(needs.db, plan, spokenBefore)
}

/** @param toSpoken how what is planned is there, or comes */
export async function toBlockSound(
  db: Database,
  plan: BlockPlan,
  toSpoken: (plan: SpokenText['plan']) => SpokenText,
): Promise<BlockSound> {
  const keys = plan.utterances.map((one) => one.takeKey)
  const breaks = plan.utterances.map((one) => one.breakSeconds)
  const spokenBy = plan.utterances.map(({ engineId, utterance }) => ({ engineId, voice: utterance.voice }))
  const gains = await readVoiceGains(db, spokenBy)
  return { generationId: generationIdOf(keys, breaks), speech: { ...toSpoken(toSpeechPlan(plan)), gains } }
}

/** The sound that a block once had. @throws StudioError `generation_not_found`, `chapter_not_found` */
export async function getGenerationSound(
  db: Database,
  key: ChapterKey,
  blockId: BlockId,
  id: GenerationId,
): Promise<BlockSound> {
  await getChapter(db, key)
  return toGenerationSound(db, key, await getGeneration(db, key.chapterId, blockId, id))
}

async function toGenerationSound(db: Database, key: ChapterKey, generation: Generation): Promise<BlockSound> {
  const utterances = toUtterances(generation, pausesOf(await getProject(db, key.projectId)))
  const gains = await readVoiceGains(db, (await findTakes(db, generation.takeKeys)).values())
  const speech = { ...spokenBefore({ written: '', leadingBreakSeconds: 0, utterances }), gains }
  return { generationId: generation.id, speech }
}

/** What is to be heard of a block. @throws StudioError `chapter_not_found`, `block_not_found`, `voice_not_found` */
export async function planSound(
  { db, voices }: Needs,
  key: ChapterKey,
  blockId: BlockId,
  how: Pick<Speakers, 'startsSoon'> = {},
): Promise<BlockPlan> {
  const project = await getProject(db, key.projectId)
  const block = await getBlock(db, key, blockId)
  const speakers = { ...(await readSpeakers({ db, voices }, project)), ...how }
  const plan = await runGivingWay(planBlockInSteps(block, speakers))
  return { ...plan, utterances: withPauses(plan.utterances, pausesOf(project)) }
}

function toSpeechPlan({ written, utterances }: BlockPlan): SpokenText['plan'] {
  const entries = utterances.map(({ engineId: _, voiceRefId: _ref, utterance, ...entry }) => {
    return { ...entry, spoken: utterance.text, turn: 0 }
  })
  return { written, leadingBreakSeconds: 0, utterances: withoutEndPause(entries) }
}

function toUtterances(generation: Generation, pauses: Pauses): SpeechUtterance[] {
  return placedEntries(generation, pauses).map(({ voiceRefId: _, ...entry }) => {
    return { ...entry, start: 0, end: 0, map: null, spoken: '', turn: 0 }
  })
}

/** The takes of a generation with the silence between them, as the project has it now. */
export function placedEntries({ takeKeys, breakSeconds, endsSentence, voiceRefIds }: Generation, pauses: Pauses) {
  const entries = takeKeys.map((takeKey, index) => ({
    takeKey,
    breakSeconds: breakSeconds[index]!,
    endsSentence: endsSentence[index],
    voiceRefId: voiceRefIds[index],
  }))
  return withoutEndPause(withPauses(entries, pauses))
}

function withoutEndPause<Entry extends { breakSeconds: number }>(entries: Entry[]): Entry[] {
  return entries.map((entry, index) => (index === entries.length - 1 ? { ...entry, breakSeconds: 0 } : entry))
}
