import assert from 'node:assert/strict'
import {
  bitratesFor,
  decoderDelay,
  encoderDelay,
  isMpeg1,
  type Mp3Format,
  mp3FrameHeader,
  mp3FrameSize,
} from './mp3.ts'

export interface Mp3Run extends Mp3Format {
  /** Frames and bytes that follow the Info frame; for several runs back to back their sums. */
  frameCount: number
  byteLength: number
  /** Samples to be heard. */
  sampleCount: number
}

/**
 * The silent frame to put in front of a run of MP3 frames (after the ID3 tag) so that players show the right length and
 * a gapless one drops the delay of encoder and decoder (1,105 samples) and the padding at the end: it then plays exactly
 * `sampleCount` samples. Several runs back to back may share one Info frame; the second then begins at exactly
 * frameCount · samplesPerFrame of the first.
 * The music CRC is left 0, since it could only be known after encoding; decoders do not check it.
 * Source: G. Bouvigne, "Mp3 Info Tag revision 1 Specifications", and LAME 3.100, libmp3lame/VbrTag.c.
 */
export function mp3InfoFrame(run: Mp3Run): Uint8Array<ArrayBuffer> {
  const frame = emptyFrame(run)
  const view = new DataView(frame.buffer)
  const start = tagOffset(run)
  writeXingPart(view, start, run, frame.length)
  writeLamePart(view, start + xingLength, run, frame.length)
  return frame
}

/** "Info", flags, frame count, byte count, table of contents, quality. */
const xingLength = 4 + 4 + 4 + 4 + 100 + 4
const lameLength = 36

/** At the run's own bitrate, or at the lowest one whose frame holds the tag: one without side information is silent. */
function emptyFrame(run: Mp3Run): Uint8Array<ArrayBuffer> {
  const needed = tagOffset(run) + xingLength + lameLength
  const bitrateKbps = bitratesFor(run.sampleRate).find(
    (candidate) =>
      candidate >= run.bitrateKbps && mp3FrameSize({ ...run, bitrateKbps: candidate }).frameBytes >= needed,
  )
  assert(bitrateKbps, 'every sample rate has a bitrate whose frames hold the tag')
  const format = { sampleRate: run.sampleRate, bitrateKbps }
  const frame = new Uint8Array(mp3FrameSize(format).frameBytes)
  frame.set(mp3FrameHeader(format))
  return frame
}

/** The tag stands where a mono frame's side information ends: 17 bytes in MPEG-1, 9 in MPEG-2. */
function tagOffset({ sampleRate }: Mp3Format): number {
  return 4 + (isMpeg1(sampleRate) ? 17 : 9)
}

function writeXingPart(view: DataView, start: number, run: Mp3Run, frameLength: number): void {
  const hasFramesBytesContentsQuality = 0b1111
  writeAscii(view, start, 'Info')
  view.setUint32(start + 4, hasFramesBytesContentsQuality)
  view.setUint32(start + 8, run.frameCount)
  view.setUint32(start + 12, toUint32(run.byteLength + frameLength))
  // At a constant bitrate each percent of the time is as many bytes.
  for (let percent = 0; percent < 100; percent++) view.setUint8(start + 16 + percent, Math.floor((percent * 256) / 100))
  view.setUint32(start + 116, 100 - 10 * lameQuality)
}

/** LAME's own default, which our encoder uses. */
const lameQuality = 3

function writeLamePart(view: DataView, start: number, run: Mp3Run, frameLength: number): void {
  const constantBitrate = 1
  writeAscii(view, start, 'LAME3.100')
  view.setUint8(start + 9, constantBitrate)
  view.setUint8(start + 20, Math.min(run.bitrateKbps, 255))
  view.setUint16(start + 21, (encoderDelay << 4) | (endPadding(run) >> 8))
  view.setUint8(start + 23, endPadding(run) & 0xff)
  view.setUint32(start + 28, toUint32(run.byteLength + frameLength))
  view.setUint16(start + 34, crc16(new Uint8Array(view.buffer, 0, start + 34)))
}

/** Samples after the sound, counted from the encoder's point of view; the field has twelve bits. */
function endPadding(run: Mp3Run): number {
  const padding = run.frameCount * mp3FrameSize(run).samplesPerFrame - encoderDelay - run.sampleCount
  assert(
    padding >= decoderDelay && padding < 4_096,
    `a run of ${run.frameCount} frames does not end with its ${run.sampleCount} samples`,
  )
  return padding
}

/** Beyond 4 GiB (30 hours at the highest bitrate) there is no right number; players then look at the file itself. */
function toUint32(byteLength: number): number {
  return Math.min(byteLength, 0xffff_ffff)
}

/** CRC-16/ARC: polynomial 0x8005, bits reflected, starting at 0. */
function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1
  }
  return crc
}

function writeAscii(view: DataView, start: number, text: string): void {
  for (let index = 0; index < text.length; index++) view.setUint8(start + index, text.charCodeAt(index))
}
