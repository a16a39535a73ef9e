import type { Alignment } from '#server/audio/alignment.ts'
import type { Encoders, EncodingFormat } from '#server/audio/encoders.ts'
import { resampledLength } from '#server/audio/resample.ts'
import { StudioError } from '#server/base/errors.ts'
import type { PlannedUtterance } from '#server/planning/plan-block.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findTakes, readTakeTrack, type StoredTake } from '#server/takes/take-store.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import { toSourceTimes } from '#server/text/offset-map.ts'
import type { SpokenText } from './speak-now.ts'

type Needs = { db: Database; files: FileStore; encoders: Encoders }

/** The sound of one utterance, encoded, and when its characters are heard. */
export interface SpeechPiece {
  audio: Uint8Array
  /** Of the text as it was sent, without tags. */
  written: CharacterTimes
  /** Of the text as it was spoken. */
  spoken: CharacterTimes
  /** Of this piece, at the rate of the format. */
  sampleCount: number
}

/** Code points, and seconds from the start of the whole speech. */
export interface CharacterTimes {
  characters: string[]
  startSeconds: number[]
  endSeconds: number[]
}

/** Encodes a text while it is being spoken, an utterance a piece; the last piece only holds what the encoder kept back. */
export async function* listSpeechPieces(
  needs: Needs,
  { plan, untilKept }: SpokenText,
  format: EncodingFormat,
): AsyncGenerator<SpeechPiece> {
  const { sampleRate } = format
  using encoder = needs.encoders.open(format)
  let position = Math.round(plan.leadingBreakSeconds * sampleRate)
  let lead = position > 0 ? [await encoder.silence(position)] : []
  for (const planned of plan.utterances) {
    await untilKept(planned.takeKey)
    const take = await getTake(needs.db, planned)
    const pauseSamples = Math.round(planned.breakSeconds * sampleRate)
    const spoken = await encoder.push(await readTakeTrack(needs.files, take))
    const pause = pauseSamples > 0 ? [await encoder.silence(pauseSamples)] : []
    const offsetSeconds = position / sampleRate
    const sampleCount = resampledLength(take.sampleCount, take.sampleRate, sampleRate) + pauseSamples
    yield {
      audio: Buffer.concat([...lead, spoken, ...pause]),
      written: toTimes(
        plan.written.slice(planned.start, planned.end),
        writtenTimes(planned, take),
        take,
        offsetSeconds,
      ),
      spoken: toTimes(planned.utterance.text, take.alignment, take, offsetSeconds),
      sampleCount: sampleCount + (lead.length && position),
    }
    position += sampleCount
    lead = []
  }
  yield { audio: await encoder.finish(), written: noTimes, spoken: noTimes, sampleCount: 0 }
}

async function getTake(db: Database, { takeKey }: PlannedUtterance): Promise<StoredTake> {
  const take = (await findTakes(db, [takeKey])).get(takeKey)
  if (!take) throw new StudioError('file_not_found', 'What was spoken has been deleted meanwhile.')
  return take
}

const noTimes: CharacterTimes = { characters: [], startSeconds: [], endSeconds: [] }

function writtenTimes({ map, start, end }: PlannedUtterance, { alignment }: StoredTake): Alignment {
  return map ? toSourceTimes(map, alignment, end - start) : alignment
}

/** @param offsetSeconds where the take begins */
function toTimes(
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
