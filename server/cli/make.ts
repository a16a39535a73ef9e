import { openStudio, startWorking } from '#server/studio.ts'
import { command } from './command.ts'
import { convertToCurrentSnapshot } from './make/convert-project.ts'
import { importBook, untilImported } from './make/import-book.ts'
import { type MakeOrder, readMakeOrder } from './make/make-order.ts'
import { openProgressDisplay, type ProgressDisplay } from './make/progress-display.ts'
import { describeResult } from './make/result.ts'
import { writeRendition } from './make/write-rendition.ts'
import { openQuietLog } from './quiet-log.ts'
import { listenForStop } from './until-stopped.ts'

export const makeCommand = command({
  name: 'make',
  summary: 'Turn a book or text into an audio file; stopped, it goes on where it was',
  usage: ['make INPUT --out OUT.mp3 [--voice ID] [--title TITLE] [--author NAME] [--quality QUALITY]'],
  options: {
    out: { type: 'string', placeholder: 'FILE', meaning: 'the file to make: .mp3, or .wav without loss' },
    voice: { type: 'string', placeholder: 'ID', meaning: 'who reads; the default voice when left out' },
    title: { type: 'string', placeholder: 'TITLE', meaning: 'of the work, instead of what the document says' },
    author: { type: 'string', placeholder: 'NAME', meaning: 'of the work, instead of what the document says' },
    quality: { type: 'string', placeholder: 'QUALITY', meaning: 'standard (128 kbps), high, ultra or ultra_lossless' },
  },
  takesWords: true,
  async run({ config, values, positionals }) {
    const stop = listenForStop()
    try {
      const order = await readMakeOrder(config, values, positionals)
      using display = openProgressDisplay(process.stderr)
      console.log(await make(order, display, stop))
      return 0
    } catch (error) {
      if (!stop.aborted) throw error
      console.error('Stopped; run the same command again to go on. What was spoken is kept.')
      return stoppedExitCode
    }
  },
})

/** As shells say it for Ctrl-C: 128 + SIGINT. */
const stoppedExitCode = 130

/** From the document to the file, in this process, whether or not others work on the same data folder. */
async function make(order: MakeOrder, display: ProgressDisplay, stop: AbortSignal): Promise<string> {
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
