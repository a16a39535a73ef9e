import type { Alignment } from '#server/audio/alignment.ts'
import type { BlockId, ProjectVoiceId, TakeKey } from '#server/base/ids.ts'
import type { BlockType, Pauses } from '#server/storage/schema.ts'
import type { StoredTake } from '#server/takes/take-store.ts'
import { type OffsetMap, toSourceTimes } from '#server/text/offset-map.ts'
import { pauseAfterBlock, scenePauseSeconds } from './pauses.ts'

/**
 * What is heard of a written text, in order: which take says which stretch of it, and the silence around. A speech has one;
 * a chapter has one for each block. All that plays, shows or tells when something is heard is made from it, by `openLayout`.
 */
export interface Timeline {
  written: string
  /** Silence before the first word, with what its take brings along; all of it where nothing is said. */
  leadingBreakSeconds: number
  utterances: TimelineEntry[]
}

export interface TimelineEntry {
  takeKey: TakeKey
  /** The stretch of the written text: UTF-16, end exclusive. */
  start: number
  end: number
  /** From the written stretch to the spoken text; null when they are the same. */
  map: OffsetMap | null
  /** Silence behind it, besides what the takes bring along. */
  breakSeconds: number
  /** That silence is there because a sentence ends, not because the writer asked for it. */
  endsSentence?: boolean
  /** Silence behind it with all that the takes bring along; decides instead of `breakSeconds`. */
  silenceSeconds?: number
  /** Silence between the sentences inside it; as the voice made it when not given. */
  sentenceSeconds?: number
  /** How much louder it is played than other voices, in decibels. */
  volumeGain?: number
}

/** The timeline of one block of a chapter. */
export interface BlockTimeline extends Timeline {
  blockId: BlockId
  subType: BlockType
}

/** What a pause depends on. */
type Voiced = Pick<TimelineEntry, 'breakSeconds' | 'endsSentence'> & { voiceRefId: ProjectVoiceId | undefined }

/** A block as it is planned, without regard to the pauses of its project. */
export interface PlannedBlock extends BlockTimeline {
  utterances: (TimelineEntry & Voiced)[]
}

/** Gives the blocks of a chapter the silence within and behind each, as the project has it. */
export function toChapterTimeline<Block extends PlannedBlock>(blocks: Block[], pauses: Pauses): Block[] {
  return blocks.map((block, index) => {
    const next = blocks[index + 1]
    const leadingBreakSeconds = block.leadingBreakSeconds + (index === 0 ? pauses.chapterStartSeconds : 0)
    const paused = { ...block, leadingBreakSeconds, utterances: withPauses(block.utterances, pauses) }
    return withEndPause(paused, next ? secondsBetween(block, next, pauses) : pauses.chapterSeconds)
  })
}

/** Gives the utterances of a block the silence between: at sentences, at another voice, and where the writer asked for it. */
export function withPauses<Entry extends Voiced>(utterances: Entry[], pauses: Pauses) {
  const { sentenceSeconds } = pauses
  return utterances.map((one, index) => {
    const silenceSeconds = silenceBehind(one, utterances[index + 1], pauses)
    return { ...one, sentenceSeconds, ...(silenceSeconds !== undefined && { silenceSeconds }) }
  })
}

/** Undefined where it is the voice's own: amidst a sentence, and at the end. */
function silenceBehind(
  { breakSeconds, endsSentence, voiceRefId }: Voiced,
  next: Voiced | undefined,
  { sentenceSeconds, speakerSeconds }: Pauses,
): number | undefined {
  if (!next) return undefined
  if (endsSentence) return next.voiceRefId === voiceRefId ? sentenceSeconds : Math.max(sentenceSeconds, speakerSeconds)
  return breakSeconds > 0 ? breakSeconds : undefined
}

function withEndPause<Block extends PlannedBlock>(block: Block, seconds: number): Block {
  const last = block.utterances.at(-1)
  if (!last) return { ...block, leadingBreakSeconds: block.leadingBreakSeconds + seconds }
  const ended = { ...last, silenceSeconds: last.breakSeconds + seconds }
  return { ...block, utterances: [...block.utterances.slice(0, -1), ended] }
}

/** The silence between two blocks of a chapter. */
export function secondsBetween(
  { subType, written, utterances }: Pick<PlannedBlock, 'subType' | 'written'> & { utterances: Voiced[] },
  next: { utterances: Voiced[] },
  pauses: Pauses,
): number {
  if (utterances.length === 0 && written.trim() !== '') return scenePauseSeconds
  const seconds = pauseAfterBlock(subType, pauses)
  const [last, first] = [utterances.at(-1), next.utterances[0]]
  const isTurn = last && first && last.voiceRefId !== first.voiceRefId
  return isTurn ? Math.max(seconds, pauses.speakerSeconds) : seconds
}

export function toSampleCount(seconds: number, sampleRate: number): number {
  return Math.round(seconds * sampleRate)
}

/** When each unit of the written stretch is heard, in the take's own samples. */
export function writtenAlignment({ map, start, end }: TimelineEntry, { alignment }: StoredTake): Alignment {
  return map ? toSourceTimes(map, alignment, end - start) : alignment
}
