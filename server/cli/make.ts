import { printable } from '#server/base/printable.ts'
import { command } from './command.ts'
import { stoppable } from './until-stopped.ts'

export const makeCommand = command({
  name: 'make',
  summary: 'Turn a book or text into audio files; stopped, it goes on where it was',
  usage: [
    'make INPUT --out OUT.mp3 [--out OUT.m4b …] [--voice ID] [--title TITLE] [--author NAME] [--quality QUALITY]',
    'make INPUT --out OUT.m4b [--cast] [--cover FILE] [--loudness audiobook]',
    'make INPUT --dry-run [--notes paragraph] [--tables skip] [--images alt] [--code read] [--matter read]',
  ],
  options: {
    out: {
      type: 'string',
      multiple: true,
      placeholder: 'FILE',
      meaning: 'a file to make, by its ending: .mp3, .m4b, .wav, .zip, .srt, .vtt …; may be given several times',
    },
    cover: { type: 'string', placeholder: 'FILE', meaning: 'the picture of the book: PNG, JPEG or WebP' },
    loudness: {
      type: 'string',
      placeholder: 'LEVEL',
      meaning: 'none, audiobook, podcast_mono or podcast_stereo: as loud as shops and players ask for',
    },
    voice: { type: 'string', placeholder: 'ID', meaning: 'who reads; the default voice when left out' },
    cast: { type: 'boolean', meaning: 'a voice for each character of a story; the reader says the rest' },
    title: { type: 'string', placeholder: 'TITLE', meaning: 'of the work, instead of what the document says' },
    author: { type: 'string', placeholder: 'NAME', meaning: 'of the work, instead of what the document says' },
    'dry-run': { type: 'boolean', meaning: 'only tell the chapters, how long they take, and what is left out' },
    notes: {
      type: 'string',
      placeholder: 'CHOICE',
      meaning: 'skip, paragraph (said at its end) or chapter (at the end)',
    },
    tables: { type: 'string', placeholder: 'CHOICE', meaning: 'rows or skip' },
    images: { type: 'string', placeholder: 'CHOICE', meaning: 'skip, or alt to read their descriptions' },
    code: { type: 'string', placeholder: 'CHOICE', meaning: 'skip or read' },
    matter: { type: 'string', placeholder: 'CHOICE', meaning: 'title page, imprint, index: skip or read' },
    quality: { type: 'string', placeholder: 'QUALITY', meaning: 'standard (128 kbps), high, ultra or ultra_lossless' },
  },
  takesWords: true,
  async run({ config, values, positionals }) {
    return stoppable('Stopped; run the same command again to go on. What was spoken is kept.', async (stop) => {
      if (values['dry-run']) {
        const { tellDocument } = await import('./make/tell-document.ts')
        console.log(printable(await tellDocument(values, positionals, stop)))
        return 0
      }
      const { readMakeOrder } = await import('./make/make-order.ts')
      const order = await readMakeOrder(config, values, positionals)
      const { makeFile } = await import('./make/make-file.ts')
      console.log(printable(await makeFile(order, stop)))
      return 0
    })
  },
})
