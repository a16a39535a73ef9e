import { snapshotSampleRate } from '#server/audio/track.ts'
import { counted } from '#server/base/counted.ts'
import { readBook } from '#server/exporting/book.ts'
import { setCover } from '#server/projects/cover.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { startWorking } from '#server/start-working.ts'
import { openStudio } from '#server/studio.ts'
import { inBytes, inWords } from '../in-words.ts'
import { openQuietLog } from '../quiet-log.ts'
import { convertToCurrentSnapshot } from './convert-project.ts'
import { fetchVoice } from './fetch-voice.ts'
import { importBook, untilImported } from './import-book.ts'
import type { MakeOrder } from './make-order.ts'
import { openProgressDisplay } from './progress-display.ts'
import { type MadeFile, writeExport } from './write-export.ts'

/**
 * From the document to the files, in this process, whether or not others work on the same data folder.
 * @returns a sentence about each file
 * @throws StudioError what cannot be done; the signal's reason
 */
export async function makeFile(order: MakeOrder, stop: AbortSignal): Promise<string> {
  await fetchVoice(order, process.stderr, stop)
  using display = openProgressDisplay(process.stderr)
  display.say('Opening the studio …')
  const log = openQuietLog(order.config)
  await using studio = await openStudio({ config: order.config, log, role: 'worker' })
  stop.throwIfAborted()
  await startWorking(studio)
  const projectId = await importBook(studio, order)
  const project = await untilImported(studio.db, projectId, display, stop)
  for (const { message } of project.importWarnings ?? []) display.keep(message)
  const snapshot = await convertToCurrentSnapshot(studio, project, display, stop)
  if (order.cover) await setCover(studio, projectId, order.cover)
  const book = await readBook(studio, snapshot, null)
  const lines: string[] = []
  for (const output of order.outputs) {
    lines.push(describeResult(snapshot, await writeExport(studio, book, output, order, display, stop)))
  }
  return lines.join('\n')
}

/** What there is now. */
function describeResult({ sampleCount, chapters }: ProjectSnapshot, { path, byteLength }: MadeFile): string {
  const duration = inWords(sampleCount / snapshotSampleRate)
  const parts = counted(chapters.length, 'chapter')
  return `Made ${path}: ${duration}, ${parts}, ${inBytes(byteLength)}.`
}
