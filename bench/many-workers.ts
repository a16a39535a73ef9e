import { openTestCluster } from '#test/cluster.ts'
import { addProject, untilIdle } from '#test/cluster-projects.ts'
import { openTestS3, withoutS3 } from '#test/s3-server/s3-server.ts'
import { openSlowService } from '#test/slow-service.ts'
import { type Figure, report } from './figure.ts'
import { makeParagraphs } from './texts.ts'

// How much faster one book is spoken by more worker processes, each with a data folder of its own, when the engine makes them
// wait and needs no CPU here. `node bench/many-workers.ts 480 500` takes 480 paragraphs of 0.5 s each instead. With an S3 server installed, the files lie there.

const [paragraphs = 192, waitMilliseconds = 2500] = process.argv.slice(2).map(Number)
const chapters = 8
const callsOfWorker = 4

/** Where the time of a book went, in seconds; of the places of all workers, on average. */
interface Waits {
  all: number
  untilFirstCall: number
  speaking: number
  betweenCalls: number
  /** At the end, when a place found nothing more to speak and others did. */
  unshared: number
  afterLastCall: number
}

await using s3 = withoutS3 ? undefined : await openTestS3()
const waits = new Map<number, Waits>()
for (const workers of [1, 2, 4]) waits.set(workers, await speakBook(workers))
await report([2, 4].flatMap(toFigures))

function toFigures(workers: number): Figure[] {
  const [alone, together] = [waits.get(1)!.all, waits.get(workers)!.all]
  const { speaking, unshared } = waits.get(workers)!
  const ofAll: Figure = {
    what: `A book spoken by ${workers} workers: how much of ${workers} times as fast`,
    unit: '',
    ours: alone / together / workers,
    target: { of: 'ours', atLeast: 0.9 },
    note: `${paragraphs} paragraphs of ${waitMilliseconds} ms, ${callsOfWorker} at once for each worker: ${alone.toFixed(1)} s alone, ${together.toFixed(1)} s together; files in ${s3 ? 'S3' : 'a folder'}`,
  }
  const ofWaits: Figure = {
    what: `The same, of the waits for the engine alone: time in which all places of ${workers} workers wait, of that in which any does`,
    unit: '',
    ours: speaking / (speaking + unshared),
    target: { of: 'ours', atLeast: 0.9 },
    note: 'as it would be where nothing else wants the processor',
  }
  return [ofAll, ofWaits]
}

async function speakBook(workers: number): Promise<Waits> {
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
  const endedAt = performance.now()
  const described = describeWaits(service.calls(), { startedAt, endedAt, workers })
  console.error(`${workers} workers`, service.asked(), described)
  return described
}

/** @param calls of the engine */
function describeWaits(
  calls: { from: number; to: number }[],
  { startedAt, endedAt, workers }: { startedAt: number; endedAt: number; workers: number },
): Waits {
  const places = workers * callsOfWorker
  const first = Math.min(...calls.map(({ from }) => from))
  const last = Math.max(...calls.map(({ to }) => to))
  const ends = calls.map(({ to }) => to).toSorted((a, b) => b - a)
  const unshared = ends.slice(0, places).reduce((sum, end) => sum + last - end, 0) / places
  const speaking = calls.reduce((sum, { from, to }) => sum + to - from, 0) / places
  const seconds = (milliseconds: number) => Number((milliseconds / 1000).toFixed(2))
  return {
    all: seconds(endedAt - startedAt),
    untilFirstCall: seconds(first - startedAt),
    speaking: seconds(speaking),
    betweenCalls: seconds(last - first - speaking - unshared),
    unshared: seconds(unshared),
    afterLastCall: seconds(endedAt - last),
  }
}
