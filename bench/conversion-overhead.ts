import { snapshotSampleRate } from '#server/audio/track.ts'
import type { Utterance } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { report } from './figure.ts'
import { type Cost, measure, median, repeat, totalCpuSeconds } from './measure.ts'
import { convertProject, listProjectUtterances, makeProject, openBenchStudio } from './studio.ts'
import { makeParagraphs } from './texts.ts'

// What the studio costs around an engine: converting paragraphs with flite, against flite alone on the same utterances.

const rounds = 3
const paragraphCount = 60
const charactersPerParagraph = 250
/** About that of kokoro: seconds of speech from a second of one core. */
const slowEngineRealTime = 3

const engine = openFliteEngine({ threads: 2 })
await using bench = await openBenchStudio({ engines: [engine] })
const { studio, dataFolder } = bench
await convertRound(-1) // warms both up
const measured = await repeat(rounds, convertRound)

const wholeSeconds = median(measured.map(({ whole }) => totalCpuSeconds(whole)))
const bareSeconds = median(measured.map(({ bare }) => totalCpuSeconds(bare)))
const speechSeconds = median(measured.map((one) => one.speechSeconds))
const overheadPerHour = median(measured.map(toOverheadPerHour))
const slowEnginePerHour = 3600 / slowEngineRealTime

await report([
  {
    what: `Conversion of ${paragraphCount} paragraphs with flite (${Math.round(speechSeconds)} s of speech): CPU`,
    unit: 's',
    ours: wholeSeconds,
    reference: { what: 'flite alone', value: bareSeconds },
  },
  perHour('Studio around the engine, for an hour of speech: CPU of Node and PostgreSQL', overheadPerHour),
  perHour(
    'Of it PostgreSQL',
    median(measured.map(({ whole, ...one }) => (whole.postgresSeconds * 3600) / one.speechSeconds)),
  ),
  {
    what: `The same around an engine of ${slowEngineRealTime} × real time per core`,
    unit: 'CPU s per hour of speech',
    ours: slowEnginePerHour + overheadPerHour,
    reference: { what: 'that engine alone', value: slowEnginePerHour },
    target: { of: 'ratio', atMost: 1.05 },
    note: 'reckoned from the row above',
  },
])

type Round = { whole: Cost; bare: Cost; speechSeconds: number }

/** The conversion and the engine alone, one right after the other, on text that was never spoken before. */
async function convertRound(seed: number): Promise<Round> {
  const paragraphs = makeParagraphs(paragraphCount, charactersPerParagraph, seed)
  const project = await makeProject(studio, [paragraphs], 'flite-slt')
  const utterances = (await listProjectUtterances(studio, project)).map((one) => one.utterance)
  let sampleCount = 0
  const whole = await measure(dataFolder, async () => {
    sampleCount = (await convertProject(studio, project)).sampleCount
  })
  const bare = await measure(dataFolder, () => speakAll(utterances))
  return { whole, bare, speechSeconds: sampleCount / snapshotSampleRate }
}

/** Two at a time, as the studio does on two cores. */
async function speakAll(utterances: Utterance[]): Promise<void> {
  const left = [...utterances]
  const speak = async () => {
    for (let next = left.shift(); next; next = left.shift()) await engine.speak(next, AbortSignal.timeout(60_000))
  }
  await Promise.all([speak(), speak()])
}

function toOverheadPerHour(round: Round): number {
  return ((totalCpuSeconds(round.whole) - totalCpuSeconds(round.bare)) * 3600) / round.speechSeconds
}

function perHour(what: string, ours: number) {
  return { what, unit: 'CPU s per hour of speech', ours }
}
