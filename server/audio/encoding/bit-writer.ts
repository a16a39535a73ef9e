/** Bits one after the other, the highest of each number first. */
export class BitWriter {
  private bytes = new Uint8Array(8_192)
  private length = 0
  private held = 0
  private heldBits = 0

  /** @param count at most 24 @param value without bits above them */
  write(value: number, count: number): void {
    this.held = (this.held << count) | value
    this.heldBits += count
    while (this.heldBits >= 8) {
      this.heldBits -= 8
      this.put((this.held >>> this.heldBits) & 0xff)
    }
    this.held &= (1 << this.heldBits) - 1
  }

  /** So many zeros, and a one. */
  writeUnary(zeros: number): void {
    for (let left = zeros; left > 0; left -= 16) this.write(0, Math.min(16, left))
    this.write(1, 1)
  }

  /** Zeros until the byte is full. */
  finish(): Uint8Array {
    if (this.heldBits > 0) this.write(0, 8 - this.heldBits)
    return this.bytes.subarray(0, this.length)
  }

  private put(byte: number): void {
    if (this.length === this.bytes.length) {
      const larger = new Uint8Array(this.length * 2)
      larger.set(this.bytes)
      this.bytes = larger
    }
    this.bytes[this.length++] = byte
  }
}
