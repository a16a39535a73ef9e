import { type ChapterSnapshotId, type ConversionId, newId } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { listUtterances } from '#server/planning/plan-chapter.ts'
import { listChapters, recordConversion } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { bumpProgress, bumpRevision } from '#server/projects/revision.ts'
import { buildManifest } from '#server/snapshots/manifest.ts'
import type { SnapshotTags } from '#server/snapshots/snapshot.ts'
import { insertChapterSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { findTakes } from '#server/takes/take-store.ts'
import {
  type Conversion,
  endConversion,
  findPlan,
  groupOf,
  listChildren,
  listFailures,
  lockRunning,
} from './conversion-store.ts'
import { convertQueue, priorities, publishQueue } from './queues.ts'
import { tellChapterEnd } from './tell-callback.ts'

type Needs = { db: Database; jobs: Jobs }
/** What is only right as part of a transaction. */
type Inside = { db: Transaction; jobs: Jobs }

/**
 * Ends the conversion of a chapter: its takes become a manifest, the manifest a snapshot. No sound is touched. In one
 * transaction with the end of the conversion, so there is exactly one snapshot or exactly one reason.
 */
export async function publishChapter(needs: Needs, conversionId: ConversionId): Promise<void> {
  await needs.db.transaction(async (db) => {
    const conversion = await lockRunning(db, conversionId)
    const plan = conversion && (await findPlan(db, conversionId))
    if (!plan) return
    const [failure] = await listFailures(db, conversionId)
    if (failure) return failChapter({ ...needs, db }, conversion, failure)
    const keys = listUtterances(plan).map((one) => one.takeKey)
    const takes = await findTakes(db, keys)
    if (takes.size < keys.length) return startAgain({ ...needs, db }, conversion)
    const snapshotId = await publishTakes(db, conversion, buildManifest(plan, takes))
    await endConversion(db, conversionId, { state: 'done' })
    await tellChapterEnd({ ...needs, db }, conversion, { snapshotId })
    await endChapter({ ...needs, db }, conversion, null)
  })
}

/**
 * Tells the chapter how its conversion ended, and lets the last chapter of a project end that one too. In a project's
 * conversion it is progress: else all who ask for the project waited for a new answer as often as a chapter ends.
 */
export async function endChapter(needs: Inside, conversion: Conversion, error: string | null): Promise<void> {
  const { db } = needs
  await recordConversion(db, conversion.chapterId!, error)
  if (!conversion.parentId) return bumpRevision(db, conversion.projectId)
  await bumpProgress(db, conversion.projectId)
  await publishProjectWhenReady(needs, conversion.parentId)
}

/** Queues the publishing of a project when none of its chapters is being converted any more. */
export async function publishProjectWhenReady({ db, jobs }: Inside, parentId: ConversionId): Promise<void> {
  const children = await listChildren(db, parentId)
  if (children.some(({ state }) => state === 'queued' || state === 'working')) return
  const options = { onlyOnePer: parentId, priority: priorities.chapter, group: parentId, inTransaction: db }
  await jobs.add(publishQueue, { conversionId: parentId }, options)
}

async function failChapter(needs: Inside, conversion: Conversion, failure: { code: string; message: string }) {
  await endConversion(needs.db, conversion.id, { state: 'failed', ...failure })
  await tellChapterEnd(needs, conversion, { error: failure.message })
  await endChapter(needs, conversion, failure.message)
}

/** A take went away between its making and now, by a hand or a disk: it is made once more. */
async function startAgain({ db, jobs }: Inside, conversion: Conversion): Promise<void> {
  const options = { group: groupOf(conversion), priority: priorities.chapter, inTransaction: db }
  await jobs.add(convertQueue, { conversionId: conversion.id }, options)
}

async function publishTakes(
  db: Database,
  { id: conversionId, projectId, chapterId }: Conversion,
  built: ReturnType<typeof buildManifest>,
): Promise<ChapterSnapshotId> {
  const project = await getProject(db, projectId)
  const chapters = await listChapters(db, projectId)
  const index = chapters.findIndex((chapter) => chapter.id === chapterId)
  const name = chapters[index]?.name ?? project.name
  const id = newId<ChapterSnapshotId>()
  const tags = { ...snapshotTagsOf(project), track: index + 1 }
  await insertChapterSnapshot(db, { id, projectId, chapterId: chapterId!, conversionId, name, tags }, built)
  return id
}

/** What the audio files of a project say of themselves. */
export function snapshotTagsOf(project: Project): SnapshotTags {
  const { author, isbnNumber, language, originalPublicationDate } = project
  const year = originalPublicationDate?.slice(0, 4) ?? null
  return { album: project.title ?? project.name, author, isbn: isbnNumber, language, year }
}
