import { joinArrays } from '#server/base/join-arrays.ts'
import { leadSeconds, tailSeconds } from '../silent-edges.ts'
import { findSpeech, type RawSpeech } from './speech-times.ts'

/** The sound of some of the symbols of an utterance, and what kind each of them is. */
export interface Piece extends RawSpeech {
  isHeard: boolean[]
  isPause: boolean[]
}

/** The sound of a whole utterance, and when each of its symbols is heard, in samples. */
export interface JoinedSpeech {
  samples: Float32Array
  sampleRate: number
  starts: number[]
  ends: number[]
}

/**
 * Puts the pieces of an utterance one behind the other, with a known length of silence at its edges and, where a piece ends
 * in a mark, between them. Of nothing but silence only the edges are left.
 */
export function joinPieces(pieces: Piece[]): JoinedSpeech {
  const { sampleRate } = pieces[0]!
  const parts: Float32Array[] = []
  const starts: number[] = []
  const ends: number[] = []
  let length = 0
  for (const [index, piece] of pieces.entries()) {
    const isLast = index === pieces.length - 1
    const lead = index === 0 || endsInMark(pieces[index - 1]!) ? leadSeconds : joinedSeconds
    const tail = isLast || endsInMark(piece) ? tailSeconds : joinedSeconds
    const trimmed = trim(piece, Math.round(lead * sampleRate), Math.round(tail * sampleRate))
    parts.push(trimmed.samples)
    for (const start of trimmed.starts) starts.push(start + length)
    for (const end of trimmed.ends) ends.push(end + length)
    length += trimmed.samples.length
  }
  return { samples: joinArrays(Float32Array, parts), sampleRate, starts, ends }
}

/** The silence on each side of a cut within a phrase. */
const joinedSeconds = 0.015

function endsInMark({ isHeard, isPause }: Piece): boolean {
  return isPause.lastIndexOf(true) > isHeard.lastIndexOf(true)
}

/** @param lead, tail in samples */
function trim(piece: Piece, lead: number, tail: number): Omit<JoinedSpeech, 'sampleRate'> {
  const speech = findSpeech(piece, piece.isHeard, piece.isPause)
  if (!speech) {
    const silence = { start: 0, end: 0, starts: piece.isHeard.map(() => 0), ends: piece.isHeard.map(() => 0) }
    return cut(new Float32Array(0), silence, lead, tail)
  }
  return cut(piece.samples, speech, lead, tail)
}

function cut(
  samples: Float32Array,
  { start, end, ...times }: { start: number; end: number; starts: number[]; ends: number[] },
  lead: number,
  tail: number,
) {
  const from = start - lead
  const part = new Float32Array(end + tail - from)
  part.set(samples.subarray(Math.max(0, from), Math.min(end + tail, samples.length)), Math.max(0, -from))
  const inPart = (sample: number) => Math.max(lead, Math.min(sample - from, part.length - tail))
  return { samples: part, starts: times.starts.map(inPart), ends: times.ends.map(inPart) }
}
