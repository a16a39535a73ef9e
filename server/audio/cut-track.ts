import type { SampleRange } from './quiet-ranges.ts'
import type { Track } from './track.ts'

/** How long a sound takes to rise from nothing, or to fall to it, where it is cut: too short to be heard, and no click. */
export const fadeSeconds = 0.003

/** A stretch of a track. Where that is not the track's own edge it is faded, in a copy. */
export function cutTrack({ samples, sampleRate }: Track, { start, end }: SampleRange): Track {
  if (start === 0 && end === samples.length) return { samples, sampleRate }
  const cut = samples.slice(start, end)
  const length = Math.min(Math.round(fadeSeconds * sampleRate), cut.length >> 1)
  for (let index = 0; index < length; index++) {
    const share = Math.sin((Math.PI / 2) * ((index + 0.5) / length)) ** 2
    if (start > 0) cut[index] = Math.round(cut[index]! * share)
    if (end < samples.length) cut[cut.length - 1 - index] = Math.round(cut[cut.length - 1 - index]! * share)
  }
  return { samples: cut, sampleRate }
}
