import { openLibopus } from './libopus.ts'
import { toOggPage } from './ogg.ts'
import { type OpusFormat, opusHead, opusPreSkip, opusSerialNumber, packetsPerPage, samplesPerPacket } from './opus.ts'

/** One Ogg Opus file. After `finish` or `close` it must not be used again. */
export interface OggOpusEncoder {
  /** @param samples at 48 kHz */
  encode(samples: Int16Array): Uint8Array<ArrayBuffer>[]
  finish(): Uint8Array<ArrayBuffer>
  close(): void
}

/**
 * The head comes with the first samples, then a page for each second. A decoder gives exactly as many samples as went
 * in, since the last page says where the sound ends.
 * Source: RFC 7845, sections 4.2 (what is skipped at the start) and 4.4 (what is trimmed at the end).
 */
export function openOggOpus({ bitrateKbps }: OpusFormat): OggOpusEncoder {
  const encoder = openLibopus({ bitrateKbps })
  const frame = new Int16Array(samplesPerPacket)
  const pages: Uint8Array<ArrayBuffer>[] = [opusHead()]
  let packets: Uint8Array[] = []
  let [sampleCount, filled, packetCount, pageCount] = [0, 0, 0, 2]

  function turnPage(position: 'middle' | 'last'): void {
    const end = position === 'last' ? opusPreSkip + sampleCount : packetCount * samplesPerPacket
    const granule = { granulePosition: end, sequenceNumber: pageCount++ }
    pages.push(toOggPage({ serialNumber: opusSerialNumber, position, packets, ...granule }))
    packets = []
  }

  /** A full page waits for its successor's first packet, because the last one is marked. */
  function addPacket(): void {
    if (packets.length === packetsPerPage) turnPage('middle')
    packets.push(encoder.encode(frame))
    packetCount++
    filled = 0
  }

  function add(samples: Int16Array): void {
    for (let start = 0; start < samples.length; ) {
      const piece = samples.subarray(start, start + samplesPerPacket - filled)
      frame.set(piece, filled)
      filled += piece.length
      start += piece.length
      if (filled === samplesPerPacket) addPacket()
    }
  }

  return {
    encode(samples) {
      sampleCount += samples.length
      add(samples)
      return pages.splice(0)
    },
    finish() {
      // Silence, until the encoder has let go of the last sample and the last frame is full.
      add(new Int16Array(opusPreSkip))
      if (filled > 0) add(new Int16Array(samplesPerPacket - filled))
      turnPage('last')
      encoder.close()
      return new Uint8Array(Buffer.concat(pages))
    },
    close: encoder.close,
  }
}
