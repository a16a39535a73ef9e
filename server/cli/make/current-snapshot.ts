import { isDeepStrictEqual } from 'node:util'
import { snapshotTagsOf } from '#server/converting/publish-chapter.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import { listUtterances, planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers, type Speakers } from '#server/planning/speakers.ts'
import { toChapterTimeline } from '#server/planning/timeline.ts'
import { listChapters } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Chapter, Project } from '#server/projects/project.ts'
import { buildManifest, type Manifest } from '#server/snapshots/manifest.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot, getSnapshotContent } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { Pauses } from '#server/storage/schema.ts'
import { findTakes } from '#server/takes/take-store.ts'
import { readVoiceGains } from '#server/takes/voice-levels.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** The newest snapshot of a project, if a conversion now would publish the very same. */
export async function findCurrentSnapshot(needs: Needs, { id }: Project): Promise<ProjectSnapshot | undefined> {
  const { db } = needs
  const project = await getProject(db, id)
  const newest = await findNewestSnapshot(db, id)
  if (!newest || !isDeepStrictEqual(newest.tags, snapshotTagsOf(project))) return undefined
  const speakers = await readSpeakers(needs, project)
  const published = newest.chapters[Symbol.iterator]()
  for (const chapter of await listChapters(db, id)) {
    const manifest = await manifestOf(db, chapter, speakers, pausesOf(project))
    if (manifest === 'incomplete') return undefined
    if (manifest === 'silent') continue
    const { value: snapshot } = published.next()
    if (snapshot?.name !== chapter.name) return undefined
    if (!isDeepStrictEqual((await getSnapshotContent(db, snapshot.id)).manifest, manifest)) return undefined
  }
  return published.next().done ? newest : undefined
}

/** What would be published of a chapter. Silent chapters are not; an incomplete one lacks takes. */
async function manifestOf(
  db: Database,
  chapter: Chapter,
  speakers: Speakers,
  pauses: Pauses,
): Promise<Manifest | 'silent' | 'incomplete'> {
  const plan = await planChapter(db, chapter.id, speakers)
  const keys = listUtterances(plan).map((utterance) => utterance.takeKey)
  if (keys.length === 0) return 'silent'
  const takes = await findTakes(db, keys)
  if (takes.size < keys.length) return 'incomplete'
  return buildManifest(toChapterTimeline(plan, pauses), takes, await readVoiceGains(db, takes.values())).manifest
}
