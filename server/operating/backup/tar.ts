import { StudioError } from '#server/base/errors.ts'

// Tar archives, written and read from their start to their end. Source: POSIX.1-1988, ustar; sizes beyond 8 GiB as GNU tar.

/** A file of an archive, whose bytes are to be read before the next one. */
export interface TarEntry {
  name: string
  byteLength: number
  content: AsyncIterable<Uint8Array>
}

const blockLength = 512
const longestName = 100

/**
 * The bytes of an archive.
 * @throws StudioError `internal_error` when an entry has another length than it says
 */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const { name, byteLength, content } of entries) {
    yield header(name, byteLength)
    let written = 0
    for await (const piece of content) {
      written += piece.length
      yield piece
    }
    if (written !== byteLength)
      throw new StudioError('internal_error', `${name} has ${written} bytes instead of ${byteLength}.`)
    yield Buffer.alloc(padding(byteLength))
  }
  yield Buffer.alloc(2 * blockLength)
}

/** The files of an archive. What of one is not read is passed over. @throws StudioError `backup_broken` */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const input = openInput(bytes)
  for (;;) {
    const head = await input.readExactly(blockLength)
    if (head.every((byte) => byte === 0)) return
    const { name, byteLength } = parseHeader(head)
    const content = input.readStepwise(byteLength)
    yield { name, byteLength, content }
    for await (const _ of content); // what nobody wanted
    await input.readExactly(padding(byteLength))
  }
}

function header(name: string, byteLength: number): Buffer {
  const bytes = Buffer.alloc(blockLength)
  if (Buffer.byteLength(name) > longestName) throw new StudioError('internal_error', `The name ${name} is too long.`)
  bytes.write(name, 0)
  const octal = (value: number, start: number, length: number) =>
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, start)
  octal(0o600, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  if (byteLength < 8 ** 11) octal(byteLength, 124, 12)
  else {
    bytes.writeUInt8(0x80, 124)
    bytes.writeBigUInt64BE(BigInt(byteLength), 128)
  }
  octal(0, 136, 12)
  bytes.write('0', 156)
  bytes.write('ustar\u000000', 257, 'latin1')
  bytes.write(`${checksum(bytes).toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}

function parseHeader(bytes: Buffer): { name: string; byteLength: number } {
  const written = Number.parseInt(bytes.toString('latin1', 148, 156), 8)
  if (written !== checksum(bytes)) throw broken('a head in it is damaged')
  const name = bytes.toString('utf8', 0, longestName).replace(/\0.*$/s, '')
  const isLarge = bytes.readUInt8(124) === 0x80
  const byteLength = isLarge
    ? Number(bytes.readBigUInt64BE(128))
    : Number.parseInt(bytes.toString('latin1', 124, 136), 8)
  return { name, byteLength }
}

/** The sum of its bytes, with spaces where it stands itself. */
function checksum(bytes: Buffer): number {
  const own = bytes.subarray(148, 156).reduce((sum, byte) => sum + byte, 0)
  return bytes.reduce((sum, byte) => sum + byte, 0) - own + 8 * 0x20
}

function padding(byteLength: number): number {
  return (blockLength - (byteLength % blockLength)) % blockLength
}

function openInput(bytes: AsyncIterable<Uint8Array>) {
  const pieces = bytes[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  /** Some of the next bytes, at least one. */
  async function readSome(most: number): Promise<Buffer> {
    while (rest.length === 0) {
      const { done, value } = await pieces.next()
      if (done) throw broken('it ends too early')
      rest = Buffer.from(value.buffer, value.byteOffset, value.length)
    }
    const some = rest.subarray(0, most)
    rest = rest.subarray(some.length)
    return some
  }

  return {
    async readExactly(length: number): Promise<Buffer> {
      const parts: Buffer[] = []
      for (let left = length; left > 0; left -= parts.at(-1)!.length) parts.push(await readSome(left))
      return Buffer.concat(parts)
    },
    async *readStepwise(length: number): AsyncGenerator<Uint8Array> {
      for (let left = length; left > 0; ) {
        const some = await readSome(left)
        left -= some.length
        yield some
      }
    },
  }
}

export function broken(reason: string): StudioError {
  return new StudioError('backup_broken', `This is no whole backup of Lectern: ${reason}.`)
}

/** @throws StudioError `backup_broken` */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw broken('something in it is no JSON')
  }
}
