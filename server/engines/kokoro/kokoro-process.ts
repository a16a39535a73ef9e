import { join } from 'node:path'
import { openEnglish } from '#server/g2p/english.ts'
import type { PronunciationWarning } from '#server/g2p/pronunciation.ts'
import type { Accent } from '#server/text/spoken/english/context.ts'
import type { GivenPhonemes } from '../engine.ts'
import { answerJobs, readSettings } from '../onnx/answer-jobs.ts'
import { describeSymbols } from '../onnx/describe-symbols.ts'
import { type FinishedSpeech, finishSpeech } from '../onnx/finish-speech.ts'
import { oneOfEachCode } from '../onnx/one-of-each-code.ts'
import { remember } from '../onnx/remember.ts'
import { type KokoroModel, openKokoro, readStyles, type Weights } from './kokoro-model.ts'
import { speakSymbols } from './speak-symbols.ts'

// A child process of the engine. It holds the model and all that turns text into symbols, so that its parent only waits.

/** What the process is told at its start. */
export interface KokoroSettings {
  /** Of the voice pack. */
  folder: string
  modelFile: string
  weights: Weights
}

export interface KokoroJob {
  text: string
  phonemes: GivenPhonemes[]
  voice: string
  accent: Accent
  speed: number
  gainDecibels: number
}

export interface KokoroResult extends FinishedSpeech {
  warnings: PronunciationWarning[]
}

const { folder, modelFile, weights } = readSettings<KokoroSettings>()
const openModel = remember((file: string) => openKokoro(file, weights))
const stylesOf = remember((voice: string) => readStyles(join(folder, 'voices'), voice))
const englishOf = remember(async (accent: Accent) => openEnglish(accent))

answerJobs<KokoroJob, KokoroModel, KokoroResult>(() => openModel(join(folder, modelFile)), speak)

async function speak(model: KokoroModel, job: KokoroJob): Promise<KokoroResult> {
  const english = await englishOf(job.accent)
  const { phonemes, starts, ends, warnings } = english.pronounce(job.text, job.phonemes)
  const speech = await speakSymbols(model, phonemes, await stylesOf(job.voice), job.speed)
  const said = { textLength: job.text.length, textStarts: starts, textEnds: ends, ...describeSymbols(phonemes) }
  return { ...finishSpeech(speech, said, job.gainDecibels), warnings: oneOfEachCode(warnings) }
}
