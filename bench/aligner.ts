import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rememberReferenceVoices } from '#server/aligning/aligner.test-kit.ts'
import { openAligner } from '#server/aligning/aligner.ts'
import { findWords } from '#server/aligning/words.ts'
import type { Alignment } from '#server/audio/alignment.ts'
import type { Engine, Utterance } from '#server/engines/engine.ts'
import { openFliteEngine } from '#server/engines/flite/flite-engine.ts'
import { splitUtterances } from '#server/text/split-utterances.ts'
import { toSampleBook } from '../samples/sample-source.ts'
import { type Figure, report } from './figure.ts'
import { median, percentile } from './measure.ts'
import { ownCpuSeconds, ownMegabytes } from './process-figures.ts'
import { watch } from './watch.ts'

// How far the starts of words are off in takes that are aligned, against the times that engines tell themselves. A voice of
// flite is aligned by flite's other voices; with LECTERN_TEST_MODELS (a folder with `kokoro/` in it) also Kokoro's voices.

const mostPieces = 16
/** Kokoro takes its time. */
const mostPiecesOfKokoro = 6
const signal = AbortSignal.timeout(1_200_000)
const flite = openFliteEngine({ threads: 1 })
const pieces = await readPieces()

const ofFlite = await measureEngine(flite, ['slt', 'rms', 'awb', 'kal16'])
const models = process.env.LECTERN_TEST_MODELS
if (!models) console.error('Kokoro is skipped: LECTERN_TEST_MODELS names no folder with kokoro/ in it.')
const ofKokoro = models ? await measureKokoro(join(models, 'kokoro')) : undefined
const estimated = await measureEngine(flite, ['slt', 'rms', 'awb', 'kal16'], 'xx')
const memory = await measureMemory()
await flite.close?.()

await report([
  ...errorFigures('flite', ofFlite, { median: 15, high: 60 }),
  ...(ofKokoro ? errorFigures('Kokoro', ofKokoro, { median: 25, high: 85 }) : []),
  ...errorFigures('flite, estimated without a reference', estimated, {}, evenErrors(estimated)),
  {
    what: "Aligner: speed, with the reference's reading",
    unit: '× real time per CPU second',
    ours: ofFlite.soundSeconds / ofFlite.cpuSeconds,
    target: { of: 'ours', atLeast: 15 },
  },
  {
    what: `Aligner: memory that a take of ${memory.soundSeconds} s needs`,
    unit: 'MB',
    ours: memory.megabytes,
    target: { of: 'ours', atMost: 64 },
  },
])

interface Measured {
  /** Of every word, in milliseconds. */
  errors: number[]
  /** The same when every character gets the same share of the whole take. */
  even: number[]
  soundSeconds: number
  cpuSeconds: number
  estimatedTakes: number
}

/** Several sentences each, as takes are. */
async function readPieces(): Promise<string[]> {
  const source = await readFile(join(import.meta.dirname, '../samples/first-pages.source.txt'), 'utf8')
  const blocks = toSampleBook(source).chapters.flatMap((chapter) => chapter.blocks)
  const texts = blocks.filter((block) => block !== '***').map((block) => block.replaceAll(/\[\^\d+\]/g, ''))
  const ranges = texts.flatMap((text) => {
    return splitUtterances(text, 'en', 250, []).map(({ start, end }) => text.slice(start, end))
  })
  return ranges.filter((text) => text.length > 80).slice(0, mostPieces)
}

async function measureKokoro(folder: string): Promise<Measured> {
  const { openKokoroEngine } = await import('#server/engines/kokoro/kokoro-engine.ts')
  const kokoro = openKokoroEngine({ folder, processes: 1 })
  try {
    return await measureEngine(kokoro, ['af_heart', 'am_michael', 'bf_emma', 'bm_george'])
  } finally {
    await kokoro.close?.()
  }
}

/** @param language `en`, or another that has no reference */
async function measureEngine(engine: Engine, voices: string[], language = 'en'): Promise<Measured> {
  const measured: Measured = { errors: [], even: [], soundSeconds: 0, cpuSeconds: 0, estimatedTakes: 0 }
  for (const voice of voices) await measureVoice(engine, voice, language, measured)
  return measured
}

async function measureVoice(engine: Engine, voice: string, language: string, measured: Measured): Promise<void> {
  const references = ['slt', 'rms', 'awb'].filter((reference) => engine !== flite || reference !== voice)
  const choices = rememberReferenceVoices()
  await using aligner = openAligner({
    references: choices,
    engines: { list: () => [flite] },
    threads: 1,
    voices: references,
  })
  for (const [index, text] of pieces.slice(0, engine === flite ? mostPieces : mostPiecesOfKokoro).entries()) {
    const utterance: Utterance = { text, phonemes: [], voice, language: 'en', settings: {} }
    const { track, alignment } = await engine.speak(utterance, signal)
    const before = ownCpuSeconds()
    const found = await aligner.align(engine.id, { ...utterance, language }, track, signal)
    if (index > 0) measured.cpuSeconds += ownCpuSeconds() - before // the first also chooses the reference
    if (index > 0) measured.soundSeconds += track.samples.length / track.sampleRate
    if (found.source === 'estimated') measured.estimatedTakes++
    const milliseconds = track.sampleRate / 1000
    measured.errors.push(...listErrors(text, (at) => found.startSamples[at]!, alignment!, milliseconds))
    const evenStart = (at: number) => (at / text.length) * track.samples.length
    measured.even.push(...listErrors(text, evenStart, alignment!, milliseconds))
  }
  console.error(
    `${voice}: median ${median(measured.errors.slice(-400)).toFixed(1)} ms`,
    await choices.find(engine.id, voice),
  )
}

function listErrors(text: string, startOf: (at: number) => number, right: Alignment, samplesPerMillisecond: number) {
  const heard = findWords(text).filter(({ start, end }) => right.endSamples[end - 1]! > right.startSamples[start]!)
  return heard.map(({ start }) => Math.abs(startOf(start) - right.startSamples[start]!) / samplesPerMillisecond)
}

function evenErrors({ even }: Measured) {
  return (percent: number) => ({ what: 'characters in equal shares', value: percentile(even, percent) })
}

function errorFigures(
  whose: string,
  { errors, estimatedTakes }: Measured,
  targets: { median?: number; high?: number },
  reference?: (percent: number) => Figure['reference'],
): Figure[] {
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  const more = [90, 99].map((percent) => `p${percent} ${percentile(errors, percent).toFixed(0)}`).join(', ')
  const figure = (name: string, percent: number, atMost?: number): Figure => ({
    what: `Aligner: error of word starts, ${whose}: ${name}`,
    unit: 'ms',
    ours: percentile(errors, percent),
    reference: reference?.(percent),
    target: atMost === undefined ? undefined : { of: 'ours', atMost },
  })
  const note = `${errors.length} words, mean ${mean.toFixed(1)}, ${more}; ${estimatedTakes} takes estimated`
  return [{ ...figure('median', 50, targets.median), note }, figure('p95', 95, targets.high)]
}

/** RSS at its most above what it was before; the threads run already, and flite has read the text once. */
async function measureMemory() {
  await using aligner = openAligner({
    references: rememberReferenceVoices(),
    engines: { list: () => [flite] },
    threads: 1,
    voices: ['awb'],
  })
  const utterance = { text: pieces.slice(0, 5).join(' '), phonemes: [], voice: 'rms', language: 'en', settings: {} }
  const { track } = await flite.speak(utterance, signal)
  await flite.speak({ ...utterance, voice: 'awb' }, signal)
  const once = { samples: track.samples.subarray(0, 5 * track.sampleRate), sampleRate: track.sampleRate }
  await aligner.align('other', { ...utterance, text: pieces[0]!.slice(0, 70) }, once, signal)
  const { first, most } = await watch(ownMegabytes, 20, () => aligner.align('other', utterance, track, signal))
  return { soundSeconds: Math.round(track.samples.length / track.sampleRate), megabytes: most - first }
}
