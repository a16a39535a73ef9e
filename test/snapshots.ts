import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Encoders, openEncoders } from '#server/audio/encoding/encoders.ts'
import { type ConversionId, newId, type ProjectId } from '#server/base/ids.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { defaultPauses } from '#server/planning/pauses.ts'
import { listUtterances, planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers } from '#server/planning/speakers.ts'
import { toChapterTimeline } from '#server/planning/timeline.ts'
import { buildManifest } from '#server/snapshots/manifest.ts'
import { openRenditionCache, type RenditionCache } from '#server/snapshots/rendition-cache.ts'
import { openRenditionUses } from '#server/snapshots/rendition-uses.ts'
import type { ChapterSnapshot, SnapshotTags } from '#server/snapshots/snapshot.ts'
import { getChapterSnapshot, insertChapterSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { findTakes, insertTake, storeSamples } from '#server/takes/take-store.ts'
import { createTestProject, openTestNeeds, paragraph, type TestNeeds } from './projects.ts'

export type SnapshotNeeds = TestNeeds & { files: FileStore; encoders: Encoders; renditions: RenditionCache }

/** All that snapshots are kept in and played from. */
export async function openSnapshotNeeds(): Promise<AsyncDisposable & SnapshotNeeds> {
  await using opening = new AsyncDisposableStack()
  const { db, voices } = opening.use(await openTestNeeds())
  const folder = await mkdtemp(join(tmpdir(), 'lectern-snapshots-'))
  opening.defer(() => rm(folder, { recursive: true, force: true }))
  const files = await openFolderStore(join(folder, 'files'))
  const encoders = opening.use(openEncoders({ threads: 1 }))
  const uses = openRenditionUses({ db, counters: { add() {}, async [Symbol.asyncDispose]() {} } })
  const renditions = opening.use(openRenditionCache({ files, folder: join(folder, 'growing'), uses }))
  const open = opening.move()
  return { db, voices, files, encoders, renditions, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

export const testTags: SnapshotTags = { album: 'Test', author: 'Ann', isbn: null, language: 'en', year: '1890' }

/** A published chapter of paragraphs as the tone engine says them; it follows `after` in the same project. */
export async function publishTestChapter(
  needs: SnapshotNeeds,
  texts: string[],
  { name = 'Chapter 1', tags = testTags, after }: { name?: string; tags?: SnapshotTags; after?: ChapterSnapshot } = {},
): Promise<ChapterSnapshot> {
  const { project, key } = await createTestProject(
    needs,
    texts.map((text) => paragraph(text)),
  )
  const plans = await planChapter(needs.db, key.chapterId, await readSpeakers(needs, project))
  for (const { takeKey, utterance, engineId } of listUtterances(plans)) {
    const { track, alignment, warnings } = await openToneEngine().speak(utterance, new AbortController().signal)
    const take = { key: takeKey, engineId, voice: 'a', spoken: utterance, track, alignment: alignment!, warnings }
    await insertTake(needs.db, await storeSamples(needs.files, take))
  }
  const keys = listUtterances(plans).map((one) => one.takeKey)
  const built = buildManifest(toChapterTimeline(plans, defaultPauses), await findTakes(needs.db, keys))
  const projectId: ProjectId = after?.projectId ?? project.id
  const snapshot = { id: newId<ChapterSnapshot['id']>(), projectId, chapterId: key.chapterId, name, tags }
  await insertChapterSnapshot(needs.db, { ...snapshot, conversionId: newId<ConversionId>() }, built)
  return getChapterSnapshot(needs.db, { projectId, chapterSnapshotId: snapshot.id })
}
