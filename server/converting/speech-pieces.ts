import type { Alignment } from '#server/audio/alignment.ts'
import type { Encoders, EncodingFormat } from '#server/audio/encoders.ts'
import { resampledLength } from '#server/audio/resample.ts'
import { StudioError } from '#server/base/errors.ts'
import type { SpeechUtterance } from '#server/planning/plan-speech.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findTakes, readTakeTrack, type StoredTake } from '#server/takes/take-store.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import { toSourceTimes } from '#server/text/offset-map.ts'
import type { SpokenText } from './speak-now.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/** When the characters of one utterance are heard. */
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

/** The sound of one utterance, encoded. The last piece has no utterance, only what the encoder kept back. */
export interface SpeechPiece {
  audio: Uint8Array
  times?: SpeechTimes
}

/** Code points, and seconds from the start of the whole speech. */
export interface CharacterTimes {
  characters: string[]
  startSeconds: number[]
  endSeconds: number[]
}

/** Encodes a speech while it is being spoken, an utterance a piece. @throws StudioError `file_not_found` */
export async function* listSpeechPieces(
  needs: Needs,
  speech: SpokenText,
  format: EncodingFormat,
): AsyncGenerator<SpeechPiece> {
  using encoder = needs.encoders.open(format)
  const silence = async (sampleCount: number) => (sampleCount > 0 ? encoder.silence(sampleCount) : new Uint8Array(0))
  for await (const placed of placeTakes(needs.db, speech, format.sampleRate)) {
    const before = await silence(placed.silenceBefore)
    const spoken = await encoder.push(await readTakeTrack(needs.files, placed.take))
    const after = await silence(placed.silenceAfter)
    yield { audio: Buffer.concat([before, spoken, after]), times: toTimes(speech, placed, format.sampleRate) }
  }
  yield { audio: await encoder.finish() }
}

/** The times alone, as `listSpeechPieces` tells them, without any sound. @throws StudioError `file_not_found` */
export async function listSpeechTimes(db: Database, speech: SpokenText, sampleRate: number): Promise<SpeechTimes[]> {
  const times: SpeechTimes[] = []
  for await (const placed of placeTakes(db, speech, sampleRate)) times.push(toTimes(speech, placed, sampleRate))
  return times
}

/** A take and its place in the speech. All counts are samples at the rate of the speech. */
interface PlacedTake {
  utterance: SpeechUtterance
  take: StoredTake
  start: number
  sampleCount: number
  silenceBefore: number
  silenceAfter: number
}

async function* placeTakes(
  db: Database,
  { plan, untilKept }: SpokenText,
  sampleRate: number,
): AsyncGenerator<PlacedTake> {
  let silenceBefore = Math.round(plan.leadingBreakSeconds * sampleRate)
  let start = silenceBefore
  for (const utterance of plan.utterances) {
    await untilKept(utterance.takeKey)
    const take = await getTake(db, utterance)
    const sampleCount = resampledLength(take.sampleCount, take.sampleRate, sampleRate)
    const silenceAfter = Math.round(utterance.breakSeconds * sampleRate)
    yield { utterance, take, start, sampleCount, silenceBefore, silenceAfter }
    start += sampleCount + silenceAfter
    silenceBefore = 0
  }
}

async function getTake(db: Database, { takeKey }: SpeechUtterance): Promise<StoredTake> {
  const take = (await findTakes(db, [takeKey])).get(takeKey)
  if (!take) throw new StudioError('file_not_found', 'What was spoken has been deleted meanwhile.')
  return take
}

function toTimes({ plan }: SpokenText, placed: PlacedTake, sampleRate: number): SpeechTimes {
  const { utterance, take, silenceBefore, silenceAfter } = placed
  const { start, end, map, spoken, turn } = utterance
  const offsetSeconds = placed.start / sampleRate
  const writtenAlignment = map ? toSourceTimes(map, take.alignment, end - start) : take.alignment
  return {
    turn,
    written: toCharacterTimes(plan.written.slice(start, end), writtenAlignment, take, offsetSeconds),
    spoken: toCharacterTimes(spoken, take.alignment, take, offsetSeconds),
    sampleCount: silenceBefore + placed.sampleCount + silenceAfter,
  }
}

/** @param offsetSeconds where the take begins */
function toCharacterTimes(
  text: string,
  { startSamples, endSamples }: Alignment,
  { sampleRate }: StoredTake,
  offsetSeconds: number,
): CharacterTimes {
  const points = listCodePoints(text)
  const seconds = (samples: number) => Math.round((offsetSeconds + samples / sampleRate) * 1e6) / 1e6
  return {
    characters: points.map((point) => point.character),
    startSeconds: points.map((point) => seconds(startSamples[point.start]!)),
    endSeconds: points.map((point) => seconds(endSamples[point.start + point.character.length - 1]!)),
  }
}
