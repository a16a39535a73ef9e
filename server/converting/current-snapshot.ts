import { isDeepStrictEqual } from 'node:util'
import { openTurn, runGivingWay } from '#server/base/give-way.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import { pausesOf } from '#server/planning/pauses.ts'
import { planChapter } from '#server/planning/plan-chapter.ts'
import { readSpeakers, type Speakers } from '#server/planning/speakers.ts'
import { listStatistics } from '#server/planning/statistics.ts'
import { toChapterTimeline } from '#server/planning/timeline.ts'
import { listChapters } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { Chapter, Project } from '#server/projects/project.ts'
import { buildManifestInSteps } from '#server/snapshots/manifest.ts'
import type { ChapterSnapshot, ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot, getSnapshotContent, listSnapshotsById } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { forgetLostSound } from '#server/takes/lost-sound.ts'
import { findTakes } from '#server/takes/take-store.ts'
import { readVoiceGains } from '#server/takes/voice-levels.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { snapshotTagsOf } from './publish-chapter.ts'

type Needs = { db: Database; files: FileStore; voices: VoiceCatalogue }

/**
 * The newest snapshot of a project, where a conversion would publish the same once more: nothing that is heard, shown or said of
 * it has changed since. The whole project is planned and compared for it.
 * @param mostCharacters a longer project is not looked at
 * @returns undefined where a conversion would publish something else @throws StudioError `project_not_found`
 */
export async function findCurrentSnapshot(
  needs: Needs,
  projectId: ProjectId,
  { mostCharacters = Number.POSITIVE_INFINITY } = {},
): Promise<ProjectSnapshot | undefined> {
  const { db } = needs
  const project = await getProject(db, projectId)
  const newest = await findNewestSnapshot(db, projectId)
  if (!newest || !isCalledAs(project, newest)) return undefined
  await ensurePlanned(needs, project)
  const statistics = await listStatistics(db, projectId)
  const characters = statistics.values().reduce((sum, { charactersConverted }) => sum + charactersConverted, 0)
  const isSpoken = statistics.values().every(({ charactersUnconverted }) => charactersUnconverted === 0)
  if (!isSpoken || characters > mostCharacters) return undefined
  const chapters = await listChapters(db, projectId)
  const said = chapters.filter(({ id }) => statistics.has(id))
  const ids = newest.chapters.map(({ id }) => id)
  const published = await listSnapshotsById(db, ids)
  const areNamedAlike = said.length === published.length && said.every((one, index) => isOf(one, published[index]!))
  if (!areNamedAlike) return undefined
  const speakers = await readSpeakers(needs, project)
  for (const [index, chapter] of said.entries()) {
    const track = chapters.indexOf(chapter) + 1
    const isTagged = isDeepStrictEqual(published[index]!.tags, { ...snapshotTagsOf(project), track })
    if (!isTagged || !(await soundsAs(needs, { project, speakers }, chapter, published[index]!))) return undefined
  }
  return newest
}

function isCalledAs(project: Project, { name, tags }: ProjectSnapshot): boolean {
  return name === project.name && isDeepStrictEqual(tags, snapshotTagsOf(project))
}

function isOf({ id, name }: Chapter, published: ChapterSnapshot): boolean {
  return id === published.chapterId && name === published.name
}

/** Whether what was published of a chapter is what it says now, to the sample. */
async function soundsAs(
  needs: Needs,
  { project, speakers }: { project: Project; speakers: Speakers },
  { id }: Chapter,
  published: ChapterSnapshot,
): Promise<boolean> {
  const { db } = needs
  const plans = toChapterTimeline(await planChapter(db, id, speakers), pausesOf(project))
  const keys = [...new Set(plans.flatMap(({ utterances }) => utterances.map(({ takeKey }) => takeKey)))]
  const takes = await findTakes(db, keys)
  const isMeasured = takes.size === keys.length && takes.values().every(({ silences }) => silences)
  if (!isMeasured || (await forgetLostSound(needs, keys)) > 0) return false
  const gains = await readVoiceGains(db, takes.values())
  const { manifest } = await runGivingWay(buildManifestInSteps(plans, takes, gains))
  const { manifest: before } = await getSnapshotContent(db, published.id)
  return (await areSame(manifest.blocks, before.blocks)) && (await areSame(manifest.segments, before.segments))
}

/** A chapter may have tens of thousands. */
async function areSame(now: object[], before: object[]): Promise<boolean> {
  if (now.length !== before.length) return false
  const giveWay = openTurn()
  for (const [index, one] of now.entries()) {
    if (!isDeepStrictEqual(asStored(one), before[index])) return false
    await giveWay()
  }
  return true
}

/** Without what is undefined. */
function asStored(part: object): object {
  return JSON.parse(JSON.stringify(part))
}
