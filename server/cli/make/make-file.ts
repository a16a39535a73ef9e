import { snapshotSampleRate } from '#server/audio/track.ts'
import { counted } from '#server/base/counted.ts'
import { readBookToMake } from '#server/exporting/book.ts'
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
import { throughOutages } from './through-outages.ts'
import { type MadeFile, writeExport } from './write-export.ts'

/**
 * From the document to the files, in this process, whether or not others work on the same data folder. When the database or the
 * file store goes away meanwhile, it is waited for.
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
  const patiently = <Result>(step: () => Promise<Result>) => throughOutages(step, display, stop)
  const projectId = await patiently(() => importBook(studio, order))
  const project = await patiently(() => untilImported(studio.db, projectId, display, stop))
  for (const { message } of project.importWarnings ?? []) display.keep(message)
  const snapshot = await patiently(() => convertToCurrentSnapshot(studio, project, display, stop))
  const { cover } = order
  if (cover) await patiently(() => setCover(studio, projectId, cover))
  const book = await patiently(() => readBookToMake(studio, snapshot, null))
  const lines: string[] = []
  for (const output of order.outputs) {
    const made = await patiently(() => writeExport(studio, book, output, order, display, stop))
    lines.push(describeResult(snapshot, made))
  }
  return lines.join('\n')
}

/** What there is now. */
function describeResult({ sampleCount, chapters }: ProjectSnapshot, { path, byteLength }: MadeFile): string {
  const duration = inWords(sampleCount / snapshotSampleRate)
  const parts = counted(chapters.length, 'chapter')
  return `Made ${path}: ${duration}, ${parts}, ${inBytes(byteLength)}.`
}
