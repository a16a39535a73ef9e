import type { VoiceSegment } from '#contract/text-to-dialogue.ts'
import { decoderDelay, encoderDelay } from '#server/audio/encoding/mp3.ts'
import { nextTurn } from '#server/base/give-way.ts'
import type { SpeechFile } from '#server/speaking/speech-file.ts'
import { type CharacterTimes, type SpeechPiece, type SpeechTimes, sliceTimes } from '#server/speaking/speech-pieces.ts'
import type { SpeechFormat } from '../requests/output-format.ts'

/**
 * The answer with timestamps of a whole speech, written while its sound is encoded: it may be longer than one string.
 * @param voiceIds of the turns of a dialogue, which tells who speaks
 */
export async function* writeTimestamped({ times, read }: SpeechFile, voiceIds?: string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"audio_base64":"')
  for await (const text of toBase64(read())) yield Buffer.from(text)
  yield Buffer.from('",')
  yield* writeAlignments(times)
  if (voiceIds) yield Buffer.from(`,"voice_segments":${JSON.stringify(presentSegments(times, voiceIds))}`)
  yield Buffer.from('}')
}

/** Three bytes are four letters: what is left over goes to the next piece. */
export async function* toBase64(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece])
    const whole = bytes.length - (bytes.length % 3)
    for (let at = 0; at < whole; at += base64Piece) {
      yield bytes.toString('base64', at, Math.min(at + base64Piece, whole))
      await nextTurn()
    }
    rest = bytes.subarray(whole)
  }
  yield rest.toString('base64')
}

/** A multiple of three bytes. */
const base64Piece = 786_432

const timeLists = {
  characters: 'characters',
  startSeconds: 'character_start_times_seconds',
  endSeconds: 'character_end_times_seconds',
} as const

/** The two alignments of the public API, of the text as it was sent and as it was spoken, as fields of an object. */
export async function* writeAlignments(times: SpeechTimes[]): AsyncGenerator<Uint8Array> {
  const [written, spoken] = [times.map((one) => one.written), times.map((one) => one.spoken)]
  yield* writeTimes('"alignment":{', written)
  yield* writeTimes(',"normalized_alignment":{', spoken)
}

async function* writeTimes(opening: string, times: CharacterTimes[]): AsyncGenerator<Uint8Array> {
  let before = opening
  for (const [key, list] of Object.entries(timeLists) as [keyof typeof timeLists, string][]) {
    yield Buffer.from(`${before}"${list}":[`)
    for (const [index, one] of times.filter((each) => each[key].length > 0).entries()) {
      yield Buffer.from(`${index > 0 ? ',' : ''}${JSON.stringify(one[key]).slice(1, -1)}`)
      await nextTurn()
    }
    before = '],'
  }
  yield Buffer.from(']}')
}

/** The same at once, for a little. */
function presentAlignments(times: SpeechTimes[], delaySeconds = 0) {
  return {
    alignment: presentTimes(
      times.map((one) => one.written),
      delaySeconds,
    ),
    normalized_alignment: presentTimes(
      times.map((one) => one.spoken),
      delaySeconds,
    ),
  }
}

/**
 * Who is heard when: a segment for each turn.
 * @param voiceIds of the turns @param firstCharacter how many characters came before these times
 */
function presentSegments(
  times: SpeechTimes[],
  voiceIds: string[],
  { delaySeconds = 0, firstCharacter = 0 } = {},
): VoiceSegment[] {
  const segments: VoiceSegment[] = []
  let character_start_index = firstCharacter
  for (const { turn, written } of times.filter((one) => one.written.characters.length > 0)) {
    const character_end_index = character_start_index + written.characters.length
    const end = { end_time_seconds: written.endSeconds.at(-1)! + delaySeconds, character_end_index }
    const last = segments.at(-1)
    if (last?.dialogue_input_index === turn) Object.assign(last, end)
    else {
      const start = { start_time_seconds: written.startSeconds[0]! + delaySeconds, character_start_index }
      segments.push({ voice_id: voiceIds[turn]!, dialogue_input_index: turn, ...start, ...end })
    }
    character_start_index = character_end_index
  }
  return segments
}

/** The sound alone, as it comes. */
export async function* onlyAudio(pieces: AsyncIterable<SpeechPiece>): AsyncGenerator<Uint8Array> {
  for await (const { audio } of pieces) if (audio.length > 0) yield audio
}

/** So many characters with their times, written and spoken, and a piece of sound stay below 64 KB. */
const mostCharacters = 300

/**
 * One JSON object a line, and an empty line behind it: a little sound and the times of the characters that begin in it, which
 * run on from the start of the whole. No line is longer than 64 KB: the readers of some clients take no more.
 * @param voiceIds of the turns of a dialogue, whose lines tell who speaks
 */
export async function* toLines(
  pieces: AsyncIterable<SpeechPiece>,
  format: SpeechFormat,
  voiceIds?: string[],
): AsyncGenerator<Uint8Array> {
  const writeLine = openLines(format, voiceIds)
  let untold: SpeechTimes[] = []
  for await (const { audio, times } of pieces) {
    for (const portion of times ? inPortions(times) : []) {
      if (untold.reduce((sum, one) => sum + countOf(one), countOf(portion)) > mostCharacters) {
        yield writeLine(new Uint8Array(0), untold)
        untold = []
      }
      untold.push(portion)
    }
    if (audio.length === 0) continue // its characters are told with the sound that comes next
    yield writeLine(audio, untold)
    untold = []
  }
  if (untold.length > 0) yield writeLine(new Uint8Array(0), untold)
}

function openLines(format: SpeechFormat, voiceIds?: string[]): (audio: Uint8Array, times: SpeechTimes[]) => Uint8Array {
  const delaySeconds = streamDelaySeconds(format)
  let firstCharacter = 0
  return (audio, times) => {
    const { alignment, normalized_alignment } = presentAlignments(times, delaySeconds)
    const line = {
      audio_base64: Buffer.from(audio).toString('base64'),
      alignment: alignment.characters.length > 0 ? alignment : null,
      normalized_alignment: normalized_alignment.characters.length > 0 ? normalized_alignment : null,
      ...(voiceIds && { voice_segments: presentSegments(times, voiceIds, { delaySeconds, firstCharacter }) }),
    }
    firstCharacter += alignment.characters.length
    return Buffer.from(`${JSON.stringify(line)}\n\n`)
  }
}

function* inPortions(times: SpeechTimes): Generator<SpeechTimes> {
  for (let start = 0; start < countOf(times); start += mostCharacters) {
    const end = start + mostCharacters
    yield { ...times, written: sliceTimes(times.written, start, end), spoken: sliceTimes(times.spoken, start, end) }
  }
}

function countOf({ written, spoken }: SpeechTimes): number {
  return Math.max(written.characters.length, spoken.characters.length)
}

/** A stream has no head, so its player hears the delay of the codec: its times are told as they are heard. */
export function streamDelaySeconds({ encoding }: Pick<SpeechFormat, 'encoding'>): number {
  return encoding.codec === 'mp3' ? (encoderDelay + decoderDelay) / encoding.sampleRate : 0
}

function presentTimes(times: CharacterTimes[], delaySeconds: number) {
  return {
    characters: times.flatMap((one) => one.characters),
    character_start_times_seconds: times.flatMap((one) => one.startSeconds.map((at) => at + delaySeconds)),
    character_end_times_seconds: times.flatMap((one) => one.endSeconds.map((at) => at + delaySeconds)),
  }
}
