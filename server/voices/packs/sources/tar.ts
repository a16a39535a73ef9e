/** A file in a tar archive. Its content is read before the next member, to its end or not at all. */
export interface TarMember {
  name: string
  content: AsyncIterable<Uint8Array>
}

const blockLength = 512

/**
 * Reads the files of a tar archive one after the other, without holding one in memory.
 * Source: POSIX.1-2008, pax, "ustar Interchange Format". Extended headers are skipped: names have at most 255 bytes.
 * @throws Error when it is no tar archive, or ends in the middle
 */
export async function* readTar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<TarMember> {
  const next = openByteReader(archive)
  for (;;) {
    const header = Buffer.concat(await Array.fromAsync(next(blockLength)))
    if (header.every((byte) => byte === 0)) return
    const { name, byteLength, isFile } = readHeader(header)
    const content = next(byteLength)
    if (isFile) yield { name, content }
    await drain(content)
    await drain(next(-byteLength & (blockLength - 1)))
  }
}

/** Answers the next bytes of a stream, in pieces. */
function openByteReader(source: AsyncIterable<Uint8Array>): (byteLength: number) => AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return async function* next(byteLength) {
    for (let left = byteLength; left > 0; ) {
      if (rest.length === 0) {
        const { value, done } = await pieces.next()
        if (done) throw new Error('The tar archive ends too early.')
        rest = value
      }
      const piece = rest.subarray(0, left)
      rest = rest.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }
}

function readHeader(header: Buffer) {
  const text = (start: number, length: number) => header.toString('utf8', start, start + length).replace(/\0.*$/s, '')
  const octal = (start: number, length: number) => Number.parseInt(text(start, length), 8)
  // The checksum is over the header with spaces in its own place.
  const sum = header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (octal(148, 8) !== sum) throw new Error('It is not a tar archive.')
  const prefix = text(257, 5) === 'ustar' ? text(345, 155) : ''
  const name = (prefix === '' ? '' : `${prefix}/`) + text(0, 100)
  return { name: name.replace(/^\.\//, ''), byteLength: octal(124, 12), isFile: ['', '0'].includes(text(156, 1)) }
}

async function drain(pieces: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of pieces);
}
