import { parentPort, workerData } from 'node:worker_threads'
import { toCharacterTimes } from '../character-times.ts'
import type { Reply } from '../thread-pool.ts'
import { type FliteRequest, listPhones, speakText } from './flite-program.ts'
import { rememberPhones } from './token-phones.ts'
import { trimEdges } from './trim-edges.ts'
import { splitTokens, toWordTimes } from './word-times.ts'

/** What the engine asks a thread to say. */
export interface FliteJob extends FliteRequest {
  gainDecibels: number
}

/** The sound, with the times of each character of the job's text. */
export interface FliteResult {
  samples: Int16Array
  sampleRate: number
  startSamples: Uint32Array
  endSamples: Uint32Array
}

const { module } = workerData as { module: WebAssembly.Module }
/** A novel has about 10,000 different words; with their phones they take a few megabytes. */
const phonesOf = rememberPhones((tokens, lexicon) => listPhones(module, tokens, lexicon), 20_000)

parentPort!.on('message', (job: FliteJob) => {
  try {
    const result = speak(job)
    post({ result }, [result.samples, result.startSamples, result.endSamples])
  } catch (thrown) {
    post({ error: thrown instanceof Error ? thrown.message : String(thrown) }, [])
  }
})

/** Answers; the arrays are handed over instead of copied. */
function post(reply: Reply<FliteResult>, arrays: (Int16Array | Uint32Array)[]): void {
  parentPort!.postMessage(
    reply,
    arrays.map((array) => array.buffer as ArrayBuffer),
  )
}

function speak(job: FliteJob): FliteResult {
  const { track, segments } = speakText(module, job)
  const speech = trimEdges({ ...track, segments })
  const tokens = splitTokens(job.text)
  const texts = tokens.map(({ text }) => text)
  const words = toWordTimes(tokens, phonesOf(texts, job.lexicon), speech.segments)
  const { startSamples, endSamples } = toCharacterTimes(job.text.length, words, speech)
  const samples = amplify(speech.samples, job.gainDecibels)
  return { samples, sampleRate: speech.sampleRate, startSamples, endSamples }
}

/** Louder by a constant, or as far as the loudest sample allows: nothing is clipped. */
function amplify(samples: Int16Array, decibels: number): Int16Array {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 1)
  const factor = Math.min(10 ** (decibels / 20), 32_000 / peak)
  return samples.map((sample) => Math.round(sample * factor))
}
