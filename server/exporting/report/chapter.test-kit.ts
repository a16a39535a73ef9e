import { openLame } from '#server/audio/encoding/lame.ts'
import { type Mp3Format, mp3Layout } from '#server/audio/encoding/mp3.ts'
import { mp3InfoFrame } from '#server/audio/encoding/mp3-info-frame.ts'

/** A chapter as ACX wants it: levels in dB RMS, room tone at its ends in seconds, and how far samples may go. */
export const good = {
  speechDb: -20,
  noiseDb: -66,
  head: 0.7,
  tail: 2,
  sampleRate: 44_100,
  bitrateKbps: 192,
  clipsAt: 1,
}
export type Making = typeof good

/** Ten seconds of a voice-like tone that comes and goes, between two stretches of room tone. */
export function aChapter({ speechDb, noiseDb, head, tail, sampleRate, clipsAt }: Making): Int16Array {
  const [speech, noise] = [10 ** (speechDb / 20) * Math.SQRT2, 10 ** (noiseDb / 20) * Math.sqrt(3)]
  let state = 1
  return Int16Array.from({ length: Math.round((head + 10 + tail) * sampleRate) }, (_, index) => {
    const seconds = index / sampleRate
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const isSpoken = seconds >= head && seconds < head + 10
    const sound = (noise * state) / 2 ** 31 + (isSpoken ? speech * Math.sin(seconds * 2 * Math.PI * 300) : 0)
    return Math.max(-clipsAt, Math.min(clipsAt, sound)) * 32_767
  })
}

/** As one MP3 file. */
export async function encode(samples: Int16Array, { sampleRate, bitrateKbps }: Mp3Format): Promise<Buffer> {
  const lame = await openLame({ sampleRate, bitrateKbps })
  const { frameCount, byteLength } = mp3Layout(samples.length, sampleRate, bitrateKbps)
  const info = mp3InfoFrame({ sampleRate, bitrateKbps, frameCount, byteLength, sampleCount: samples.length })
  return Buffer.concat([info, ...lame.encode(samples), lame.finish()])
}
