import { snapshotSampleRate } from '#server/audio/track.ts'

/** The characters of a text and where each is heard, in samples at 44,100 Hz from `offset` on. */
export interface AlignedText {
  text: string
  /** Start, end, start, end, … for each code point of the text. */
  times: Uint32Array
  /** Added to every time. */
  offset: number
}

/**
 * Writes the array of `CharacterAlignmentModel` as JSON in pieces of about 16 KiB, so that a book of 600,000 characters
 * is never in memory as objects. Digits are written by hand: that is six times cheaper than `JSON.stringify`.
 */
export async function* writeAlignments(
  aligned: AsyncIterable<AlignedText> | Iterable<AlignedText>,
): AsyncGenerator<Buffer> {
  const json = new JsonBytes()
  let separator = '['
  for await (const one of aligned) {
    yield* json.write(separator, '{"characters":[')
    yield* writeEach(json, one.text, (character) => json.string(character))
    yield* json.write('],"character_start_times_seconds":[')
    yield* writeTimes(json, one, 0)
    yield* json.write('],"character_end_times_seconds":[')
    yield* writeTimes(json, one, 1)
    yield* json.write(']}')
    separator = ','
  }
  yield* json.write(separator === '[' ? '[]' : ']')
  yield json.take()
}

function* writeEach(json: JsonBytes, text: string, write: (character: string) => void): Generator<Buffer> {
  let isFirst = true
  for (const character of text) {
    if (!isFirst) json.byte(comma)
    isFirst = false
    write(character)
    if (json.isFull) yield json.take()
  }
}

function* writeTimes(json: JsonBytes, { times, offset }: AlignedText, first: 0 | 1): Generator<Buffer> {
  for (let index = first; index < times.length; index += 2) {
    if (index > first) json.byte(comma)
    json.microseconds(Math.round(((times[index]! + offset) * 1e6) / snapshotSampleRate))
    if (json.isFull) yield json.take()
  }
}

const comma = 0x2c
const quote = 0x22
const backslash = 0x5c
const point = 0x2e
const zero = 0x30
const pieceLength = 16_384

/** A buffer that JSON is written into and taken from piece by piece. */
class JsonBytes {
  private bytes = Buffer.allocUnsafe(pieceLength + 1_024)
  private length = 0

  get isFull(): boolean {
    return this.length >= pieceLength
  }

  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length)
    this.bytes = Buffer.allocUnsafe(pieceLength + 1_024)
    this.length = 0
    return taken
  }

  *write(...texts: string[]): Generator<Buffer> {
    for (const text of texts) this.length += this.bytes.write(text, this.length)
    if (this.isFull) yield this.take()
  }

  byte(value: number): void {
    this.bytes[this.length++] = value
  }

  string(character: string): void {
    const code = character.charCodeAt(0)
    if (code >= 0x20 && code < 0x7f && code !== quote && code !== backslash) {
      this.bytes[this.length++] = quote
      this.bytes[this.length++] = code
      this.bytes[this.length++] = quote
    } else this.length += this.bytes.write(JSON.stringify(character), this.length)
  }

  /** Writes microseconds as seconds without trailing zeros: 50,000 becomes 0.05. */
  microseconds(value: number): void {
    const whole = Math.floor(value / 1e6)
    const rest = value - whole * 1e6
    this.integer(whole)
    if (rest === 0) return
    this.byte(point)
    this.threeDigits((rest / 1_000) | 0)
    this.threeDigits(rest % 1_000)
    while (this.bytes[this.length - 1] === zero) this.length--
  }

  private integer(value: number): void {
    if (value >= 10) this.integer((value / 10) | 0)
    this.byte(zero + (value % 10))
  }

  private threeDigits(value: number): void {
    this.byte(zero + ((value / 100) | 0))
    this.byte(zero + (((value / 10) | 0) % 10))
    this.byte(zero + (value % 10))
  }
}
