import { parentPort, workerData } from 'node:worker_threads'
import { toCharacterTimes } from './character-times.ts'
import { listPhones, speakText } from './flite-program.ts'
import type { Reply } from './thread-pool.ts'
import { rememberPhones } from './token-phones.ts'
import { trimEdges } from './trim-edges.ts'
import { splitTokens, toWordTimes } from './word-times.ts'

/** What the engine asks a thread to say. */
export interface FliteJob {
  /** ASCII in one line. */
  text: string
  /** Flite's own voice. */
  voice: string
  /** Flite's features, such as `duration_stretch`. */
  features: Record<string, number>
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
const phonesOf = rememberPhones((tokens) => listPhones(module, tokens), 20_000)

parentPort!.on('message', (job: FliteJob) => {
  const reply = speak(job)
  parentPort!.postMessage(reply, 'result' in reply ? buffersOf(reply.result) : [])
})

function speak({ text, voice, features, gainDecibels }: FliteJob): Reply<FliteResult> {
  try {
    const { track, segments } = speakText(module, text, voice, features)
    const speech = trimEdges({ ...track, segments })
    const tokens = splitTokens(text)
    const phones = phonesOf(tokens.map((token) => token.text))
    const { startSamples, endSamples } = toCharacterTimes(
      text.length,
      toWordTimes(tokens, phones, speech.segments),
      speech,
    )
    return {
      result: {
        samples: amplify(speech.samples, gainDecibels),
        sampleRate: speech.sampleRate,
        startSamples,
        endSamples,
      },
    }
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

/** Louder by a constant, or as far as the loudest sample allows: nothing is clipped. */
function amplify(samples: Int16Array, decibels: number): Int16Array {
  const peak = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 1)
  const factor = Math.min(10 ** (decibels / 20), 32_000 / peak)
  return Int16Array.from(samples, (sample) => Math.round(sample * factor))
}

/** Handed over to the other thread instead of copied. */
function buffersOf({ samples, startSamples, endSamples }: FliteResult): ArrayBuffer[] {
  return [samples, startSamples, endSamples].map((array) => array.buffer as ArrayBuffer)
}
