import type { SocketAlignment, SpeechSocketFrame } from '#contract/speech-sockets.ts'
import type { PartTimes, SpeechPart } from '#server/speaking/speech-parts.ts'
import type { CharacterTimes } from '#server/speaking/speech-pieces.ts'

/** Sound and its times, as clients of the public API expect them. */
export function presentPart({ audio, times }: SpeechPart): SpeechSocketFrame {
  return {
    audio: Buffer.from(audio).toString('base64'),
    isFinal: null,
    normalizedAlignment: times ? presentTimes(withLeadIn(times), times) : null,
    alignment: times ? presentTimes(times.written, times) : null,
  }
}

/** Nothing follows it: neither sound nor times are in it, for some clients do not look. */
export const finalFrame: SpeechSocketFrame = { audio: null, isFinal: true, normalizedAlignment: null, alignment: null }

/** The spoken text of a sentence begins with a space, which takes the silence before the first character. */
function withLeadIn({ spoken, isFirst }: PartTimes): CharacterTimes {
  if (!isFirst) return spoken
  return {
    characters: [' ', ...spoken.characters],
    startSeconds: [0, ...spoken.startSeconds],
    endSeconds: [spoken.startSeconds[0] ?? 0, ...spoken.endSeconds],
  }
}

/**
 * Clients add up where they are: the first character of a sentence begins with the sound, and the last one of a part ends
 * with it. A sentence ends with a space, for clients join words until there is one.
 */
function presentTimes(times: CharacterTimes, { seconds, isFirst, isLast }: PartTimes): SocketAlignment {
  const chars = [...times.characters]
  const starts = times.startSeconds.map(toMilliseconds)
  if (isFirst && chars.length > 0) starts[0] = 0
  if (chars.length === 0 || (isLast && !/^\s$/.test(chars.at(-1)!))) {
    chars.push(' ')
    starts.push(toMilliseconds(Math.min(times.endSeconds.at(-1) ?? 0, seconds)))
  }
  const ends = [...times.endSeconds.slice(0, chars.length - 1).map(toMilliseconds), toMilliseconds(seconds)]
  const durations = starts.map((start, index) => Math.max(ends[index]! - start, 0))
  return { chars, charStartTimesMs: starts, charDurationsMs: durations, charsDurationsMs: durations }
}

function toMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000)
}
