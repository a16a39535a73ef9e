import type { Encoder, Encoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { hasCode } from '#server/base/errors.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { sentencePauseSeconds } from '#server/planning/pauses.ts'
import { endsSentence } from '#server/planning/plan-block.ts'
import type { Turn } from '#server/planning/plan-speech.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openSentenceQueue, type SentenceQueue } from './sentence-queue.ts'
import { type SpeakRequest, type SpokenText, speakNow } from './speak-now.ts'
import { type SpeechPart, toParts } from './speech-parts.ts'

type Needs = { db: Database; files: FileStore; jobs: Jobs; events: Events; encoders: Encoders }

/** A speech whose text is still being written: one voice, one stream of sound. */
export interface ContinuousSpeech {
  /** A sentence more. What has nothing to say is silent. */
  say(text: string): void
  /** No sentence comes any more. */
  end(): void
  /** UTF-16 units that were given and are not spoken yet. */
  readonly waitingLength: number
  /** The sound as it is made, in the order of the text. @throws StudioError what the engine says; the signal's reason */
  parts: AsyncGenerator<SpeechPart>
}

export interface ContinuousOptions {
  request: Omit<SpeakRequest, 'turns' | 'around'>
  turn: Omit<Turn, 'text'>
  encoding: EncodingFormat
  /** Each part with its own times; else the first part of a sentence has those of all of it. */
  isSynchronous: boolean
}

/** @param caller aborted when nobody listens any more: then nothing more is spoken */
export function speakContinuously(needs: Needs, options: ContinuousOptions, caller: AbortSignal): ContinuousSpeech {
  const sentences = openSentenceQueue((text, before) => begin(needs, options, text, before, caller), caller)
  return {
    say: sentences.say,
    end: sentences.end,
    get waitingLength() {
      return sentences.waitingLength
    },
    parts: makeParts(needs, options, sentences),
  }
}

/** What the encoder holds back is given out when it gets quiet: the listener waits for it. */
async function* makeParts(
  needs: Needs,
  { encoding, isSynchronous }: ContinuousOptions,
  sentences: SentenceQueue<SpokenText | undefined>,
): AsyncGenerator<SpeechPart> {
  const how = { sampleRate: encoding.sampleRate, isSynchronous }
  let encoder: Encoder | undefined
  let pauseSeconds = 0
  try {
    for (let one = await sentences.next(false); one; one = await sentences.next(encoder !== undefined)) {
      if (one === 'quiet') {
        if (encoder) yield* finish(encoder)
        encoder = undefined
        pauseSeconds = 0
        continue
      }
      const speech = await one.begun
      if (speech) {
        encoder ??= needs.encoders.open(encoding)
        yield* toParts(needs, withPauseBefore(speech, pauseSeconds), encoder, how)
        pauseSeconds = pauseAfter(speech)
      }
      sentences.done()
    }
    if (encoder) yield* finish(encoder)
  } finally {
    encoder?.close()
  }
}

async function begin(
  needs: Needs,
  { request, turn }: ContinuousOptions,
  text: string,
  before: string,
  caller: AbortSignal,
): Promise<SpokenText | undefined> {
  const speech = { ...request, turns: [{ ...turn, text }], around: { before, after: '' } }
  try {
    return await speakNow(needs, speech, caller)
  } catch (error) {
    if (hasCode(error, 'empty_text')) return undefined
    throw error
  }
}

function withPauseBefore(speech: SpokenText, seconds: number): SpokenText {
  const leadingBreakSeconds = Math.max(speech.plan.leadingBreakSeconds, seconds)
  return { ...speech, plan: { ...speech.plan, leadingBreakSeconds } }
}

/** As between the sentences of one text. */
function pauseAfter({ plan }: SpokenText): number {
  return plan.utterances.at(-1)!.breakSeconds === 0 && endsSentence(plan.written) ? sentencePauseSeconds : 0
}

async function* finish(encoder: Encoder): AsyncGenerator<SpeechPart> {
  const audio = await encoder.finish()
  if (audio.length > 0) yield { audio }
}
