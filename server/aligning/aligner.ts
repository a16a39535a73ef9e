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
  /** Which voices of flite are tried as references. A bench leaves out the one that it wants found. */
  voices?: string[]
}

/** Opening is cheap: threads, and flite where it is not open, start at the first take without times. */
export function openAligner({ references, engines, threads, voices = naturalVoices }: AlignerOptions): Aligner {
  const script = new URL('./aligning-thread.ts', import.meta.url)
  const pool = openThreadPool<AligningJob, AligningResult>({ script, workerData: undefined, threads })
  let ownFlite: Promise<Engine> | undefined

  async function getFlite(): Promise<Engine> {
    const open = engines.list().find((engine) => engine.id === 'flite')
    return open ?? (ownFlite ??= openFlite())
  }

  /** None when flite fails: then the times are estimated, and the take is not lost. */
  async function speakCandidates(tried: Tried[], utterance: Utterance, signal: AbortSignal): Promise<Candidate[]> {
    const candidates: Candidate[] = []
    try {
      const flite = await getFlite()
      for (const { voice, stretches } of tried) {
        const reference = await speakReference(flite, voice, utterance, signal)
        if (saysMost(reference, utterance.text)) candidates.push({ voice, reference, stretches })
      }
      return candidates
    } catch {
      signal.throwIfAborted()
      return []
    }
  }

  /** When a thread fails at comparing, such as for want of memory, it is told not to compare. */
  async function run(job: AligningJob, signal: AbortSignal): Promise<AligningResult> {
    try {
      return await pool.run(job, signal)
    } catch {
      signal.throwIfAborted()
      return pool.run({ ...job, candidates: [] }, signal)
    }
  }

  return {
    async align(engineId, utterance, track, signal) {
      const { text, voice, language } = utterance
      if (language !== referenceLanguage) return (await run({ track, text, candidates: [] }, signal)).alignment
      const known = await references.find(engineId, voice)
      const tried = known ? [{ voice: known.voice, stretches: [known.stretch] }] : everyVoice(voices)
      const candidates = await speakCandidates(tried, utterance, signal)
      const { alignment, taken } = await run({ track, text, candidates }, signal)
      if (!known && taken && isLongEnough(track)) await references.keep(engineId, voice, taken)
      return alignment
    },
    async [Symbol.asyncDispose]() {
      await pool.close()
      await (await ownFlite)?.close?.()
    },
  }
}

const referenceLanguage = 'en'

const naturalVoices = ['slt', 'awb', 'rms']

/** A voice of the reference, and the factors from a take's frequencies to its own that are tried. */
type Tried = Pick<Candidate, 'voice' | 'stretches'>

/**
 * Flite's men as a reference for a woman go best with 0.88, a woman for men with 1.13; this makes the error of word starts
 * half as large there.
 */
function everyVoice(voices: string[]): Tried[] {
  return voices.map((voice) => ({ voice, stretches: [0.88, 1, 1.13] }))
}

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
