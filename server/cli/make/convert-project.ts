import { setTimeout as delay } from 'node:timers/promises'
import type { Config } from '#server/base/config.ts'
import { toErrorCode } from '#server/base/error-catalogue.ts'
import { hasCode, StudioError } from '#server/base/errors.ts'
import type { ConversionId } from '#server/base/ids.ts'
import { cancelConversions } from '#server/converting/cancel-conversion.ts'
import { type Conversion, findConversion, listRunning } from '#server/converting/conversion-store.ts'
import { findCurrentSnapshot } from '#server/converting/current-snapshot.ts'
import { queueProjectConversion } from '#server/converting/queue-conversion.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { ensurePlanned } from '#server/planning/ensure-planned.ts'
import type { Project } from '#server/projects/project.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { findNewestSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { ProgressDisplay } from './progress-display.ts'
import { readSpeakingProgress } from './speaking-progress.ts'

type Needs = { config: Config; db: Database; files: FileStore; jobs: Jobs; voices: VoiceCatalogue }

/**
 * A snapshot of the project as it is now: the newest one when nothing has changed since, else a new one. What is being
 * converted already is waited for first, whoever started it; when stopped, only what `make` started is cancelled.
 * @throws StudioError why the conversion failed; the signal's reason
 */
export async function convertToCurrentSnapshot(
  needs: Needs,
  project: Project,
  display: ProgressDisplay,
  stop: AbortSignal,
): Promise<ProjectSnapshot> {
  await ensurePlanned(needs, project)
  const before = await readSpeakingProgress(needs.db, project.id)
  display.startSpeaking(before)
  try {
    const snapshot = await convert(needs, project, display, stop)
    display.endSpeaking(await readSpeakingProgress(needs.db, project.id))
    return snapshot
  } catch (error) {
    if (stop.aborted) await cancelOwn(needs, project)
    throw error
  }
}

async function convert(needs: Needs, project: Project, display: ProgressDisplay, stop: AbortSignal) {
  for (;;) {
    await untilIdle(needs.db, project, display, stop)
    const current = await findCurrentSnapshot(needs, project.id)
    if (current) return current
    const started = await startConversion(needs, project)
    if (!started) continue
    await untilIdle(needs.db, project, display, stop)
    const published = await readOutcome(needs.db, project, started)
    if (published) return published
  }
}

/** Marks the conversions that `make` started, of which any `make` may take care. */
const makeRequestId = 'lectern-make'

/** Undefined when somebody else was quicker. */
async function startConversion(needs: Needs, project: Project): Promise<ConversionId | undefined> {
  try {
    return await queueProjectConversion(needs, project.id, { requestId: makeRequestId })
  } catch (error) {
    if (hasCode(error, 'already_processing')) return undefined
    throw error
  }
}

const pollMilliseconds = 200

/** Shows the progress until nothing of the project is being converted any more. */
async function untilIdle(db: Database, project: Project, display: ProgressDisplay, stop: AbortSignal): Promise<void> {
  while ((await listRunning(db, project.id)).length > 0) {
    display.showSpeaking(await readSpeakingProgress(db, project.id))
    await delay(pollMilliseconds, undefined, { signal: stop })
  }
  stop.throwIfAborted()
}

/** What a conversion published; undefined when another `make` was stopped and cancelled it. */
async function readOutcome(
  db: Database,
  project: Project,
  conversionId: ConversionId,
): Promise<ProjectSnapshot | undefined> {
  const conversion = await findConversion(db, conversionId)
  if (conversion?.state === 'cancelled') return undefined
  if (conversion?.state !== 'done') throw toError(project, conversion)
  return findNewestSnapshot(db, project.id, { conversionId })
}

async function cancelOwn(needs: Needs, project: Project): Promise<void> {
  const running = await listRunning(needs.db, project.id)
  if (running.some((conversion) => conversion.requestId === makeRequestId)) await cancelConversions(needs, project.id)
}

function toError(project: Project, conversion: Conversion | undefined): StudioError {
  const code = conversion?.errorCode ?? 'project_not_found'
  const message = conversion?.errorMessage ?? `"${project.name}" was deleted while it was being converted.`
  return new StudioError(toErrorCode(code, 'engine_failed'), message)
}
