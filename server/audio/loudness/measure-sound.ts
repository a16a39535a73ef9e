import type { OnSound, SoundFormat } from '../decoding/decoded-sound.ts'
import type { Samples } from '../track.ts'
import { openSoundMeter, type SoundLevels, type SoundMeter } from './sound-levels.ts'

/** What a file is, and how each of its parts sounds. */
export interface MeasuredSound {
  format: SoundFormat
  parts: SoundLevels[]
}

/**
 * Decodes a sound and measures it, in constant memory but for 400 bytes a second and part.
 * @param decode calls what it is given with all of the sound
 * @param starts in seconds, ascending: where its second part begins, its third and so on
 * @throws what decoding throws
 */
export async function measureSound(
  decode: (onSound: OnSound) => Promise<SoundFormat>,
  starts: number[] = [],
): Promise<MeasuredSound> {
  const parts: SoundLevels[] = []
  let meter: SoundMeter | undefined
  let position = 0
  const take = (channels: Samples[], sampleRate: number) => {
    meter ??= openSoundMeter(sampleRate, channels.length)
    meter.push(channels)
    position += channels[0]!.length
  }
  const format = await decode((channels, sampleRate) => {
    let rest = channels
    for (let next = endOf(parts.length); position + rest[0]!.length > next; next = endOf(parts.length)) {
      const before = Math.max(0, next - position)
      if (before > 0) take(partOf(rest, 0, before), sampleRate)
      rest = partOf(rest, before)
      parts.push((meter ?? openSoundMeter(sampleRate, channels.length)).finish())
      meter = undefined
    }
    if (rest[0]!.length > 0) take(rest, sampleRate)
    function endOf(part: number): number {
      return part < starts.length ? Math.round(starts[part]! * sampleRate) : Number.POSITIVE_INFINITY
    }
  })
  if (meter) parts.push(meter.finish())
  return { format, parts }
}

function partOf(channels: Samples[], start: number, end?: number): Samples[] {
  return channels.map((samples) => samples.subarray(start, end))
}
