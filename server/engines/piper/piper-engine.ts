import { join } from 'node:path'
import { StudioError } from '#server/base/errors.ts'
import { checkUtterance, ignoredPhonemes, ignoredSettings } from '../check-utterance.ts'
import type { Engine, EngineVoice, Take } from '../engine.ts'
import { openLater } from '../onnx/open-later.ts'
import { openProcessPool } from '../onnx/process-pool.ts'
import { runtimeVersion } from '../onnx/runtime-version.ts'
import { speakInProcess } from '../onnx/speak-in-process.ts'
import { settingWithin } from '../setting-within.ts'
import { findReading } from './find-reading.ts'
import { languages } from './languages.ts'
import type { PiperJob } from './piper-job.ts'
import type { PiperResult } from './piper-process.ts'
import { openVoiceFiles, type PiperVoice } from './voice-files.ts'

interface PiperOptions {
  /** Where voices lie, an `.onnx` and an `.onnx.json` each. They may come and go. */
  folder: string
  /** How many utterances are spoken at once, each in a process of its own that uses one core. */
  processes: number
  /** Whether an installed espeak-ng may be used for other languages than English. */
  espeak: boolean
  /** Told once of each file that is no voice, in a sentence; a warning of the process unless given. */
  onProblem?: (problem: string) => void
  /** Told of each process that died amidst its work. */
  onDeath?: () => void
}

const speedRange: [number, number] = [0.5, 2]

/** Any Piper voice on ONNX Runtime, with times from the model itself. */
export function openPiperEngine({ folder, processes, espeak, onProblem = warn, onDeath }: PiperOptions): Engine {
  const files = openVoiceFiles(folder, onProblem)
  const script = join(import.meta.dirname, 'piper-process.ts')
  const options = { script, settings: {}, processes, onDeath }
  const pool = openLater(async () => openProcessPool<PiperJob, PiperResult>(options))
  return {
    id: 'piper',
    version: 1,
    languages,
    hasTimes: true,
    honours: ['speed'],
    speeds: speedRange,
    alphabets: ['ipa', 'cmu-arpabet'],
    concurrency: processes,
    limits: { characters: 250 }, // as Kokoro
    async voices() {
      const { voices } = await files.list()
      return runtimeVersion() ? speakableFirst(voices, espeak).map(toEngineVoice) : []
    },
    async speak(utterance, signal): Promise<Take> {
      signal.throwIfAborted()
      const { voices, problems } = await files.list()
      const problem = problems.find((one) => one.startsWith(`${utterance.voice}.onnx`))
      if (problem) throw new StudioError('engine_failed', problem)
      const voice = checkUtterance(this, voices, utterance)
      const reading = findReading(voice, espeak)
      if (typeof reading === 'string') throw new StudioError('engine_failed', reading)
      const { value: speed = 1, warnings } = settingWithin(this.id, utterance.settings, 'speed', speedRange)
      const { text, phonemes } = utterance
      const job = { ...toJob(voice, reading), text, phonemes, speed }
      const said = await speakInProcess(pool.get, job, { engineId: this.id, text }, signal)
      const { samples, sampleRate, startSamples, endSamples } = said
      const unread = reading.kind === 'english' ? [] : ignoredPhonemes(this, utterance)
      return {
        track: { samples, sampleRate },
        alignment: { startSamples, endSamples, source: 'native' },
        warnings: [...ignoredSettings(this, utterance), ...warnings, ...unread, ...said.warnings],
      }
    },
    async prepare(name, signal) {
      const voice = (await files.list()).voices.find((one) => one.name === name)
      const reading = voice && findReading(voice, espeak)
      if (voice && reading && typeof reading !== 'string') {
        await (await pool.get()).prepare(toJob(voice, reading), signal)
      }
    },
    close: pool.close,
  }
}

/** Of the shortest text: what it needs is what every other one needs. */
function toJob({ modelFile, config, speakerId }: PiperVoice, reading: PiperJob['reading']): PiperJob {
  return { text: 'Yes.', phonemes: [], modelFile, config, speakerId, reading, speed: 1 }
}

function warn(problem: string): void {
  process.emitWarning(`Engine piper: ${problem}`)
}

/** Those that cannot be spoken as things are come last; speaking them tells what is missing. */
function speakableFirst(voices: PiperVoice[], espeak: boolean): PiperVoice[] {
  const isSpeakable = (voice: PiperVoice) => typeof findReading(voice, espeak) !== 'string'
  return [...voices.filter(isSpeakable), ...voices.filter((voice) => !isSpeakable(voice))]
}

function toEngineVoice({ name, title, description, language, labels }: PiperVoice): EngineVoice {
  return { name, title, description, language, labels }
}
