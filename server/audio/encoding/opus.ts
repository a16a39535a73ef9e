import { StudioError } from '#server/base/errors.ts'
import { lacingLength, pageHeaderLength, toOggPage, toOggPages } from './ogg.ts'

/** Opus in Ogg, mono. Opus always plays at 48 kHz. */
export interface OpusFormat {
  sampleRate: 48_000
  /** Kilobits (1,000 bits) per second; the same in every packet. */
  bitrateKbps: OpusBitrate
}

export type OpusBitrate = (typeof opusBitrates)[number]
export const opusBitrates = [32, 64, 96, 128, 192] as const

/** Samples in a packet of 20 ms. Source: RFC 6716, section 2.1.4: longer ones gain little. */
export const samplesPerPacket = 960
/** A page holds a second. Source: RFC 7845, section 3: pages ought not to be longer. */
export const packetsPerPage = 50
/** Samples that a player drops first: libopus 1.4 looks so far ahead at 48 kHz, and says so when it is asked. */
export const opusPreSkip = 312

/**
 * How far the encoder lifts peaks above half a decibel.
 * Source: speech of Kokoro and flite at each bitrate, limited, encoded and decoded by FFmpeg (test/mastering.test.ts).
 */
export function opusPeakDb(bitrateKbps: number): number {
  return bitrateKbps < 96 ? 1 : 0.5
}

/** @throws StudioError `invalid_output_format` */
export function assertOpusFormat({ sampleRate, bitrateKbps }: { sampleRate: number; bitrateKbps: number }): void {
  if (sampleRate === 48_000 && opusBitrates.some((bitrate) => bitrate === bitrateKbps)) return
  const known = opusBitrates.join(', ')
  throw new StudioError('invalid_output_format', `Opus is made at 48,000 Hz and ${known} kbps, not ${bitrateKbps}.`)
}

/** The two pages before the sound, numbers 0 and 1 of the stream. */
export function opusHead(): Uint8Array<ArrayBuffer> {
  const page = { serialNumber: opusSerialNumber, granulePosition: 0 }
  const identification = toOggPage({ ...page, sequenceNumber: 0, position: 'first', packets: [identificationHeader()] })
  const comments = toOggPage({ ...page, sequenceNumber: 1, position: 'middle', packets: [commentHeader()] })
  return new Uint8Array(Buffer.concat([identification, comments]))
}

/** The same, with comments of one's own. @returns the pages, which are numbered from 0 */
export function opusHeadWith(comments: Uint8Array): Uint8Array<ArrayBuffer>[] {
  const page = { serialNumber: opusSerialNumber, granulePosition: 0 }
  const identification = toOggPage({ ...page, sequenceNumber: 0, position: 'first', packets: [identificationHeader()] })
  const packet = Buffer.concat([Buffer.from('OpusTags'), comments])
  return [identification, ...toOggPages(packet, { ...page, sequenceNumber: 1 })]
}

/** Bytes of a packet: our encoder keeps the bitrate constant. */
export function opusPacketLength(bitrateKbps: OpusBitrate): number {
  return (bitrateKbps * 1_000 * samplesPerPacket) / 48_000 / 8
}

/** Bytes of so many packets in their pages. */
export function opusPagesLength(packetCount: number, packetLength: number): number {
  const pageCount = Math.ceil(packetCount / packetsPerPage)
  return pageCount * pageHeaderLength + packetCount * (packetLength + lacingLength(packetLength))
}

/** Any number does in a file of one stream, and the same one always makes a file the same whenever it is made. */
export const opusSerialNumber = 1

/** Source: RFC 7845, section 5.1. */
function identificationHeader(): Uint8Array {
  const packet = Buffer.alloc(19) // ends in a gain and a channel mapping of 0
  packet.write('OpusHead', 'latin1')
  packet.writeUInt8(1, 8) // version
  packet.writeUInt8(1, 9) // channels
  packet.writeUInt16LE(opusPreSkip, 10)
  packet.writeUInt32LE(48_000, 12)
  return packet
}

/** Without comments. Source: RFC 7845, section 5.2. */
function commentHeader(): Uint8Array {
  const packet = Buffer.alloc(8 + 4 + opusVendor.length + 4)
  packet.write('OpusTags', 'latin1')
  packet.writeUInt32LE(opusVendor.length, 8)
  packet.write(opusVendor, 12, 'latin1')
  return packet
}

export const opusVendor = 'libopus 1.4'
