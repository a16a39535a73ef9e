import { Readable } from 'node:stream'
import { toSeconds } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Log } from '#server/base/log.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure, JobRun } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { getProjectSnapshot } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import { requireRoom } from '#server/storage/require-room.ts'
import { type Book, readBookToMake } from './book.ts'
import type { Container, ContainerNeeds } from './container.ts'
import { type ExportFormat, getContainer } from './containers.ts'
import type { Export, ExportOptions } from './export.ts'
import { beginExport, exportFile, failExport, finishExport, isThere, listUnderWay } from './export-store.ts'
import { openExportFile } from './open-file.ts'
import { openProgress } from './progress.ts'
import type { ExportJob } from './request-export.ts'

type Needs = ContainerNeeds & { log: Log }

/**
 * Makes the file of an export: written beside its place and moved there when it is whole. A run that is killed leaves nothing
 * that looks like a file, and the next one begins again, with the chapters that are encoded.
 */
export async function makeExport(needs: Needs, { exportId }: ExportJob, run: JobRun): Promise<void> {
  const asked = await beginExport(needs.db, exportId)
  if (!asked) return
  await using progress = openProgress(needs, exportId)
  const signal = AbortSignal.any([run.signal, run.closing, progress.unwanted])
  const source = await openAsked(needs, asked, { signal, tell: (made) => progress.tell(made * openingShare) })
  await requireRoom(needs.files, source.byteLength)
  const file = exportFile(exportId)
  await needs.files.put(file, Readable.from(readTelling(source, signal, progress.tell), { objectMode: false }))
  await progress.settle()
  const isWanted = await needs.db.transaction(async (db) => {
    if (!(await finishExport(db, exportId, source.byteLength))) return false
    await run.completeIn(db)
    return true
  })
  // Who overtook this run has made the same file, and an export that has failed may be begun anew under the same name.
  if (!isWanted && !(await isThere(needs.db, exportId))) await needs.files.delete([file])
}

/** Tells whoever looks why there is no file: then it may be asked for anew. Safe to run again. */
export async function giveUpExport(
  needs: { db: Database },
  { exportId }: ExportJob,
  { code, message }: JobFailure,
  run?: JobEnd,
): Promise<void> {
  await needs.db.transaction(async (db) => {
    await failExport(db, exportId, { code, message })
    await run?.completeIn(db)
  })
}

/** The exports under way that no job makes. */
export async function listStrandedExports({ db, jobs }: { db: Database; jobs: Jobs }) {
  return withoutWork(jobs, 'exportId', await listUnderWay(db))
}

/** What is made before the first byte is written, in those formats that must encode first, counts as so much of it. */
const openingShare = 0.9

async function openAsked(needs: Needs, asked: Export, work: { signal: AbortSignal; tell(progress: number): void }) {
  const { projectId, projectSnapshotId } = asked
  const options = asked.options as ExportOptions
  const snapshot = await getProjectSnapshot(needs.db, { projectId, projectSnapshotId })
  const book = await readBookToMake(needs, snapshot, options.chapterIds)
  const container = getContainer(asked.format as ExportFormat)
  await requireRoom(needs.files, expectedLength(container, options, book))
  return openExportFile(needs, container, book, options, work)
}

/** About the bytes of the sound, before it is encoded; 0 of a file without. */
function expectedLength({ bytesPerSecond = 0 }: Container, { bitrateKbps }: ExportOptions, { snapshot }: Book): number {
  const perSecond = bitrateKbps === null ? bytesPerSecond : bitrateKbps * 125
  return perSecond * toSeconds(snapshot.sampleCount)
}

async function* readTelling(
  { byteLength, read }: ByteSource,
  signal: AbortSignal,
  tell: (progress: number) => void,
): AsyncGenerator<Uint8Array> {
  let written = 0
  for await (const piece of read(0, byteLength)) {
    signal.throwIfAborted()
    yield piece
    written += piece.length
    tell(written / byteLength)
  }
  if (written === byteLength) return
  throw new StudioError('internal_error', `The file has ${written} bytes instead of ${byteLength}.`)
}
