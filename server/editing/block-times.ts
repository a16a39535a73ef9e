import { untilMyTurn } from '#server/base/give-way.ts'
import { listSpeechTimes } from '#server/speaking/speech-pieces.ts'
import type { Database } from '#server/storage/database.ts'
import { listCodePoints } from '#server/text/code-points.ts'
import type { BlockSound } from './block-sound.ts'

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
  await untilMyTurn() // there may be twenty thousand characters
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
  await untilMyTurn()
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
