import type { FlacRate } from './flac.ts'
import { assertMp3Format } from './mp3.ts'
import { assertOpusFormat, type OpusFormat } from './opus.ts'

/**
 * What an encoder makes: MP3 frames, an Ogg Opus file, 16-bit little-endian samples, G.711 in one of its two laws,
 * or FLAC frames that lack their headers (flac.ts).
 */
export type EncodingFormat =
  | { codec: 'mp3'; sampleRate: number; bitrateKbps: number }
  | ({ codec: 'opus' } & OpusFormat)
  | { codec: 'pcm' | 'ulaw' | 'alaw'; sampleRate: number }
  | { codec: 'flac'; sampleRate: FlacRate }

/** @throws StudioError `invalid_output_format` for a rate or bitrate that MP3 or Opus does not have */
export function assertEncodingFormat(format: EncodingFormat): void {
  if (format.codec === 'mp3') assertMp3Format(format)
  if (format.codec === 'opus') assertOpusFormat(format)
}
