import { parentPort } from 'node:worker_threads'
import type { Reply } from '#server/engines/thread-pool.ts'
import { type AligningJob, type AligningResult, alignSound } from './align-sound.ts'

// What runs in the aligner's threads: one job at a time.

parentPort!.on('message', (job: AligningJob) => {
  parentPort!.postMessage(replyTo(job))
})

function replyTo(job: AligningJob): Reply<AligningResult> {
  try {
    return { result: alignSound(job) }
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
