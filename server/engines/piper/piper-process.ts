import { stat } from 'node:fs/promises'
import type { PronunciationWarning } from '#server/g2p/pronunciation.ts'
import { answerJobs } from '../onnx/answer-jobs.ts'
import { type FinishedSpeech, finishSpeech } from '../onnx/finish-speech.ts'
import { oneOfEachCode } from '../onnx/one-of-each-code.ts'
import { remember } from '../onnx/remember.ts'
import { findGain } from './find-gain.ts'
import type { PiperJob } from './piper-job.ts'
import { openPiper, type PiperModel } from './piper-model.ts'
import { readEnglish } from './read-english.ts'
import { readLetters } from './read-letters.ts'
import { readWithEspeak } from './read-with-espeak.ts'
import type { SaidSymbols } from './said-symbols.ts'
import { describeSaid, speakSaid } from './speak-said.ts'

// A child process of the engine. It holds the models that were used last, and all that turns text into symbols.

export interface PiperResult extends FinishedSpeech {
  warnings: PronunciationWarning[]
}

interface LoadedVoice {
  model: PiperModel
  /** Decibels, for each speaker. */
  gainOf: (speakerId: number | undefined) => Promise<number>
}

/** A dialogue has a few voices; each model is 170 to 400 MB. */
const mostModels = 2
/** A file that was replaced is another one. */
const openVoice = remember(
  async (key: string): Promise<LoadedVoice> => {
    const { modelFile, config } = JSON.parse(key) as Pick<PiperJob, 'modelFile' | 'config'>
    const model = await openPiper(modelFile, config)
    return { model, gainOf: remember((speakerId) => findGain(model, config, speakerId)) }
  },
  mostModels,
  ({ model }) => model.close(),
)

answerJobs<PiperJob, LoadedVoice, PiperResult>(async ({ modelFile, config }) => {
  const { mtimeMs } = await stat(modelFile)
  return openVoice(JSON.stringify({ modelFile, config, mtimeMs }))
}, speak)

async function speak({ model, gainOf }: LoadedVoice, job: PiperJob): Promise<PiperResult> {
  const said = await read(job)
  const speech = await speakSaid(model, said, job)
  const { symbols, textStarts, textEnds, warnings } = said
  const text = { textLength: job.text.length, textStarts, textEnds, ...describeSaid(symbols, job.config) }
  const finished = finishSpeech(speech, text, await gainOf(job.speakerId))
  return { ...finished, warnings: oneOfEachCode(warnings) }
}

function read({ reading, text, phonemes, config }: PiperJob): Promise<SaidSymbols> | SaidSymbols {
  if (reading.kind === 'english') return readEnglish(text, phonemes, reading.accent)
  if (reading.kind === 'espeak') return readWithEspeak(text, reading.voice)
  return readLetters(text, config.phoneme_id_map)
}
