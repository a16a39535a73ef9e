import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import { checkUtterance, ignoredSettings } from '../check-utterance.ts'
import type { Engine, Take } from '../engine.ts'
import { openLater } from '../onnx/open-later.ts'
import { openProcessPool, type ProcessPool } from '../onnx/process-pool.ts'
import { speakInProcess } from '../onnx/speak-in-process.ts'
import { settingWithin } from '../setting-within.ts'
import { findWeights, measureWeights, usualWeights } from './choose-weights.ts'
import { findMissing, listInstalledVoices, modelFile } from './installed.ts'
import type { Weights } from './kokoro-model.ts'
import type { KokoroJob, KokoroResult, KokoroSettings } from './kokoro-process.ts'
import type { KokoroVoice } from './voices.ts'

type KokoroProcesses = ProcessPool<KokoroJob, KokoroResult>

interface KokoroOptions {
  /** Of the voice pack: the model, and `voices/` with a file for each voice. It may come later. */
  folder: string
  /** How many utterances are spoken at once, each in a process of its own that holds the model and uses one core. */
  processes: number
  /** Told of each process that died amidst its work. */
  onDeath?: () => void
}

/** How much slower and faster than its own pace the model stays understandable. */
const speedRange: [number, number] = [0.5, 2]

/** Kokoro-82M on ONNX Runtime: English voices of the US and Great Britain, 24 kHz, times from the model itself. */
export function openKokoroEngine({ folder, processes, onDeath }: KokoroOptions): Engine {
  const pool = openLater((signal) => openProcesses({ folder, processes, onDeath }, signal))
  return {
    id: 'kokoro',
    version: 1,
    languages: ['en'],
    hasTimes: true,
    honours: ['speed'],
    speeds: speedRange,
    alphabets: ['ipa', 'cmu-arpabet'],
    concurrency: processes,
    isSlow: true,
    limits: { characters: 250 }, // 260 symbols, 17 s: long enough for its melody, short enough to wait for
    voices: () => listInstalledVoices(folder),
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const missing = await findMissing(folder)
      if (missing) throw new StudioError('engine_failed', missing)
      const voice = checkUtterance(this, await listInstalledVoices(folder), utterance)
      const { text, phonemes, settings } = utterance
      const { value: speed = 1, warnings } = settingWithin(this.id, settings, 'speed', speedRange)
      const job = { ...toJob(voice), text, phonemes, speed }
      const said = await speakInProcess(pool.get, job, { engineId: this.id, text }, signal)
      const { samples, sampleRate, startSamples, endSamples } = said
      return {
        track: { samples, sampleRate },
        alignment: { startSamples, endSamples, source: 'native' },
        warnings: [...ignoredSettings(this, utterance), ...warnings, ...said.warnings],
      }
    },
    async prepare(name, signal) {
      const voice = (await listInstalledVoices(folder)).find((one) => one.name === name)
      if (voice) await (await pool.get()).prepare(toJob(voice), signal)
    },
    close: pool.close,
  }
}

/** Of no text: it has loaded what every text needs. */
function toJob({ name, accent, gainDecibels }: KokoroVoice): KokoroJob {
  return { text: '', phonemes: [], voice: name, accent, speed: 1, gainDecibels }
}

/**
 * Opens the processes. For the first time on a machine they speak with the form of the weights that is usually faster, while
 * it is found out which one is here.
 */
async function openProcesses(
  { folder, processes, onDeath }: KokoroOptions,
  closing: AbortSignal,
): Promise<KokoroProcesses> {
  const file = join(folder, modelFile)
  const known = await findWeights(file).catch(() => undefined)
  const script = join(import.meta.dirname, 'kokoro-process.ts')
  const settingsFor = (weights: Weights): KokoroSettings => ({ folder, modelFile, weights })
  const settings = settingsFor(known ?? usualWeights)
  const pool = openProcessPool<KokoroJob, KokoroResult>({ script, settings, processes, onDeath })
  if (known) return pool
  // What keeps it from being measured keeps the engine from speaking, and that tells.
  const measuring = measureWeights(file, closing).then(
    (weights) => weights !== usualWeights && pool.renew(settingsFor(weights)),
    () => {},
  )
  return { ...pool, close: () => Promise.all([pool.close(), measuring]).then(() => {}) }
}
