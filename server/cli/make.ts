import { command } from './command.ts'
import { listenForStop, stoppedExitCode } from './until-stopped.ts'

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
      const { readMakeOrder } = await import('./make/make-order.ts')
      const order = await readMakeOrder(config, values, positionals)
      const { makeFile } = await import('./make/make-file.ts')
      console.log(await makeFile(order, stop))
      return 0
    } catch (error) {
      if (!stop.aborted) throw error
      console.error('Stopped; run the same command again to go on. What was spoken is kept.')
      return stoppedExitCode
    }
  },
})
