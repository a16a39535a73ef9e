import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ConversionId, ProjectId } from '#server/base/ids.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { listRunning } from '#server/converting/conversion-store.ts'
import { listMissing } from '#server/converting/frozen-plan.ts'
import { giveUpConversion } from '#server/converting/give-up-conversion.ts'
import { publishChapter } from '#server/converting/publish-chapter.ts'
import { publishProject } from '#server/converting/publish-project.ts'
import { speakBatch } from '#server/converting/speak-batch.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

// Everyone locks the project first, then its conversion, then those of its chapters: whoever waits for the project holds
// no conversion, so that who holds the project never waits for him.

const signal = new AbortController().signal
const span: JobRun['span'] = (_name, _attributes, work) => work()
const run = { signal, closing: signal, isLastAttempt: true, span, completeIn: async () => {} } as unknown as JobRun
const failure = { code: 'engine_failed', message: 'No.' }

type Step = (
  studio: TestStudio,
  ids: { projectId: ProjectId; whole: ConversionId; part: ConversionId },
) => Promise<void>
const steps: Record<string, Step> = {
  'starting a chapter': ({ studio }, { part }) => startConversion(studio, { conversionId: part }, run),
  'publishing a chapter': ({ studio }, { part }) => publishChapter(studio, part, run),
  'publishing a project': ({ studio }, { whole }) => publishProject(studio, whole),
  'giving a chapter up': ({ studio }, { part }) => giveUpConversion(studio, { conversionId: part }, failure),
  'giving a project up': ({ studio }, { whole }) => giveUpConversion(studio, { conversionId: whole }, failure),
  cancelling: ({ studio }, { projectId }) => cancelConversions(studio, projectId),
}

for (const [name, step] of Object.entries(steps)) {
  test(`${name} waits for who holds the project, and holds nothing that he may want`, async () => {
    await using studio = await openTestStudio({ isWorking: false })
    const { db } = studio.studio
    const projectId = (await studio.addProject([['It was dark.']])) as ProjectId
    await studio.api.post(`/v1/studio/projects/${projectId}/convert`)
    const running = await listRunning(db, projectId)
    const whole = running.find(({ chapterId }) => chapterId === null)!.id
    const part = running.find(({ chapterId }) => chapterId !== null)!.id
    if (name !== 'starting a chapter') await speak(studio, part)
    if (name === 'publishing a project') await publishChapter(studio.studio, part, run)
    let waiting: Promise<void> | undefined
    await db.transaction(async (holder) => {
      await lockProject(holder, projectId)
      waiting = step(studio, { projectId, whole, part })
      await until('it waits', () => isSomebodyWaiting(studio))
      await holder.execute(sql`select from conversions where project_id = ${projectId} for update nowait`)
    })
    await waiting
    assert.ok(waiting)
  })
}

async function speak({ studio }: TestStudio, conversionId: ConversionId): Promise<void> {
  await startConversion(studio, { conversionId }, run)
  await speakBatch(studio, { tasks: await listMissing(studio.db, conversionId), conversionId }, run)
}

async function isSomebodyWaiting({ studio: { db } }: TestStudio): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
  return rows.length > 0
}
