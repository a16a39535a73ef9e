import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Encoders } from '#server/audio/encoders.ts'
import { StudioError } from '#server/base/errors.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { openProjectRendition } from '#server/snapshots/open-rendition.ts'
import type { RenditionCache } from '#server/snapshots/rendition-cache.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { inBytes } from '../in-words.ts'
import { checkResult } from './check-result.ts'
import type { MakeOrder } from './make-order.ts'
import { writeOutput } from './output-file.ts'
import type { ProgressDisplay } from './progress-display.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders; renditions: RenditionCache }

/** The file that was made and found to be right. */
export interface MadeFile {
  path: string
  byteLength: number
}

/**
 * Writes a snapshot to the file of the order, and opens it again to compare it with the snapshot before it gets its name.
 * @throws StudioError `output_refused`, `output_disk_full`, `output_wrong`; the signal's reason
 */
export async function writeRendition(
  needs: Needs,
  snapshot: ProjectSnapshot,
  { outputPath: path, format }: MakeOrder,
  display: ProgressDisplay,
  stop: AbortSignal,
): Promise<MadeFile> {
  const rendition = openProjectRendition(needs, snapshot, format)
  const { byteLength } = rendition
  await checkSpace(path, byteLength)
  await writeOutput(path, readShowing(rendition, display, stop), async (temporary) => {
    await checkResult(temporary, { path, byteLength, format, sampleCount: snapshot.sampleCount })
  })
  return { path, byteLength }
}

/** Better before than after encoding ten hours. */
async function checkSpace(path: string, byteLength: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path))
  if (bavail * bsize >= byteLength) return
  const sentence = `${path} needs ${inBytes(byteLength)}, but its disk has only ${inBytes(bavail * bsize)} left.`
  throw new StudioError('output_disk_full', sentence)
}

async function* readShowing({ read, byteLength }: ByteSource, display: ProgressDisplay, stop: AbortSignal) {
  let written = 0
  for await (const piece of read(0, byteLength)) {
    stop.throwIfAborted()
    yield piece
    display.showWriting((written += piece.length) / byteLength)
  }
}
