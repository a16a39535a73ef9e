import { cutSamples, leadSeconds, tailSeconds } from '../silent-edges.ts'
import type { Segment } from './flite-program.ts'

/** Segments and samples of the same speech. */
interface Speech {
  samples: Int16Array
  sampleRate: number
  segments: Segment[]
}

/** Cuts or lengthens the silence at both edges to a known length. Of nothing but silence, only those edges are left. */
export function trimEdges({ samples, sampleRate, segments }: Speech): Speech {
  const spoken = segments.filter(({ phone }) => phone !== 'pau')
  const firstSample = Math.round((spoken[0]?.startSeconds ?? 0) * sampleRate)
  const endSample = Math.round((spoken.at(-1)?.endSeconds ?? 0) * sampleRate)
  const [lead, tail] = [leadSeconds * sampleRate, tailSeconds * sampleRate]
  const toTrimmed = (seconds: number) => seconds - firstSample / sampleRate + leadSeconds
  return {
    samples:
      spoken.length > 0 ? cutSamples(samples, firstSample - lead, endSample + tail) : new Int16Array(lead + tail),
    sampleRate,
    segments: spoken.map((segment) => ({
      phone: segment.phone,
      startSeconds: toTrimmed(segment.startSeconds),
      endSeconds: toTrimmed(segment.endSeconds),
    })),
  }
}
