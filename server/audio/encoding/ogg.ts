/** One page of an Ogg stream. */
export interface OggPage {
  /** What tells the streams of one file apart. */
  serialNumber: number
  /** Counts the pages of a stream from 0. */
  sequenceNumber: number
  /** Where the page ends; what it counts is up to the codec. */
  granulePosition: number
  position: 'first' | 'middle' | 'last'
  /** Whole ones: none goes on in the next page. Their `lacingLength` must not be more than 255 together. */
  packets: Uint8Array[]
}

/** Bytes of the page that are not its packets'. */
export const pageHeaderLength = 27

/** How many of a page's 255 lacing values a packet takes. */
export function lacingLength(packetLength: number): number {
  return Math.floor(packetLength / 255) + 1
}

/** Source: RFC 3533, section 6. */
export function toOggPage(page: OggPage): Uint8Array<ArrayBuffer> {
  const lacing = page.packets.flatMap(lacingOf)
  return writePage(page, lacing, Buffer.concat(page.packets), headerType[page.position])
}

/** The pages of one packet of any length, such as comments with a picture: nothing else is on them. */
export function toOggPages(packet: Uint8Array, page: Omit<OggPage, 'packets' | 'position'>): Uint8Array<ArrayBuffer>[] {
  const lacing = lacingOf(packet)
  const pages: Uint8Array<ArrayBuffer>[] = []
  for (let start = 0; start < lacing.length; start += mostLacing) {
    const isEnd = start + mostLacing >= lacing.length
    const part = packet.subarray(start * 255, isEnd ? packet.length : (start + mostLacing) * 255)
    const granulePosition = isEnd ? page.granulePosition : noPacketEnds
    const sequenceNumber = page.sequenceNumber + pages.length
    const type = start === 0 ? headerType.middle : continued
    pages.push(
      writePage({ ...page, granulePosition, sequenceNumber }, lacing.slice(start, start + mostLacing), part, type),
    )
  }
  return pages
}

const mostLacing = 255
const noPacketEnds = -1
const continued = 0b001

function lacingOf({ length }: Uint8Array): number[] {
  return [...Array<number>(lacingLength(length) - 1).fill(255), length % 255]
}

function writePage(
  { granulePosition, serialNumber, sequenceNumber }: Omit<OggPage, 'packets' | 'position'>,
  lacing: number[],
  body: Uint8Array,
  type: number,
): Uint8Array<ArrayBuffer> {
  const header = new Uint8Array(pageHeaderLength + lacing.length)
  const view = new DataView(header.buffer)
  header.set(capturePattern)
  view.setUint8(5, type)
  view.setBigInt64(6, BigInt(granulePosition), true)
  view.setUint32(14, serialNumber, true)
  view.setUint32(18, sequenceNumber, true)
  view.setUint8(26, lacing.length)
  header.set(lacing, pageHeaderLength)
  const bytes = new Uint8Array(Buffer.concat([header, body]))
  new DataView(bytes.buffer).setUint32(22, oggChecksum(bytes), true)
  return bytes
}

const capturePattern = Buffer.from('OggS')
const headerType = { first: 0b010, middle: 0, last: 0b100 }

/** Over a page whose checksum is 0: CRC-32 of polynomial 0x04c11db7, bits as they come, starting at 0 and not inverted. */
export function oggChecksum(bytes: Uint8Array): number {
  let checksum = 0
  for (const byte of bytes) checksum = (checksum << 8) ^ checksums[(checksum >>> 24) ^ byte]!
  return checksum >>> 0
}

const checksums = Int32Array.from({ length: 256 }, (_, byte) => {
  let checksum = byte << 24
  for (let bit = 0; bit < 8; bit++) checksum = checksum < 0 ? (checksum << 1) ^ 0x04c1_1db7 : checksum << 1
  return checksum
})
