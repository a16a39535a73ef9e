import type { VoiceSegment } from '#contract/text-to-dialogue.ts'
import { decoderDelay, encoderDelay } from '#server/audio/mp3.ts'
import { speechHead } from '#server/converting/speech-file.ts'
import type { CharacterTimes, SpeechPiece, SpeechTimes } from '#server/converting/speech-pieces.ts'
import type { SpeechFormat } from './output-format.ts'

/** All pieces as one file, with a head that says how long it is, and their times. */
export async function collectSpeech(
  pieces: AsyncIterable<SpeechPiece>,
  format: SpeechFormat,
): Promise<{ audio: Buffer; times: SpeechTimes[] }> {
  const all = await Array.fromAsync(pieces)
  const times = all.flatMap((piece) => piece.times ?? [])
  const sampleCount = times.reduce((sum, one) => sum + one.sampleCount, 0)
  const head = speechHead(format, sampleCount)
  return { audio: Buffer.concat([head, ...all.map((piece) => piece.audio)]), times }
}

/** The two alignments of the public API: of the text as it was sent, and as it was spoken. */
export function presentAlignments(times: SpeechTimes[], delaySeconds = 0) {
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
export function presentSegments(
  times: SpeechTimes[],
  voiceIds: string[],
  { delaySeconds = 0, firstCharacter = 0 } = {},
): VoiceSegment[] {
  const segments: VoiceSegment[] = []
  let character_start_index = firstCharacter
  for (const { turn, written } of times) {
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

/**
 * One JSON object a line: the sound and the times of a piece, which run on from the start of the whole.
 * @param voiceIds of the turns of a dialogue, whose lines tell who speaks
 */
export async function* toLines(
  pieces: AsyncIterable<SpeechPiece>,
  format: SpeechFormat,
  voiceIds?: string[],
): AsyncGenerator<Uint8Array> {
  const delaySeconds = streamDelaySeconds(format)
  let firstCharacter = 0
  for await (const { audio, times } of pieces) {
    const said = times ? [times] : []
    const line = {
      audio_base64: Buffer.from(audio).toString('base64'),
      ...(times ? presentAlignments(said, delaySeconds) : { alignment: null, normalized_alignment: null }),
      ...(voiceIds && { voice_segments: presentSegments(said, voiceIds, { delaySeconds, firstCharacter }) }),
    }
    yield Buffer.from(`${JSON.stringify(line)}\n`)
    firstCharacter += times?.written.characters.length ?? 0
  }
}

/** A stream has no head, so its player hears the delay of the codec: its times are told as they are heard. */
function streamDelaySeconds({ encoding }: SpeechFormat): number {
  return encoding.codec === 'mp3' ? (encoderDelay + decoderDelay) / encoding.sampleRate : 0
}

function presentTimes(times: CharacterTimes[], delaySeconds: number) {
  return {
    characters: times.flatMap((one) => one.characters),
    character_start_times_seconds: times.flatMap((one) => one.startSeconds.map((at) => at + delaySeconds)),
    character_end_times_seconds: times.flatMap((one) => one.endSeconds.map((at) => at + delaySeconds)),
  }
}
