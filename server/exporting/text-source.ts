import type { ByteSource } from '#server/snapshots/byte-source.ts'

/** A text that comes in pieces, as a file in UTF-8. A book of 40 hours has some megabytes of it. */
export async function textSource(pieces: AsyncIterable<string>): Promise<ByteSource> {
  const written: Buffer[] = []
  for await (const piece of pieces) written.push(Buffer.from(piece))
  const bytes = Buffer.concat(written)
  return {
    byteLength: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end)
    },
  }
}
