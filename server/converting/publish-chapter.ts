import { type ChapterSnapshotId, type ConversionId, newId, type TakeKey } from '#server/base/ids.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure } from '#server/jobs/run-job.ts'
import { listChapters, recordConversions } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { bumpProgress, bumpRevision } from '#server/projects/revision.ts'
import { buildManifest } from '#server/snapshots/manifest.ts'
import type { SnapshotTags } from '#server/snapshots/snapshot.ts'
import { insertChapterSnapshot } from '#server/snapshots/snapshot-store.ts'
import { priorities } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { holdTakes, measureTakes, type SpokenWords } from '#server/takes/take-store.ts'
import { settleVoiceGains } from '#server/takes/voice-levels.ts'
import { type Conversion, endConversion, groupOf, listChildren, lockRunning, runs } from './conversion-store.ts'
import { findFailure, readTimeline } from './frozen-plan.ts'
import { convertQueue, publishQueue } from './queues.ts'
import { tellChapterEnd } from './tell-callback.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs }
/** What is only right as part of a transaction. */
type Inside = { db: Transaction; jobs: Jobs }
type Built = ReturnType<typeof buildManifest>

/**
 * Ends the conversion of a chapter: its takes become a manifest, the manifest a snapshot. No sound is touched. In one
 * transaction with the end of the conversion, so there is exactly one snapshot or exactly one reason.
 */
export async function publishChapter(needs: Needs, conversionId: ConversionId, run: JobEnd): Promise<void> {
  const unmeasured = await needs.db.transaction((db) => tryToPublish({ ...needs, db }, conversionId, run))
  if (!unmeasured) return
  await measureTakes(needs, unmeasured)
  await publishChapter(needs, conversionId, run)
}

/** @returns what takes say that must be measured first, which takes longer than a transaction should */
async function tryToPublish(
  needs: Inside,
  conversionId: ConversionId,
  run: JobEnd,
): Promise<Map<TakeKey, SpokenWords> | undefined> {
  const { db } = needs
  const conversion = await lockRunning(db, conversionId)
  if (!conversion) return undefined
  const failure = await findFailure(db, conversionId)
  if (failure) {
    await failChapter(needs, conversion, failure)
    return undefined
  }
  const timeline = await readTimeline(db, conversionId)
  const spoken = new Map(timeline.flatMap(({ utterances }) => utterances.map((one) => [one.takeKey, one.utterance])))
  const takes = await holdTakes(db, [...spoken.keys()])
  if (takes.size < spoken.size) {
    await startAgain(needs, conversion, run)
    return undefined
  }
  const unmeasured = [...takes.values()].filter((take) => !take.silences)
  if (unmeasured.length > 0) return new Map(unmeasured.map(({ key }) => [key, spoken.get(key)!]))
  const gains = await settleVoiceGains(db, takes.values())
  const snapshotId = await publishTakes(db, conversion, buildManifest(timeline, takes, gains))
  await endConversion(db, conversionId, { state: 'done' })
  await tellChapterEnd(needs, conversion, { snapshotId })
  await endChapter(needs, conversion, null)
  return undefined
}

/**
 * Tells the chapter how its conversion ended, and lets the last chapter of a project end that one too. In a project's
 * conversion it is progress: else all who ask for the project waited for a new answer as often as a chapter ends.
 */
async function endChapter(needs: Inside, conversion: Conversion, error: string | null): Promise<void> {
  const { db } = needs
  await recordConversions(db, [conversion.chapterId!], error)
  if (!conversion.parentId) return bumpRevision(db, conversion.projectId)
  await bumpProgress(db, conversion.projectId)
  await publishProjectWhenReady(needs, conversion.parentId)
}

/** Queues the publishing of a project when none of its chapters is being converted any more. */
export async function publishProjectWhenReady({ db, jobs }: Inside, parentId: ConversionId): Promise<void> {
  const children = await listChildren(db, parentId)
  if (children.some(runs)) return
  const options = { onlyOnePer: parentId, priority: priorities.chapter, group: parentId, inTransaction: db }
  await jobs.add(publishQueue, { conversionId: parentId }, options)
}

/** Ends the conversion of a chapter without a snapshot, with the reason. */
export async function failChapter(needs: Inside, conversion: Conversion, failure: JobFailure): Promise<void> {
  await endConversion(needs.db, conversion.id, { state: 'failed', ...failure })
  await tellChapterEnd(needs, conversion, { error: failure.message })
  await endChapter(needs, conversion, failure.message)
}

/**
 * A take went away between its making and now, by a hand or a disk: it is made once more. This job ends with it, for while it
 * runs no other would be queued to publish the same.
 */
async function startAgain({ db, jobs }: Inside, conversion: Conversion, run: JobEnd): Promise<void> {
  const options = { group: groupOf(conversion), priority: priorities.chapter, inTransaction: db }
  await jobs.add(convertQueue, { conversionId: conversion.id }, options)
  await run.completeIn(db)
}

async function publishTakes(
  db: Database,
  { id: conversionId, projectId, chapterId }: Conversion,
  built: Built,
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
