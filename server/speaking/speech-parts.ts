import type { Encoder } from '#server/audio/encoding/encoders.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import type { SpokenText } from './speak-now.ts'
import { type CharacterTimes, encodeSpeech, listSpeechTimes, type SpeechTimes } from './speech-pieces.ts'

type Needs = { db: Database; files: FileStore }

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

/**
 * A sentence as parts of the one stream that an encoder makes.
 * @param isSynchronous each part with its own times; else the first part has those of all of it
 */
export function toParts(
  needs: Needs,
  speech: SpokenText,
  encoder: Encoder,
  { sampleRate, isSynchronous }: { sampleRate: number; isSynchronous: boolean },
): AsyncGenerator<SpeechPart> {
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
