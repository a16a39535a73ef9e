import { mp3Bitrates } from '#server/audio/encoding/mp3.ts'
import { openProjectRendition } from '#server/snapshots/open-rendition.ts'
import type { RenditionFormat } from '#server/snapshots/rendition-format.ts'
import { renditionTags } from '../book-tags.ts'
import type { Container } from '../container.ts'
import type { ExportOptions } from '../export.ts'

/** One MP3 with chapter marks; its chapters are kept as they were encoded. */
export const mp3Container: Container<'mp3'> = {
  format: 'mp3',
  contentType: 'audio/mpeg',
  extension: 'mp3',
  bitrates: mp3Bitrates,
  usualBitrate: 'project',
  hasSound: true,
  perChapter: 'yes',
  async open(needs, book, options) {
    return openProjectRendition(needs, book.snapshot, mp3FormatOf(options), renditionTags(book))
  },
}

export function mp3FormatOf({ bitrateKbps, loudness }: ExportOptions): RenditionFormat {
  return { codec: 'mp3', bitrateKbps: bitrateKbps!, loudness }
}
