import { fadeSeconds } from '#server/audio/cut-track.ts'
import type { SampleRange } from '#server/audio/quiet-ranges.ts'
import { resampledLength } from '#server/audio/resample.ts'
import { findLastInOrder } from '#server/base/find-last-in-order.ts'
import type { StoredTake } from '#server/takes/take-store.ts'
import { type TimelineEntry, toSampleCount } from './timeline.ts'

/** A stretch of a take that is played in one go. */
export interface TakePart {
  /** In the take's own samples, end exclusive. */
  start: number
  end: number
  /** What begins from this sample of the take on is heard in it: the middle of the silence before it. */
  heardFrom: number
  /** Silence before it, in samples of the whole. */
  silenceBefore: number
  /** Where it begins, and how long it is, in samples of the whole. */
  position: number
  sampleCount: number
}

type PlacedEntry = Pick<TimelineEntry, 'breakSeconds' | 'silenceSeconds' | 'sentenceSeconds'>
type PlacedTake = Pick<StoredTake, 'sampleCount' | 'sampleRate' | 'silences'>

/** Puts takes one behind the other with the silence that is wanted between them. */
export interface Layout {
  /** How long it is so far, the silence behind the last take not counted. */
  readonly position: number
  /** The parts of a take, of which there is at least one. */
  add(entry: PlacedEntry, take: PlacedTake): TakePart[]
  /** The silence that is still to come behind the last take. What follows begins at its end. */
  endSilence(): number
  /** Silence of its own, such as a block with nothing to say. @returns samples */
  addSilence(seconds: number): number
  /** Silence before a take that comes next, with what that brings along. What was still to come must have ended. */
  awaitSound(seconds: number): void
}

/**
 * Where two sentences meet, the silence that the takes bring along is part of what is wanted, and digital silence is what is
 * heard: of theirs only the few milliseconds stay in which the sound fades. What a voice hisses there, 45 dB below its
 * loudest, would be a sound to one measure and silence to another. So a pause is as long by any of them, and who hears a
 * speech while it is spoken need not wait for the next take to know where this one ends.
 * @param sampleRate hertz, of the whole
 */
export function openLayout(sampleRate: number): Layout {
  let position = 0
  let silence: Silence = { kind: 'added', samples: 0 }

  /** @param own what the next take brings along, in samples of the whole */
  function begin(own: number): { kept: number; added: number } {
    const { kind, samples } = silence
    silence = { kind: 'added', samples: 0 }
    if (kind === 'added') return { kept: own, added: samples }
    const kept = Math.min(own, samples, toSampleCount(fadeSeconds, sampleRate))
    return { kept, added: samples - kept }
  }

  /** @param own what the take brings along behind it, in samples of the whole */
  function end({ silenceSeconds, breakSeconds }: PlacedEntry, own: number): { kept: number; isWhole: boolean } {
    if (silenceSeconds === undefined) {
      silence = { kind: 'added', samples: toSampleCount(breakSeconds, sampleRate) }
      return { kept: own, isWhole: true }
    }
    const wanted = toSampleCount(silenceSeconds, sampleRate)
    const kept = Math.min(own, Math.floor(wanted / 2), toSampleCount(fadeSeconds, sampleRate))
    silence = { kind: 'whole', samples: wanted - kept }
    return { kept, isWhole: kept === own }
  }

  return {
    get position() {
      return position
    },
    add(entry, { sampleCount, sampleRate: ownRate, silences }) {
      const { soundStart, soundEnd, betweenSentences } = silences ?? whole(sampleCount)
      const toWhole = (samples: number) => Math.round((samples / ownRate) * sampleRate)
      const toOwn = (samples: number) => Math.round((samples / sampleRate) * ownRate)
      const parts: TakePart[] = []
      const lead = begin(toWhole(soundStart))
      let from = {
        start: lead.kept === toWhole(soundStart) ? 0 : soundStart - toOwn(lead.kept),
        heardFrom: 0,
        silenceBefore: lead.added,
      }
      const playUntil = (end: number) => {
        const sampleCount = resampledLength(end - from.start, ownRate, sampleRate)
        parts.push({ ...from, end, position: position + from.silenceBefore, sampleCount })
        position += from.silenceBefore + sampleCount
      }
      for (const cut of sentenceCuts(betweenSentences, entry.sentenceSeconds, ownRate)) {
        playUntil(cut.end)
        const { start, heardFrom } = cut
        from = { start, heardFrom, silenceBefore: toSampleCount(cut.addedSeconds, sampleRate) }
      }
      const tail = end(entry, toWhole(sampleCount - soundEnd))
      playUntil(tail.isWhole ? sampleCount : soundEnd + toOwn(tail.kept))
      return parts
    },
    endSilence() {
      const { samples } = silence
      silence = { kind: 'added', samples: 0 }
      position += samples
      return samples
    },
    addSilence(seconds) {
      const samples = toSampleCount(seconds, sampleRate)
      position += samples
      return samples
    },
    awaitSound(seconds) {
      silence = { kind: 'whole', samples: toSampleCount(seconds, sampleRate) }
    },
  }
}

/** Where a take is interrupted between its sentences, in its own samples, and what is added there. */
function sentenceCuts(borders: SampleRange[], sentenceSeconds: number | undefined, sampleRate: number) {
  if (sentenceSeconds === undefined) return []
  const wanted = Math.round(sentenceSeconds * sampleRate)
  return borders.map((border) => {
    const native = border.end - border.start
    const kept = Math.min(native, wanted, 2 * toSampleCount(fadeSeconds, sampleRate))
    const end = border.start + Math.floor(kept / 2)
    const heardFrom = border.start + Math.floor(native / 2)
    return { end, start: end + native - kept, heardFrom, addedSeconds: (wanted - kept) / sampleRate }
  })
}

/** Silence that is still to come: with or without what the next take brings along. */
interface Silence {
  kind: 'added' | 'whole'
  samples: number
}

function whole(sampleCount: number) {
  return { soundStart: 0, soundEnd: sampleCount, betweenSentences: [] }
}

/**
 * When a character is heard whose times in the take are known, in samples of the whole (not rounded). What is left out is
 * heard where it would be.
 */
export function placeTimes(
  parts: TakePart[],
  [start, end]: [number, number],
  { from, to }: { from: number; to: number },
): [number, number] {
  const place = (part: TakePart, sample: number) =>
    part.position + ((Math.min(Math.max(sample, part.start), part.end) - part.start) * to) / from
  const lastHeard = (isHeard: (part: TakePart) => boolean) => findLastInOrder(parts, isHeard) ?? parts[0]!
  const first = lastHeard(({ heardFrom }) => heardFrom <= start)
  const last = lastHeard(({ heardFrom }) => heardFrom < end)
  const placed = place(first, start)
  return [placed, Math.max(placed, place(last, end))]
}
