import { inflateSync } from 'node:zlib'

/** A font as the web has it (WOFF 1) as programs want it (OpenType). Source: W3C, "WOFF File Format 1.0". */
export function unpackWoff(woff: Buffer): Buffer {
  const tableCount = woff.readUInt16BE(12)
  const tables = Array.from({ length: tableCount }, (_, index) => {
    const entry = woff.subarray(44 + index * 20, 64 + index * 20)
    const [offset, packedLength, byteLength] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)]
    const packed = woff.subarray(offset, offset + packedLength)
    return {
      tag: entry.subarray(0, 4),
      checksum: entry.subarray(16, 20),
      bytes: packedLength < byteLength ? inflateSync(packed) : packed,
    }
  })
  const head = Buffer.alloc(12 + tableCount * 16)
  woff.copy(head, 0, 4, 8) // TrueType or CFF outlines
  head.writeUInt16BE(tableCount, 4)
  const largest = 2 ** Math.floor(Math.log2(tableCount))
  head.writeUInt16BE(largest * 16, 6)
  head.writeUInt16BE(Math.log2(largest), 8)
  head.writeUInt16BE((tableCount - largest) * 16, 10)
  let offset = head.length
  for (const [index, { tag, checksum, bytes }] of tables.entries()) {
    const start = 12 + index * 16
    head.set([...tag, ...checksum], start)
    head.writeUInt32BE(offset, start + 8)
    head.writeUInt32BE(bytes.length, start + 12)
    offset += bytes.length + paddingOf(bytes)
  }
  return Buffer.concat([head, ...tables.flatMap(({ bytes }) => [bytes, Buffer.alloc(paddingOf(bytes))])])
}

function paddingOf({ length }: Buffer): number {
  return (4 - (length % 4)) % 4
}
