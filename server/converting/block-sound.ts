import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, GenerationId, TakeKey } from '#server/base/ids.ts'
import { openLayout } from '#server/planning/lay-out.ts'
import { type Pauses, pausesOf } from '#server/planning/pauses.ts'
import { type BlockPlan, planBlock } from '#server/planning/plan-block.ts'
import type { SpeechUtterance } from '#server/planning/plan-speech.ts'
import { readSpeakers, type Speakers } from '#server/planning/speakers.ts'
import { withPauses } from '#server/planning/timeline.ts'
import { type Generation, generationIdOf, getGeneration } from '#server/projects/block-generations.ts'
import { getBlock, getChapter } from '#server/projects/chapters.ts'
import { getProject } from '#server/projects/find-project.ts'
import type { ChapterKey } from '#server/projects/project.ts'
import { type SpokenText, spokenBefore } from '#server/speaking/speak-now.ts'
import { listSpeechTimes } from '#server/speaking/speech-pieces.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { findTakes, listKeptKeys, readTakeTrack } from '#server/takes/take-store.ts'
import { readVoiceGains } from '#server/takes/voice-levels.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/** A block that is spoken: its pauses inside, none at its ends. */
export interface BlockSound {
  generationId: GenerationId
  speech: SpokenText
}

/**
 * The sound of a block as it is now.
 * @throws StudioError `chapter_not_found`, `block_not_found`, `not_spoken`, `voice_not_found`
 */
export async function getBlockSound(needs: Needs, key: ChapterKey, blockId: BlockId): Promise<BlockSound> {
  const plan = await planSound(needs, key, blockId)
  const keys = plan.utterances.map((one) => one.takeKey)
  const kept = await listKeptKeys(needs.db, keys)
  if (keys.length === 0 || keys.some((takeKey) => !kept.has(takeKey))) {
    throw new StudioError('not_spoken', 'This paragraph is not spoken as it is now.')
  }
  return toBlockSound(needs.db, plan, spokenBefore)
}

/** @param toSpoken how what is planned is there, or comes */
export async function toBlockSound(
  db: Database,
  plan: BlockPlan,
  toSpoken: (plan: SpokenText['plan']) => SpokenText,
): Promise<BlockSound> {
  const keys = plan.utterances.map((one) => one.takeKey)
  const breaks = plan.utterances.map((one) => one.breakSeconds)
  const spokenBy = plan.utterances.map(({ engineId, utterance }) => ({ engineId, voice: utterance.voice }))
  const gains = await readVoiceGains(db, spokenBy)
  return { generationId: generationIdOf(keys, breaks), speech: { ...toSpoken(toSpeechPlan(plan)), gains } }
}

/** The sound that a block once had. @throws StudioError `generation_not_found`, `chapter_not_found` */
export async function getGenerationSound(
  db: Database,
  key: ChapterKey,
  blockId: BlockId,
  id: GenerationId,
): Promise<BlockSound> {
  await getChapter(db, key)
  const generation = await getGeneration(db, key.chapterId, blockId, id)
  const utterances = toUtterances(generation, pausesOf(await getProject(db, key.projectId)))
  const gains = await readVoiceGains(db, (await findTakes(db, generation.takeKeys)).values())
  return { generationId: id, speech: { ...spokenBefore({ written: '', leadingBreakSeconds: 0, utterances }), gains } }
}

/** What is to be heard of a block. @throws StudioError `chapter_not_found`, `block_not_found`, `voice_not_found` */
export async function planSound(
  { db, voices }: Needs,
  key: ChapterKey,
  blockId: BlockId,
  how: Pick<Speakers, 'startsSoon'> = {},
): Promise<BlockPlan> {
  const project = await getProject(db, key.projectId)
  const block = await getBlock(db, key, blockId)
  const plan = planBlock(block, { ...(await readSpeakers({ db, voices }, project)), ...how })
  return { ...plan, utterances: withPauses(plan.utterances, pausesOf(project)) }
}

function toSpeechPlan({ written, utterances }: BlockPlan): SpokenText['plan'] {
  const entries = utterances.map(({ engineId: _, voiceRefId: _ref, utterance, ...entry }) => {
    return { ...entry, spoken: utterance.text, turn: 0 }
  })
  return { written, leadingBreakSeconds: 0, utterances: withoutEndPause(entries) }
}

function toUtterances(generation: Generation, pauses: Pauses): SpeechUtterance[] {
  return placedEntries(generation, pauses).map(({ voiceRefId: _, ...entry }) => {
    return { ...entry, start: 0, end: 0, map: null, spoken: '', turn: 0 }
  })
}

/** The takes of a generation with the silence between them, as the project has it now. */
export function placedEntries({ takeKeys, breakSeconds, endsSentence, voiceRefIds }: Generation, pauses: Pauses) {
  const entries = takeKeys.map((takeKey, index) => ({
    takeKey,
    breakSeconds: breakSeconds[index]!,
    endsSentence: endsSentence[index],
    voiceRefId: voiceRefIds[index],
  }))
  return withoutEndPause(withPauses(entries, pauses))
}

function withoutEndPause<Entry extends { breakSeconds: number }>(entries: Entry[]): Entry[] {
  return entries.map((entry, index) => (index === entries.length - 1 ? { ...entry, breakSeconds: 0 } : entry))
}

/** When a word is heard, in seconds of the block's sound; `from` and `to` are code points of its written text. */
export interface HeardWord {
  text: string
  start: number
  end: number
  from: number
  to: number
}

export interface BlockTimes {
  durationSeconds: number
  words: HeardWord[]
  characters: { characters: string[]; startSeconds: number[]; endSeconds: number[] }
}

export const timesRate = 44_100

/** When the words and characters of a block are heard. @throws StudioError `file_not_found` */
export async function readBlockTimes(db: Database, { speech }: BlockSound): Promise<BlockTimes> {
  const times = await listSpeechTimes(db, speech, timesRate)
  const { written, utterances } = speech.plan
  const points = listCodePoints(written)
  const indexAt = indexAtOf(written)
  const startSeconds = new Array<number>(points.length).fill(0)
  const endSeconds = new Array<number>(points.length).fill(0)
  let filled = 0
  let last = 0
  const fillTo = (index: number) => {
    for (; filled < index; filled++) startSeconds[filled] = endSeconds[filled] = last
  }
  for (const [number, utterance] of utterances.entries()) {
    const first = indexAt.get(utterance.start) ?? points.length
    fillTo(first) // what no utterance says has no time of its own
    for (const [offset, start] of times[number]!.written.startSeconds.entries()) {
      startSeconds[first + offset] = start
      endSeconds[first + offset] = last = times[number]!.written.endSeconds[offset]!
    }
    filled = first + times[number]!.written.startSeconds.length
  }
  fillTo(points.length)
  const sampleCount = times.reduce((sum, one) => sum + one.sampleCount, 0)
  return {
    durationSeconds: sampleCount / timesRate,
    words: listWords(written, indexAt, startSeconds, endSeconds),
    characters: { characters: points.map((point) => point.character), startSeconds, endSeconds },
  }
}

/** When the words of a text are heard whose characters all have a time. */
export function listHeardWords(
  text: string,
  { startSeconds, endSeconds }: { startSeconds: number[]; endSeconds: number[] },
): HeardWord[] {
  return listWords(text, indexAtOf(text), startSeconds, endSeconds)
}

/** Of each code point, by where it begins. */
function indexAtOf(text: string): Map<number, number> {
  return new Map(listCodePoints(text).map((point, index) => [point.start, index]))
}

const wordSegmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

function listWords(written: string, indexAt: Map<number, number>, starts: number[], ends: number[]): HeardWord[] {
  return [...wordSegmenter.segment(written)]
    .filter((segment) => segment.isWordLike)
    .map(({ segment, index }) => {
      const from = indexAt.get(index)!
      const to = indexAt.get(index + segment.length) ?? starts.length
      return { text: segment, start: starts[from]!, end: ends[to - 1]!, from, to }
    })
}

/** How far a sound swings in each stretch of time. */
export interface Peaks {
  durationSeconds: number
  count: number
  /** Pairs of least and greatest sample between -1 and 1; so many that they are not made all at once. */
  list(start: number, end: number): [number, number][]
}

/** @throws StudioError `file_not_found` */
export async function readBlockPeaks(
  needs: { db: Database; files: FileStore },
  { speech }: BlockSound,
  perSecond: number,
): Promise<Peaks> {
  const { utterances } = speech.plan
  const takes = await findTakes(
    needs.db,
    utterances.map((one) => one.takeKey),
  )
  const takeOf = ({ takeKey }: { takeKey: TakeKey }) => {
    const take = takes.get(takeKey)
    if (take) return take
    throw new StudioError('file_not_found', 'What was spoken has been deleted meanwhile.')
  }
  const whole = openLayout(timesRate)
  for (const entry of utterances) whole.add(entry, takeOf(entry))
  whole.endSilence()
  const durationSeconds = whole.position / timesRate
  const count = Math.ceil(durationSeconds * perSecond)
  const lows = new Int16Array(count)
  const highs = new Int16Array(count)
  const giveWay = openTurn()
  const layout = openLayout(timesRate)
  for (const entry of utterances) {
    const take = takeOf(entry)
    const { samples, sampleRate } = await readTakeTrack(needs.files, take)
    const windowLength = Math.ceil(sampleRate / perSecond)
    for (const { start, end, position } of layout.add(entry, take)) {
      const firstAt = Math.floor((position / timesRate) * perSecond)
      const windowCount = Math.ceil((end - start) / windowLength)
      for (let index = 0; index < windowCount; index++) {
        const from = start + index * windowLength
        const part = samples.subarray(from, Math.min(from + windowLength, end))
        const at = firstAt + index
        lows[at] = Math.min(lows[at]!, lowest(part))
        highs[at] = Math.max(highs[at]!, highest(part))
        await giveWay()
      }
    }
  }
  const list = (start: number, end: number) =>
    Array.from(lows.subarray(start, end), (low, at): [number, number] => [round(low), round(highs[start + at]!)])
  return { durationSeconds, count, list }
}

function lowest(samples: Int16Array): number {
  let found = 0
  for (const sample of samples) if (sample < found) found = sample
  return found
}

function highest(samples: Int16Array): number {
  let found = 0
  for (const sample of samples) if (sample > found) found = sample
  return found
}

function round(sample: number): number {
  return Math.round((sample / 32_768) * 1_000) / 1_000
}
