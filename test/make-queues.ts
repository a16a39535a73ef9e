import { openLog } from '#server/base/log.ts'
import { callbackQueue } from '#server/callbacks/queue-callback.ts'
import { convertQueue, publishQueue } from '#server/converting/queues.ts'
import { exportQueue } from '#server/exporting/request-export.ts'
import { importQueue } from '#server/importing/import-project.ts'
import { makeWithDeadLetters, openBoss } from '#server/jobs/boss.ts'
import { podcastQueue } from '#server/podcasts/podcast-queue.ts'
import { castQueue } from '#server/projects/queue-cast.ts'
import { speakQueue } from '#server/speaking/speak-queue.ts'
import type { Connection } from '#server/storage/database-client.ts'

const most = [importQueue, convertQueue, publishQueue, callbackQueue, exportQueue, podcastQueue, castQueue]

/** Makes the tables and queues that each studio would make by itself, and that cost more than most tests. */
export async function makeQueues(connection: Connection): Promise<void> {
  const boss = await openBoss({ connection, log: openLog('error'), works: false })
  for (const queue of [...most, speakQueue('tone')]) await makeWithDeadLetters(boss, queue)
  await boss.stop()
}
