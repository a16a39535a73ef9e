import { publishChapter } from '#server/converting/publish-chapter.ts'
import { queueConversion } from '#server/converting/queue-conversion.ts'
import { speakBatch } from '#server/converting/speak-batch.ts'
import { startConversion } from '#server/converting/start-conversion.ts'
import type { Engine } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import type { JobRun } from '#server/jobs/run-job.ts'
import { report } from './figure.ts'
import { type Cost, measure, median, repeat, totalCpuSeconds } from './measure.ts'
import {
  convertChapter,
  editParagraph,
  listProjectUtterances,
  makeProject,
  onlyChapter,
  openBenchStudio,
} from './studio.ts'
import { makeParagraphs } from './texts.ts'

// What it costs to convert a chapter again after an edit of one of its 100 paragraphs, without the engine's own time.

const rounds = 7
const paragraphCount = 100
const charactersPerParagraph = 300

const conversions = await measureConversions()
const publishedSeconds = await measurePublishing()

await report([
  compare('CPU of Node and PostgreSQL', (cost) => totalCpuSeconds(cost)),
  compare('wall', (cost) => cost.wallSeconds),
  {
    what: `Publish a chapter of ${paragraphCount} paragraphs after an edit, takes present`,
    unit: 'ms',
    ours: 1000 * median(publishedSeconds),
    target: { of: 'ours', atMost: 50 },
  },
])

function compare(what: string, of: (cost: Cost) => number) {
  return {
    what: `Second conversion after an edit of one of ${paragraphCount} paragraphs, engine left out: ${what}`,
    unit: 's',
    ours: median(conversions.map(({ second }) => of(second))),
    reference: { what: 'first', value: median(conversions.map(({ first }) => of(first))) },
    target: { of: 'ratio', atMost: 0.05 } as const,
  }
}

async function measureConversions(): Promise<{ first: Cost; second: Cost }[]> {
  const engine = openStopwatch(openToneEngine())
  await using bench = await openBenchStudio({ engines: [engine] })
  const { studio, dataFolder } = bench
  const convertRound = async (seed: number) => {
    const project = await makeProject(studio, [makeParagraphs(paragraphCount, charactersPerParagraph, seed)])
    const chapter = await onlyChapter(studio, project)
    const convert = () => measureWithout(engine, dataFolder, () => convertChapter(studio, chapter))
    const first = await convert()
    await editParagraph(studio, chapter, 50, makeParagraphs(1, charactersPerParagraph, -seed)[0]!)
    return { first, second: await convert() }
  }
  await repeat(10, (round) => convertRound(1000 + round)) // warms it up
  return await repeat(rounds, (round) => convertRound(round + 1))
}

/** Seconds that each publishing took. Its jobs are done by hand, so that nothing else is in them. */
async function measurePublishing(): Promise<number[]> {
  await using bench = await openBenchStudio({ isWorking: false })
  const { studio } = bench
  const signal = AbortSignal.timeout(600_000)
  const span: JobRun['span'] = (_name, _attributes, work) => work()
  const run = { signal, closing: signal, isLastAttempt: true, span, completeIn: async () => {} } as unknown as JobRun
  const project = await makeProject(studio, [makeParagraphs(paragraphCount, charactersPerParagraph, 1)])
  const chapter = await onlyChapter(studio, project)
  const publishRound = async (round: number) => {
    await editParagraph(studio, chapter, round, makeParagraphs(1, charactersPerParagraph, -round)[0]!)
    await speakBatch(studio, { tasks: await listProjectUtterances(studio, project) }, run)
    const conversionId = await queueConversion(studio, chapter)
    await startConversion(studio, { conversionId }, run)
    const startedAt = performance.now()
    await publishChapter(studio, conversionId, run)
    return (performance.now() - startedAt) / 1000
  }
  await repeat(3, publishRound) // warms it up
  return await repeat(rounds, publishRound)
}

type Stopwatch = Engine & { seconds(): number }

/** An engine that counts the time it takes to speak. */
function openStopwatch(engine: Engine): Stopwatch {
  let total = 0
  return {
    ...engine,
    seconds: () => total,
    async speak(utterance, signal) {
      const startedAt = performance.now()
      try {
        return await engine.speak(utterance, signal)
      } finally {
        total += (performance.now() - startedAt) / 1000
      }
    },
  }
}

async function measureWithout(engine: Stopwatch, dataFolder: string, work: () => Promise<unknown>): Promise<Cost> {
  const before = engine.seconds()
  const cost = await measure(dataFolder, work)
  const seconds = engine.seconds() - before
  return { ...cost, wallSeconds: cost.wallSeconds - seconds, nodeSeconds: cost.nodeSeconds - seconds }
}
