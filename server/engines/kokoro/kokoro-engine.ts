import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import { checkUtterance, ignoredSettings } from '../check-utterance.ts'
import type { Engine, Take } from '../engine.ts'
import { openLater } from '../onnx/open-later.ts'
import { openProcessPool, type ProcessPool } from '../onnx/process-pool.ts'
import { speakInProcess } from '../onnx/speak-in-process.ts'
import { settingWithin } from '../setting-within.ts'
import { chooseWeights } from './choose-weights.ts'
import { findMissing, listInstalledVoices, modelFile } from './installed.ts'
import type { KokoroJob, KokoroResult, KokoroSettings } from './kokoro-process.ts'

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
    limits: { characters: 250 }, // 260 symbols, 17 s: long enough for its melody, short enough to wait for
    voices: () => listInstalledVoices(folder),
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const missing = await findMissing(folder)
      if (missing) throw new StudioError('engine_failed', missing)
      const { name, accent, gainDecibels } = checkUtterance(this, await listInstalledVoices(folder), utterance)
      const { text, phonemes, settings } = utterance
      const { value: speed = 1, warnings } = settingWithin(this.id, settings, 'speed', speedRange)
      const job = { text, phonemes, voice: name, accent, speed, gainDecibels }
      const said = await speakInProcess(pool.get, job, { engineId: this.id, text }, signal)
      const { samples, sampleRate, startSamples, endSamples } = said
      return {
        track: { samples, sampleRate },
        alignment: { startSamples, endSamples, source: 'native' },
        warnings: [...ignoredSettings(this, utterance), ...warnings, ...said.warnings],
      }
    },
    close: pool.close,
  }
}

/** Opens the processes; at the first time on a machine it finds out what is faster there, which takes some seconds. */
async function openProcesses(
  { folder, processes, onDeath }: KokoroOptions,
  signal: AbortSignal,
): Promise<KokoroProcesses> {
  const weights = await chooseWeights(join(folder, modelFile), signal)
  const script = join(import.meta.dirname, 'kokoro-process.ts')
  const settings: KokoroSettings = { folder, modelFile, weights }
  return openProcessPool({ script, settings, processes, onDeath })
}
