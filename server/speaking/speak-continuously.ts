import type { Encoder, Encoders } from '#server/audio/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding-format.ts'
import { hasCode } from '#server/base/errors.ts'
import type { Events } from '#server/events/events.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { sentencePauseSeconds } from '#server/planning/pauses.ts'
import { endsSentence } from '#server/planning/plan-block.ts'
import type { Turn } from '#server/planning/plan-speech.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { type SpeakRequest, type SpokenText, speakNow } from './speak-now.ts'
import { type CharacterTimes, encodeSpeech, listSpeechTimes, type SpeechTimes } from './speech-pieces.ts'

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

/** A stretch of the one stream of sound, and when what is heard. */
export interface SpeechPart {
  audio: Uint8Array
  times?: PartTimes
}

/** Times in seconds from the first sample of their part. */
export interface PartTimes {
  written: CharacterTimes
  spoken: CharacterTimes
  /** How much sound they tell of: to the end of a sentence, or of the part. */
  seconds: number
  /** Whether a sentence begins with the part, and ends with what it tells of. */
  isFirst: boolean
  isLast: boolean
}

export interface ContinuousOptions {
  request: Omit<SpeakRequest, 'turns' | 'around'>
  turn: Omit<Turn, 'text'>
  encoding: EncodingFormat
  /** Each part with its own times; else the first part of a sentence has those of all of it. */
  isSynchronous: boolean
}

/** So many sentences are spoken or wait to be heard at once: the next is ready when the one before it has been sent. */
const mostBegun = 4
/** When no text comes for so long, what the encoder holds back is given out: the listener waits for it. */
const quietMilliseconds = 500

/** @param caller aborted when nobody listens any more: then nothing more is spoken */
export function speakContinuously(needs: Needs, options: ContinuousOptions, caller: AbortSignal): ContinuousSpeech {
  const waiting: string[] = []
  const begun: { text: string; speech: Promise<SpokenText | undefined> }[] = []
  let said = ''
  let isEnded = false
  let changed = Promise.withResolvers<void>()
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers()
  }
  caller.addEventListener('abort', tell)

  function beginSome(): void {
    while (begun.length < mostBegun && waiting.length > 0) {
      const text = waiting.shift()!
      const speech = begin(needs, options, text, said, caller)
      speech.catch(() => {}) // told when its turn comes
      begun.push({ text, speech })
      said = (said + text).slice(-mostSaid)
    }
  }

  /** The next sentence; undefined when all is said, `quiet` when someone waits for the rest and no text comes for a while. */
  async function next(isHeldBack: boolean): Promise<(typeof begun)[number] | 'quiet' | undefined> {
    const patience = isHeldBack ? setTimeout(tell, quietMilliseconds) : undefined
    if (begun.length === 0 && !isEnded) await changed.promise
    clearTimeout(patience)
    caller.throwIfAborted()
    return begun[0] ?? (isEnded ? undefined : 'quiet')
  }

  async function* makeParts(): AsyncGenerator<SpeechPart> {
    let encoder: Encoder | undefined
    let pauseSeconds = 0
    try {
      for (let one = await next(false); one; one = await next(encoder !== undefined)) {
        if (one === 'quiet') {
          if (encoder) yield* finish(encoder)
          encoder = undefined
          pauseSeconds = 0
          continue
        }
        const speech = await one.speech
        if (speech) {
          encoder ??= needs.encoders.open(options.encoding)
          yield* toParts(needs, withPauseBefore(speech, pauseSeconds), encoder, options)
          pauseSeconds = pauseAfter(speech)
        }
        begun.shift()
        beginSome()
      }
      if (encoder) yield* finish(encoder)
    } finally {
      encoder?.close()
      caller.removeEventListener('abort', tell)
    }
  }

  return {
    say(text) {
      waiting.push(text)
      beginSome()
      tell()
    },
    end() {
      isEnded = true
      tell()
    },
    get waitingLength() {
      return [...waiting, ...begun.map(({ text }) => text)].reduce((sum, text) => sum + text.length, 0)
    },
    parts: makeParts(),
  }
}

/** For engines that fit their melody to what was said before. */
const mostSaid = 300

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

function toParts(
  needs: Needs,
  speech: SpokenText,
  encoder: Encoder,
  { encoding, isSynchronous }: ContinuousOptions,
): AsyncGenerator<SpeechPart> {
  const { sampleRate } = encoding
  return (isSynchronous ? timedParts : partsBehindTimes)(needs, speech, encoder, sampleRate)
}

/** The first part tells the times of the whole sentence. The encoder may keep all of it back: then there is only this. */
async function* partsBehindTimes(needs: Needs, speech: SpokenText, encoder: Encoder, sampleRate: number) {
  const times = await listSpeechTimes(needs.db, speech, sampleRate)
  let untold: PartTimes | undefined = { ...joinTimes(times, sampleRate), isFirst: true, isLast: true }
  for await (const { audio } of encodeSpeech(needs, speech, encoder, sampleRate)) {
    if (audio.length === 0) continue
    yield { audio, times: untold }
    untold = undefined
  }
  if (untold) yield { audio: new Uint8Array(0), times: untold }
}

/** A part grows until characters begin to be heard behind those that it has; or, in a long silence, until it is this long. */
const mostPartSeconds = 2

async function* timedParts(needs: Needs, speech: SpokenText, encoder: Encoder, sampleRate: number) {
  let sound: Uint8Array[] = []
  let heard: SpeechTimes[] = []
  let start = 0
  let isFirst = true
  function close(isLast: boolean): SpeechPart {
    const { seconds, ...times } = joinTimes(heard, sampleRate)
    const written = earlier(times.written, start)
    const part = {
      audio: Buffer.concat(sound),
      times: { written, spoken: earlier(times.spoken, start), seconds, isFirst, isLast },
    }
    ;[sound, heard, start, isFirst] = [[], [], start + seconds, false]
    return part
  }
  for await (const { audio, times } of encodeSpeech(needs, speech, encoder, sampleRate)) {
    const hasCharacters = heard.some((one) => one.written.characters.length > 0)
    const isLong = joinTimes(heard, sampleRate).seconds >= mostPartSeconds
    const hasSound = sound.some((one) => one.length > 0)
    if (hasSound && ((hasCharacters && times.written.characters.length > 0) || isLong)) yield close(false)
    sound.push(audio)
    heard.push(times)
  }
  yield close(true)
}

function joinTimes(times: SpeechTimes[], sampleRate: number) {
  const join = (list: CharacterTimes[]) => ({
    characters: list.flatMap((one) => one.characters),
    startSeconds: list.flatMap((one) => one.startSeconds),
    endSeconds: list.flatMap((one) => one.endSeconds),
  })
  return {
    written: join(times.map((one) => one.written)),
    spoken: join(times.map((one) => one.spoken)),
    seconds: times.reduce((sum, one) => sum + one.sampleCount, 0) / sampleRate,
  }
}

function earlier({ characters, startSeconds, endSeconds }: CharacterTimes, seconds: number): CharacterTimes {
  const shift = (times: number[]) => times.map((at) => at - seconds)
  return { characters, startSeconds: shift(startSeconds), endSeconds: shift(endSeconds) }
}
