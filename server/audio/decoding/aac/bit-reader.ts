/** Reads whole numbers of bits, the highest first; behind the end there are only zeros. */
export class BitReader {
  /** Of the next bit. */
  position = 0
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length * 8
  }

  bit(): number {
    const byte = this.bytes[this.position >> 3] ?? 0
    return (byte >> (7 - (this.position++ & 7))) & 1
  }

  flag(): boolean {
    return this.bit() === 1
  }

  /** @param count at most 31 */
  bits(count: number): number {
    let value = 0
    for (let left = count; left > 0; left--) value = (value << 1) | this.bit()
    return value
  }

  /** To the next whole byte. */
  align(): void {
    this.position = (this.position + 7) & ~7
  }
}
