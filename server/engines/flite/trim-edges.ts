import type { Segment } from './flite-program.ts'

/** The silence that every utterance has at its edges, however much flite made. */
export const leadSeconds = 0.05
export const tailSeconds = 0.15

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
    samples: spoken.length > 0 ? cut(samples, firstSample - lead, endSample + tail) : new Int16Array(lead + tail),
    sampleRate,
    segments: spoken.map((segment) => ({
      phone: segment.phone,
      startSeconds: toTrimmed(segment.startSeconds),
      endSeconds: toTrimmed(segment.endSeconds),
    })),
  }
}

/** The samples of a range, which may reach beyond what there is: there is silence. */
function cut(samples: Int16Array, start: number, end: number): Int16Array {
  const part = new Int16Array(end - start)
  part.set(samples.subarray(Math.max(0, start), Math.min(end, samples.length)), Math.max(0, -start))
  return part
}
