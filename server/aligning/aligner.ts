import type { Alignment } from '#server/audio/alignment.ts'
import type { Track } from '#server/audio/track.ts'
import type { Engine, Utterance } from '#server/engines/engine.ts'
import type { Engines } from '#server/engines/registry.ts'
import { openThreadPool } from '#server/engines/thread-pool.ts'
import type { Range } from '#server/text/range.ts'
import type { AligningJob, AligningResult, Candidate } from './align-sound.ts'
import type { Reference } from './compare-sounds.ts'
import { speakReference } from './reference-speech.ts'
import type { ReferenceVoices } from './reference-voice.ts'
import { findWords } from './words.ts'

/** Finds when each character is heard in takes of engines that cannot tell. */
export interface Aligner extends AsyncDisposable {
  /**
   * Where flite can say the text, its own reading of it is laid on the take (`dtw`); else, and where the take says something
   * else, the times are estimated. @throws the signal's reason when aborted
   */
  align(engineId: string, utterance: Utterance, track: Track, signal: AbortSignal): Promise<Alignment>
}

interface AlignerOptions {
  /** Which reference goes best with which voice: found out at the first take of a voice. */
  references: ReferenceVoices
  /** Flite is taken from here when it is there. */
  engines: Pick<Engines, 'list'>
  /** How many takes are aligned at once, each in a thread of its own. */
  threads: number
}

/** Opening is cheap: threads, and flite where it is not open, start at the first take without times. */
export function openAligner({ references, engines, threads }: AlignerOptions): Aligner {
  const script = new URL('./aligning-thread.ts', import.meta.url)
  const pool = openThreadPool<AligningJob, AligningResult>({ script, workerData: undefined, threads })
  let ownFlite: Promise<Engine> | undefined

  async function getFlite(): Promise<Engine> {
    const open = engines.list().find((engine) => engine.id === 'flite')
    return open ?? (ownFlite ??= openFlite())
  }

  async function compare(
    engineId: string,
    utterance: Utterance,
    track: Track,
    signal: AbortSignal,
  ): Promise<Alignment> {
    const flite = await getFlite()
    const known = await references.find(engineId, utterance.voice)
    const voices = known ? [{ voice: known.voice, stretches: [known.stretch] }] : everyVoice
    const candidates: Candidate[] = []
    for (const { voice, stretches } of voices) {
      const reference = await speakReference(flite, voice, utterance, signal)
      if (saysMost(reference, utterance.text)) candidates.push({ reference, stretches })
    }
    const { alignment, taken } = await pool.run({ track, text: utterance.text, candidates }, signal)
    if (!known && taken && isLongEnough(candidates[taken.candidate]!.reference.track)) {
      const chosen = { voice: voices[taken.candidate]!.voice, stretch: taken.stretch }
      await references.keep(engineId, utterance.voice, chosen)
    }
    return alignment
  }

  return {
    async align(engineId, utterance, track, signal) {
      if (utterance.language === referenceLanguage) {
        try {
          return await compare(engineId, utterance, track, signal)
        } catch {
          signal.throwIfAborted()
        }
      }
      const job = { track, text: utterance.text, candidates: [] }
      return (await pool.run(job, signal)).alignment
    },
    async [Symbol.asyncDispose]() {
      await pool.close()
      await (await ownFlite)?.close?.()
    },
  }
}

const referenceLanguage = 'en'

/**
 * Flite's natural voices, and how the frequencies of a take may be stretched: men of flite and women of Kokoro go together
 * best with 0.88, a woman and men with 1.13. It makes the error of word starts half as large where the sexes differ.
 */
const stretches = [0.88, 1, 1.13]
const everyVoice = ['slt', 'awb', 'rms'].map((voice) => ({ voice, stretches }))

/** A choice made on less is for that take only. */
const longEnoughSeconds = 2

function isLongEnough({ samples, sampleRate }: Track): boolean {
  return samples.length >= longEnoughSeconds * sampleRate
}

/** Flite leaves out letters of other scripts; a few words may be missing. */
const mostMissing = 0.2

function saysMost({ words }: Reference, text: string): boolean {
  const lengthOf = (ranges: Range[]) => ranges.reduce((sum, { start, end }) => sum + end - start, 0)
  const spoken = lengthOf(words)
  return spoken > 0 && spoken >= (1 - mostMissing) * lengthOf(findWords(text))
}

async function openFlite(): Promise<Engine> {
  const { openFliteEngine } = await import('#server/engines/flite/flite-engine.ts')
  return openFliteEngine({ threads: 1 })
}
