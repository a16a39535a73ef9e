import { type ByteSource, bytesSource } from '#server/snapshots/byte-source.ts'

/** A text that comes in pieces, as a file in UTF-8. A book of 40 hours has some megabytes of it. */
export async function textSource(pieces: AsyncIterable<string>): Promise<ByteSource> {
  const written = await Array.fromAsync(pieces, (piece) => Buffer.from(piece))
  return bytesSource(Buffer.concat(written))
}
