import { sql } from 'drizzle-orm'
import { snapshotSampleRate, toSeconds } from '#server/audio/track.ts'
import { findLastInOrder } from '#server/base/find-last-in-order.ts'
import { mapGivingWay, openTurn } from '#server/base/give-way.ts'
import type { BlockId } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import type { ChapterSnapshotContent } from '#server/snapshots/snapshot.ts'
import { getSnapshotContent } from '#server/snapshots/snapshot-store.ts'
import type { Database } from '#server/storage/database.ts'
import type { BlockType } from '#server/storage/schema.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import { splitSentencesInSteps } from '#server/text/sentences.ts'
import { isSpeakable } from '#server/text/speakable.ts'
import type { Book } from './book.ts'

/** A chapter with the seconds at which its text is heard in the file of the book. */
export interface TimedChapter {
  name: string
  startSeconds: number
  endSeconds: number
  blocks: TimedBlock[]
}

/** A stretch of text and when it is heard, in seconds. */
export interface TimedText {
  text: string
  startSeconds: number
  endSeconds: number
}

export interface TimedBlock extends TimedText {
  blockId: BlockId
  subType: BlockType
  /** Of those who are heard, in the order of their first words. */
  voiceIds: string[]
  words: TimedText[]
  /** Those that say something, each with its words and who begins it. */
  sentences: TimedSentence[]
}

export interface TimedSentence extends TimedText {
  voiceId: string | undefined
  /** Pieces between white space, as they stand on a line. */
  pieces: TimedText[]
}

/** The chapters of a book, one at a time, so that only one is in memory. A long one holds nobody up: listeners ask for it, too. */
export async function* readTimedChapters(db: Database, book: Book): AsyncGenerator<TimedChapter> {
  for (const { id, name, startSample, sampleCount } of book.snapshot.chapters) {
    const content = await getSnapshotContent(db, id)
    const voices = await readVoices(db, content)
    yield {
      name,
      startSeconds: toSeconds(startSample),
      endSeconds: toSeconds(startSample + sampleCount),
      blocks: await placeBlocks(content, voices, startSample, book.language ?? 'en'),
    }
  }
}

/** Which voice spoke each take, by its public id. */
async function readVoices(db: Database, { manifest }: ChapterSnapshotContent): Promise<Map<string, string>> {
  const voices = new Map<string, string>()
  for (const some of inGroups(manifest.segments, voicesAtOnce)) {
    const keys = some.flatMap(({ take }) => take?.key ?? [])
    const { rows } = await db.execute<{ key: string; id: string }>(sql`
      select key, engine_id || '-' || voice as id from takes where key = any(${sql.param(keys)}::text[])`)
    for (const { key, id } of rows) voices.set(key, id)
  }
  return voices
}

/** Of so many takes: to ask for those of a long chapter at once would hold up the event loop. */
const voicesAtOnce = 2_000

async function placeBlocks(
  { manifest, characterTimes }: ChapterSnapshotContent,
  voices: Map<string, string>,
  startSample: number,
  language: string,
): Promise<TimedBlock[]> {
  const spans = await listSpans(manifest.segments, voices)
  let point = 0
  let index = 0
  return mapGivingWay(manifest.blocks, function* (block) {
    const clock = openClock(block.text, characterTimes.subarray(point * 2), startSample)
    point += clock.pointCount
    yield
    return yield* placeBlockInSteps(block, clock, spans.get(index++) ?? [], startSample, language)
  })
}

/** So many words, sentences or segments are placed between two steps: a block may have ten thousand of each. */
const placedPerStep = 200

function* placeBlockInSteps(
  { blockId, subType, text }: ChapterSnapshotContent['manifest']['blocks'][number],
  clock: Clock,
  spans: Span[],
  startSample: number,
  language: string,
): Generator<void, TimedBlock> {
  const words = yield* wordsInSteps(text, clock)
  const sentences: TimedSentence[] = []
  for (const [index, range] of (yield* splitSentencesInSteps(text, language)).entries()) {
    if (index % placedPerStep === 0) yield
    const { from, ...sentence } = clock.read(range.start, range.end)
    if (!isSpeakable(sentence.text)) continue
    const sample = Math.round(sentence.startSeconds * snapshotSampleRate) - startSample
    const voiceId = speakerAt(spans, sample)
    sentences.push({ ...sentence, voiceId, pieces: yield* piecesInSteps(sentence.text, from, clock) })
  }
  return {
    blockId,
    subType,
    ...clock.read(0, text.length),
    voiceIds: [...new Set(spans.map((span) => span.voiceId))],
    words,
    sentences,
  }
}

/** Whose span began last by then; the first one's before all of them. @param spans in the order of their starts */
function speakerAt(spans: Span[], sample: number): string | undefined {
  return (findLastInOrder(spans, ({ start }) => start <= sample) ?? spans[0])?.voiceId
}

/** A take from the sample of the chapter at which it begins. */
interface Span {
  start: number
  voiceId: string
}

/** Of each block, in their order. */
async function listSpans(
  segments: ChapterSnapshotContent['manifest']['segments'],
  voices: Map<string, string>,
): Promise<Map<number, Span[]>> {
  const spans = new Map<number, Span[]>()
  const giveWay = openTurn()
  let start = 0
  for (const [index, { take, blockIndex, sampleCount, pauseSamples }] of segments.entries()) {
    if (index % placedPerStep === 0) await giveWay()
    const voiceId = take ? voices.get(take.key) : undefined
    const ofBlock = spans.get(blockIndex) ?? []
    if (voiceId !== undefined) ofBlock.push({ start, voiceId })
    spans.set(blockIndex, ofBlock)
    start += sampleCount + pauseSamples
  }
  return spans
}

type Clock = ReturnType<typeof openClock>

/** Tells when a stretch of a text is heard. @param times of the code points of the text, and maybe of more */
function openClock(text: string, times: Uint32Array, startSample: number) {
  const points = listCodePoints(text)
  const pointAt = new Uint32Array(text.length + 1).fill(points.length)
  for (const [index, { start, character }] of points.entries())
    for (let unit = 0; unit < character.length; unit++) pointAt[start + unit] = index
  return {
    pointCount: points.length,
    /** Without the white space at its ends. `from` is where it begins in the text. */
    read(start: number, end: number): TimedText & { from: number } {
      const raw = text.slice(start, end)
      const from = start + raw.length - raw.trimStart().length
      const trimmed = raw.trim()
      const first = pointAt[from] ?? 0
      const last = Math.max(first, (pointAt[from + trimmed.length] ?? points.length) - 1)
      return {
        text: trimmed,
        from,
        startSeconds: toSeconds(startSample + (times[first * 2] ?? 0)),
        endSeconds: toSeconds(startSample + (times[last * 2 + 1] ?? 0)),
      }
    },
  }
}

const wordSegmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

function* wordsInSteps(text: string, clock: Clock): Generator<void, TimedText[]> {
  const words: TimedText[] = []
  let seen = 0
  for (const { index, segment, isWordLike } of wordSegmenter.segment(text)) {
    if (++seen % placedPerStep === 0) yield
    if (isWordLike) words.push(withoutPlace(clock.read(index, index + segment.length)))
  }
  return words
}

function* piecesInSteps(sentence: string, from: number, clock: Clock): Generator<void, TimedText[]> {
  const pieces: TimedText[] = []
  for (const { index, 0: piece } of sentence.matchAll(/\S+/gu)) {
    if (pieces.length % placedPerStep === 0) yield
    pieces.push(withoutPlace(clock.read(from + index, from + index + piece.length)))
  }
  return pieces
}

function withoutPlace({ text, startSeconds, endSeconds }: TimedText): TimedText {
  return { text, startSeconds, endSeconds }
}
