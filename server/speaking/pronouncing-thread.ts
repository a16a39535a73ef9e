import { parentPort } from 'node:worker_threads'
import type { Reply } from '#server/engines/thread-pool.ts'
import { type English, openEnglish } from '#server/g2p/english.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import type { PronouncingJob, TextSounds } from './pronouncer.ts'

// What runs in the pronouncer's thread: one job at a time.

const opened = new Map<Accent, English>()

parentPort!.on('message', (job: PronouncingJob) => {
  parentPort!.postMessage(replyTo(job))
})

function replyTo({ texts, accent }: PronouncingJob): Reply<TextSounds[]> {
  try {
    const english = opened.get(accent) ?? openEnglish(accent)
    opened.set(accent, english)
    return {
      result: texts.map(({ text, phonemes: given }) => {
        const { phonemes, words, warnings } = english.pronounce(text, given)
        return { phonemes, words, warnings }
      }),
    }
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
