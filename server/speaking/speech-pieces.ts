import type { Alignment } from '#server/audio/alignment.ts'
import { cutTrack } from '#server/audio/cut-track.ts'
import type { Encoder, Encoders } from '#server/audio/encoding/encoders.ts'
import type { EncodingFormat } from '#server/audio/encoding/encoding-format.ts'
import { levelling } from '#server/audio/loudness/volume-normalization.ts'
import type { Track } from '#server/audio/track.ts'
import { StudioError } from '#server/base/errors.ts'
import { openLayout, placeTimes, type TakePart } from '#server/planning/lay-out.ts'
import type { SpeechUtterance } from '#server/planning/plan-speech.ts'
import { writtenAlignment } from '#server/planning/timeline.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findTakes, readTakeTrack, type StoredTake } from '#server/takes/take-store.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import type { SpokenText } from './speak-now.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/** When the characters of one utterance are heard, or of a part of it. */
export interface SpeechTimes {
  /** Index of the turn that it belongs to. */
  turn: number
  /** Of the text as it was sent, without tags. */
  written: CharacterTimes
  /** Of the text as it was spoken. */
  spoken: CharacterTimes
  /** With the silence around it, at the rate of the format. */
  sampleCount: number
}

/**
 * A little sound, encoded, with the characters that begin to be heard in it. The encoder may keep a piece back: then it is
 * empty, and the next one longer. The last piece is what was kept back.
 */
export interface SpeechPiece {
  audio: Uint8Array
  times?: SpeechTimes
  /** It has only what the encoder kept back. */
  isLast?: true
}

/** Code points, and seconds from the start of the whole speech. */
export interface CharacterTimes {
  characters: string[]
  startSeconds: number[]
  endSeconds: number[]
}

/** Who waits for the first sound does not wait for a whole sentence, and some clients take no more than this at once. */
const pieceSeconds = 0.25

/** Encodes a speech while it is being spoken, a quarter of a second a piece. @throws StudioError `file_not_found` */
export async function* listSpeechPieces(
  needs: Needs,
  speech: SpokenText,
  format: EncodingFormat,
): AsyncGenerator<SpeechPiece> {
  using encoder = needs.encoders.open(format, { normalization: speech.gains && levelling })
  yield* encodeSpeech(needs, speech, encoder, format.sampleRate)
  yield { audio: await encoder.finish(), isLast: true }
}

/** As `listSpeechPieces`, with an encoder that others go on with, and finish. @throws StudioError `file_not_found` */
export async function* encodeSpeech(
  needs: Pick<Needs, 'db' | 'files'>,
  speech: SpokenText,
  encoder: Encoder,
  sampleRate: number,
): AsyncGenerator<Required<Omit<SpeechPiece, 'isLast'>>> {
  for await (const placed of placeTakes(needs.db, speech, sampleRate)) {
    const pieces = toPieces(placed, await readTakeTrack(needs.files, placed.take), sampleRate)
    const cutTimes = openCut(toTimes(speech, placed, sampleRate))
    const gainDb = speech.gains && speech.gains(placed.take) + (placed.utterance.volumeGain ?? 0)
    let end = placed.start
    for (const [index, { track, goesOn, sampleCount }] of pieces.entries()) {
      end += sampleCount
      const audio = track ? await encoder.push(track, { goesOn, gainDb }) : await encoder.silence(sampleCount)
      yield { audio, times: cutTimes(index === pieces.length - 1 ? Infinity : end / sampleRate, sampleCount) }
    }
  }
}

/** The times alone, as `listSpeechPieces` tells them, without any sound. @throws StudioError `file_not_found` */
export async function listSpeechTimes(db: Database, speech: SpokenText, sampleRate: number): Promise<SpeechTimes[]> {
  return Array.fromAsync(speechTimesAsSpoken(db, speech, sampleRate))
}

/** The same of one utterance after the other, while they are being spoken. @throws StudioError `file_not_found` */
export async function* speechTimesAsSpoken(
  db: Database,
  speech: SpokenText,
  sampleRate: number,
): AsyncGenerator<SpeechTimes> {
  for await (const placed of placeTakes(db, speech, sampleRate)) yield toTimes(speech, placed, sampleRate)
}

/** A take and its place in the speech. All counts are samples at the rate of the speech. */
interface PlacedTake {
  utterance: SpeechUtterance
  take: StoredTake
  parts: TakePart[]
  /** Where the silence before it begins, and where that behind it ends. */
  start: number
  end: number
  silenceAfter: number
}

async function* placeTakes(
  db: Database,
  { plan, untilKept }: SpokenText,
  sampleRate: number,
): AsyncGenerator<PlacedTake> {
  const layout = openLayout(sampleRate)
  layout.addSilence(plan.leadingBreakSeconds)
  let start = 0
  for (const [index, utterance] of plan.utterances.entries()) {
    await untilKept(utterance.takeKey)
    const take = await getTake(db, utterance)
    const parts = layout.add(utterance, take)
    const waits = utterance.silenceSeconds !== undefined && index < plan.utterances.length - 1
    const silenceAfter = waits ? 0 : layout.endSilence() // else the next take decides what is to be added
    yield { utterance, take, parts, start, end: layout.position, silenceAfter }
    start = layout.position
  }
}

/** A piece before it is encoded: of a take, or silence. */
interface Piece {
  track?: Track
  goesOn?: boolean
  /** At the rate of the speech. */
  sampleCount: number
}

/** At least one, so that no character is lost. */
function toPieces({ parts, start, silenceAfter }: PlacedTake, track: Track, sampleRate: number): Piece[] {
  const length = Math.round(sampleRate * pieceSeconds)
  let end = start
  const pieces = parts.flatMap((part) => {
    const silence = silentPieces(part.position - end, length)
    end = part.position + part.sampleCount
    return [...silence, ...takePieces(cutTrack(track, part), part.sampleCount)]
  })
  pieces.push(...silentPieces(silenceAfter, length))
  return pieces.length > 0 ? pieces : [{ sampleCount: 0 }]
}

function silentPieces(sampleCount: number, length: number): Piece[] {
  const pieces = Array.from({ length: Math.ceil(sampleCount / length) }, () => ({ sampleCount: length }))
  const last = pieces.at(-1)
  if (last) last.sampleCount = sampleCount - length * (pieces.length - 1)
  return pieces
}

function takePieces({ samples, sampleRate }: Track, sampleCount: number): Piece[] {
  const length = Math.round(sampleRate * pieceSeconds)
  const heardBy = (end: number) => Math.round((Math.min(end, samples.length) / samples.length) * sampleCount)
  return Array.from({ length: Math.ceil(samples.length / length) }, (_, index) => {
    const [start, end] = [index * length, (index + 1) * length]
    const part = { samples: samples.subarray(start, end), sampleRate }
    return { track: part, goesOn: end < samples.length, sampleCount: heardBy(end) - heardBy(start) }
  })
}

/** Gives the times away bit by bit: each time those of the characters that begin before a second of the speech. */
function openCut({ turn, written, spoken }: SpeechTimes): (endSeconds: number, sampleCount: number) => SpeechTimes {
  const cutWritten = openCharacterCut(written)
  const cutSpoken = openCharacterCut(spoken)
  return (endSeconds, sampleCount) => {
    return { turn, written: cutWritten(endSeconds), spoken: cutSpoken(endSeconds), sampleCount }
  }
}

function openCharacterCut(times: CharacterTimes): (endSeconds: number) => CharacterTimes {
  let given = 0
  return (endSeconds) => {
    const start = given
    while (given < times.characters.length && times.startSeconds[given]! < endSeconds) given++
    return sliceTimes(times, start, given)
  }
}

/** Characters `start` up to but not including `end`. */
export function sliceTimes({ characters, startSeconds, endSeconds }: CharacterTimes, start: number, end: number) {
  return {
    characters: characters.slice(start, end),
    startSeconds: startSeconds.slice(start, end),
    endSeconds: endSeconds.slice(start, end),
  }
}

async function getTake(db: Database, { takeKey }: SpeechUtterance): Promise<StoredTake> {
  const take = (await findTakes(db, [takeKey])).get(takeKey)
  if (!take) throw new StudioError('file_not_found', 'What was spoken has been deleted meanwhile.')
  return take
}

function toTimes({ plan }: SpokenText, placed: PlacedTake, sampleRate: number): SpeechTimes {
  const { utterance, take } = placed
  const { start, end, spoken, turn } = utterance
  return {
    turn,
    written: toCharacterTimes(plan.written.slice(start, end), writtenAlignment(utterance, take), placed, sampleRate),
    spoken: toCharacterTimes(spoken, take.alignment, placed, sampleRate),
    sampleCount: placed.end - placed.start,
  }
}

/** @param sampleRate of the speech */
function toCharacterTimes(
  text: string,
  { startSamples, endSamples }: Alignment,
  { parts, take }: PlacedTake,
  sampleRate: number,
): CharacterTimes {
  const points = listCodePoints(text)
  const seconds = (samples: number) => Math.round((samples / sampleRate) * 1e6) / 1e6
  const rates = { from: take.sampleRate, to: sampleRate }
  const placed = points.map(({ start, character }) =>
    placeTimes(parts, [startSamples[start]!, endSamples[start + character.length - 1]!], rates),
  )
  return {
    characters: points.map((point) => point.character),
    startSeconds: placed.map(([start]) => seconds(start)),
    endSeconds: placed.map(([, end]) => seconds(end)),
  }
}
