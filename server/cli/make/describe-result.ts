import { snapshotSampleRate } from '#server/audio/track.ts'
import type { ProjectSnapshot } from '#server/snapshots/snapshot.ts'
import { inBytes, inWords } from '../in-words.ts'
import type { MadeFile } from './write-rendition.ts'

/** The last line of `make`: what there is now. */
export function describeResult({ sampleCount, chapters }: ProjectSnapshot, { path, byteLength }: MadeFile): string {
  const duration = inWords(sampleCount / snapshotSampleRate)
  const parts = `${chapters.length} ${chapters.length === 1 ? 'chapter' : 'chapters'}`
  return `Made ${path}: ${duration}, ${parts}, ${inBytes(byteLength)}.`
}
