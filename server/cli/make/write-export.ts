import { dirname } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import type { Book } from '#server/exporting/book.ts'
import type { ContainerNeeds } from '#server/exporting/container.ts'
import { getContainer } from '#server/exporting/containers.ts'
import { settleOptions } from '#server/exporting/settle-options.ts'
import type { ByteSource } from '#server/snapshots/byte-source.ts'
import { freeBytesOf } from '#server/storage/free-bytes.ts'
import { inBytes } from '../in-words.ts'
import { writeOutput } from '../output-file.ts'
import { checkResult } from './check-result.ts'
import type { MakeOrder, Output } from './make-order.ts'
import type { ProgressDisplay } from './progress-display.ts'

/** The file that was made and found to be right. */
export interface MadeFile {
  path: string
  byteLength: number
}

/**
 * Writes a book to a file of the order, and opens it again to compare it with the snapshot before it gets its name.
 * @throws StudioError `output_refused`, `output_disk_full`, `output_wrong`; the signal's reason
 */
export async function writeExport(
  needs: ContainerNeeds,
  book: Book,
  { path, format }: Output,
  { quality: qualityPreset = 'standard', loudness }: MakeOrder,
  display: ProgressDisplay,
  stop: AbortSignal,
): Promise<MadeFile> {
  const container = getContainer(format)
  const asked = container.hasSound ? { loudness } : {}
  const options = settleOptions(container, asked, { qualityPreset, volumeNormalization: false })
  const work = { signal: stop, tell: (progress: number) => display.showWriting(progress) }
  const source = await container.open(needs, book, options, work)
  const { byteLength } = source
  await checkSpace(path, byteLength)
  await writeOutput(path, readShowing(source, display, stop), async (temporary) => {
    const { sampleCount } = book.snapshot
    await checkResult(temporary, { path, byteLength, format, bitrateKbps: options.bitrateKbps, sampleCount })
  })
  return { path, byteLength }
}

/** Better before than after encoding ten hours. */
async function checkSpace(path: string, byteLength: number): Promise<void> {
  const free = await freeBytesOf(dirname(path))
  if (free === undefined || free >= byteLength) return
  const sentence = `${path} needs ${inBytes(byteLength)}, but its disk has only ${inBytes(free)} left.`
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
