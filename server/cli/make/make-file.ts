import { openStudio, startWorking } from '#server/studio.ts'
import { openQuietLog } from '../quiet-log.ts'
import { convertToCurrentSnapshot } from './convert-project.ts'
import { describeResult } from './describe-result.ts'
import { fetchVoice } from './fetch-voice.ts'
import { importBook, untilImported } from './import-book.ts'
import type { MakeOrder } from './make-order.ts'
import { openProgressDisplay } from './progress-display.ts'
import { writeRendition } from './write-rendition.ts'

/**
 * From the document to the file, in this process, whether or not others work on the same data folder.
 * @returns a sentence about the file
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
  const snapshot = await convertToCurrentSnapshot(studio, project, display, stop)
  const made = await writeRendition(studio, snapshot, order, display, stop)
  return describeResult(snapshot, made)
}
