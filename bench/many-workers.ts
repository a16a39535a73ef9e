import { openTestCluster } from '#test/cluster.ts'
import { addProject, untilIdle } from '#test/cluster-projects.ts'
import { openTestS3, withoutS3 } from '#test/s3-server/s3-server.ts'
import { openSlowService } from '#test/slow-service.ts'
import { type Figure, report } from './figure.ts'
import { makeParagraphs } from './texts.ts'

// How much faster one book is spoken by more worker processes, each with a data folder of its own, when the engine makes them
// wait and needs no CPU here. `node bench/many-workers.ts 64 5000` takes 64 paragraphs of 5 s each instead. With an S3 server installed, the files lie there.

const [paragraphs = 480, waitMilliseconds = 500] = process.argv.slice(2).map(Number)
const chapters = 8
const callsOfWorker = 4

await using s3 = withoutS3 ? undefined : await openTestS3()
const seconds = new Map<number, number>()
for (const workers of [1, 2, 4]) seconds.set(workers, await speakBook(workers))
await report([2, 4].map(toFigure))

function toFigure(workers: number): Figure {
  const [alone, together] = [seconds.get(1)!, seconds.get(workers)!]
  return {
    what: `A book spoken by ${workers} workers: how much of ${workers} times as fast`,
    unit: '',
    ours: alone / together / workers,
    target: { of: 'ours', atLeast: 0.9 },
    note: `${paragraphs} paragraphs of ${waitMilliseconds} ms, ${callsOfWorker} at once for each worker: ${alone.toFixed(1)} s alone, ${together.toFixed(1)} s together; files in ${s3 ? 'S3' : 'a folder'}`,
  }
}

async function speakBook(workers: number): Promise<number> {
  await using service = await openSlowService(waitMilliseconds)
  await using cluster = await openTestCluster({
    environment: {
      LECTERN_REMOTE_CALLS: String(callsOfWorker),
      ...(s3 && { ...s3.environment, LECTERN_FILES: await s3.makeBucket() }),
    },
    web: { environment: service.environmentOf('web') },
    workers: Array.from({ length: workers }, (_, index) => ({ environment: service.environmentOf(`worker-${index}`) })),
  })
  const { api } = cluster
  const texts = makeParagraphs(paragraphs, 60, workers)
  const book = Array.from({ length: chapters }, (_, chapter) =>
    texts.slice((chapter * paragraphs) / chapters, ((chapter + 1) * paragraphs) / chapters),
  )
  const projectId = await addProject(
    api,
    book.map((chapter) => chapter.map((text): [string, string] => [text, service.voiceId])),
  )
  const startedAt = performance.now()
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await untilIdle(api, projectId, { seconds: 3600 })
  const took = (performance.now() - startedAt) / 1000
  console.error(`${workers} workers: ${took.toFixed(1)} s`, service.asked())
  return took
}
