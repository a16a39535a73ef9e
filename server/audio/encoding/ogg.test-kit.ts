import assert from 'node:assert/strict'
import { oggChecksum } from './ogg.ts'

export interface ParsedPage {
  headerType: number
  granulePosition: number
  serialNumber: number
  sequenceNumber: number
  packets: Buffer[]
}

/** Reads an Ogg file of whole packets page by page, as RFC 3533 says, and checks each page's checksum. */
export function parseOggPages(file: Buffer): ParsedPage[] {
  const pages: ParsedPage[] = []
  for (let start = 0; start < file.length; ) {
    assert.equal(file.toString('latin1', start, start + 4), 'OggS')
    const lacing = file.subarray(start + 27, start + 27 + file[start + 26]!)
    const bodyStart = start + 27 + lacing.length
    const end = bodyStart + lacing.reduce((sum, length) => sum + length, 0)
    const withoutChecksum = Buffer.from(file.subarray(start, end)).fill(0, 22, 26)
    assert.equal(file.readUInt32LE(start + 22), oggChecksum(withoutChecksum))
    pages.push({
      headerType: file[start + 5]!,
      granulePosition: Number(file.readBigUInt64LE(start + 6)),
      serialNumber: file.readUInt32LE(start + 14),
      sequenceNumber: file.readUInt32LE(start + 18),
      packets: cutPackets(file.subarray(bodyStart, end), lacing),
    })
    start = end
  }
  return pages
}

function cutPackets(body: Buffer, lacing: Uint8Array): Buffer[] {
  const packets: Buffer[] = []
  let [start, end] = [0, 0]
  for (const length of lacing) {
    end += length
    if (length === 255) continue
    packets.push(body.subarray(start, end))
    start = end
  }
  assert.equal(start, body.length, 'the last packet is whole')
  return packets
}
