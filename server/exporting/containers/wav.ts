import { snapshotSampleRate } from '#server/audio/track.ts'
import { openProjectRendition } from '#server/snapshots/open-rendition.ts'
import type { Container } from '../container.ts'

/** 16-bit PCM at 44.1 kHz; above 4 GiB (13 hours) an RF64 file. Its sound is made in passing, since it is large. */
export const wavContainer: Container<'wav'> = {
  format: 'wav',
  contentType: 'audio/wav',
  extension: 'wav',
  bitrates: [],
  bytesPerSecond: 2 * snapshotSampleRate,
  hasSound: true,
  perChapter: 'yes',
  async open(needs, book, { loudness }) {
    const format = { codec: 'wav', loudness } as const
    return openProjectRendition(needs, book.snapshot, format, { isPassing: true })
  },
}
