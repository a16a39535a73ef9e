import { and, eq } from 'drizzle-orm'
import { snapshotSampleRate } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, GenerationId } from '#server/base/ids.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { openLayout } from '#server/planning/lay-out.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import {
  deleteGeneration,
  type Generation,
  getGeneration,
  keepGenerations,
  listCurrentGenerations,
  listGenerations,
} from '#server/projects/block-generations.ts'
import { bumpVersion } from '#server/projects/chapter-content.ts'
import { getBlock, getChapter } from '#server/projects/chapters.ts'
import { getProject, lockForEditing } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks } from '#server/storage/schema.ts'
import { findTakes } from '#server/takes/take-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { placedEntries } from './block-sound.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** A generation, how long it is, and whether it is what the block is now. */
export type TimedGeneration = Generation & { durationSeconds: number; isCurrent: boolean }

/** What a block was spoken as, newest first. @throws StudioError `chapter_not_found`, `block_not_found` */
export async function readBlockHistory(needs: Needs, key: ChapterKey, blockId: BlockId): Promise<TimedGeneration[]> {
  const { db } = needs
  await getBlock(db, key, blockId)
  const project = await getProject(db, key.projectId)
  await ensurePlanned(needs, project)
  const pauses = pausesOf(project)
  const [current] = await listCurrentGenerations(db, [blockId])
  const earlier = (await listGenerations(db, key.chapterId, blockId)).filter(({ id }) => id !== current?.id)
  const all = current ? [current, ...earlier] : earlier
  const takes = await findTakes(
    db,
    all.flatMap((one) => one.takeKeys),
  )
  const giveWay = openTurn()
  const timed: TimedGeneration[] = []
  for (const one of all) {
    const layout = openLayout(snapshotSampleRate)
    for (const entry of placedEntries(one, pauses)) {
      const take = takes.get(entry.takeKey)
      if (take) layout.add(entry, take)
    }
    layout.endSilence()
    const durationSeconds = layout.position / snapshotSampleRate
    timed.push({ ...one, durationSeconds, isCurrent: one === current })
    await giveWay()
  }
  return timed
}

/**
 * Makes a block what it was: its text, its voices and, as long as nothing else decides its sound, that very sound.
 * @throws StudioError `chapter_not_found`, `block_not_found`, `generation_not_found`, `block_locked`, `already_processing`
 */
export async function restoreGeneration(
  { db: database }: Needs,
  key: ChapterKey,
  blockId: BlockId,
  id: GenerationId,
): Promise<void> {
  await database.transaction(async (db) => {
    await lockForEditing(db, key.projectId)
    const block = await getBlock(db, key, blockId)
    if (block.isLocked) throw new StudioError('block_locked', 'This paragraph is locked.')
    const { nodes, subType, variation } = await getGeneration(db, key.chapterId, blockId, id)
    await keepGenerations(db, [blockId])
    await db
      .update(blocks)
      .set({ nodes, subType, variation, plannedWith: null })
      .where(and(eq(blocks.id, blockId), eq(blocks.chapterId, key.chapterId)))
    await bumpVersion(db, key)
    await bumpRevision(db, key.projectId)
  })
}

/** @throws StudioError `chapter_not_found`, `block_not_found`, `generation_not_found`, `generation_in_use` */
export async function forgetGeneration(
  { db }: Needs,
  key: ChapterKey,
  blockId: BlockId,
  id: GenerationId,
): Promise<void> {
  await getChapter(db, key)
  const found = await getGeneration(db, key.chapterId, blockId, id)
  const [current] = await listCurrentGenerations(db, [blockId])
  if (current?.id === found.id) {
    throw new StudioError('generation_in_use', 'This generation is what the paragraph is now.')
  }
  await deleteGeneration(db, blockId, id)
}
