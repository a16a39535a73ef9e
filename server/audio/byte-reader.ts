/** Bytes from a stream, as many as are asked for; fewer only at its end. */
export class ByteReader {
  /** Of the next byte. */
  position = 0
  private readonly pieces: AsyncIterator<Uint8Array>
  private rest: Buffer = Buffer.alloc(0)

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.pieces = pieces[Symbol.asyncIterator]()
  }

  async peek(byteLength: number): Promise<Buffer> {
    while (this.rest.length < byteLength) {
      const { value, done } = await this.pieces.next()
      if (done) break
      this.rest = Buffer.concat([this.rest, value])
    }
    return this.rest.subarray(0, byteLength)
  }

  async take(byteLength: number): Promise<Buffer> {
    const taken = await this.peek(byteLength)
    this.rest = this.rest.subarray(taken.length)
    this.position += taken.length
    return taken
  }

  async skip(byteLength: number): Promise<void> {
    for (let left = byteLength; left > 0; ) {
      const { length } = await this.take(Math.min(left, 65_536))
      if (length === 0) return
      left -= length
    }
  }
}
