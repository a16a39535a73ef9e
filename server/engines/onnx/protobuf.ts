import { joinArrays } from '#server/base/join-arrays.ts'

/**
 * One field of a protobuf message: a number (wire type 0) or bytes (text, a message inside, a packed list, a fixed number).
 * Source: https://protobuf.dev/programming-guides/encoding
 */
export interface Field {
  number: number
  value: number | Uint8Array
  /** As it stands in the message, with its head. */
  raw: Uint8Array
}

/**
 * The fields of a message in order; nothing is copied.
 * @throws RangeError when the bytes are cut off or are no such message
 */
export function* readFields(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const [head, valueAt] = readNumber(bytes, at)
    const wireType = head % 8
    const [value, end] = wireType === 0 ? readNumber(bytes, valueAt) : readBytes(bytes, valueAt, wireType)
    yield { number: Math.floor(head / 8), value, raw: bytes.subarray(at, end) }
    at = end
  }
}

/** @param value a number, a text, or the bytes of a message */
export function writeField(number: number, value: number | string | Uint8Array): Uint8Array {
  if (typeof value === 'number') return concatBytes([writeNumber(number * 8), writeNumber(value)])
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value
  return concatBytes([writeNumber(number * 8 + 2), writeNumber(bytes.length), bytes])
}

/** A long message as a field, in parts to be joined: nothing is copied. */
export function writeLongField(number: number, parts: Uint8Array[]): Uint8Array[] {
  return [concatBytes([writeNumber(number * 8 + 2), writeNumber(lengthOf(parts))]), ...parts]
}

function lengthOf(parts: Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

export function concatBytes(parts: Uint8Array[]): Uint8Array {
  return joinArrays(Uint8Array, parts)
}

export function toText(value: Field['value']): string {
  return typeof value === 'number' ? String(value) : new TextDecoder().decode(value)
}

/** The numbers of a repeated field: each in a field of its own, or packed into one. */
export function listNumbers(fields: Iterable<Field>, number: number): number[] {
  const list: number[] = []
  for (const field of fields) {
    if (field.number !== number) continue
    if (typeof field.value === 'number') list.push(field.value)
    else for (let at = 0; at < field.value.length; ) at = pushNumber(list, field.value, at)
  }
  return list
}

function pushNumber(list: number[], bytes: Uint8Array, at: number): number {
  const [value, end] = readNumber(bytes, at)
  list.push(value)
  return end
}

/** A number in groups of seven bits, the lowest first; exact up to 2^53. */
function readNumber(bytes: Uint8Array, at: number): [value: number, end: number] {
  let value = 0
  for (let factor = 1, end = at; factor < 2 ** 70; factor *= 128) {
    const byte = bytes[end++]
    if (byte === undefined) break
    value += (byte % 128) * factor
    if (byte < 128) return [value, end]
  }
  throw new RangeError('The file is cut off or no ONNX model.')
}

const fixedLengths: Record<number, number> = { 1: 8, 5: 4 }

function readBytes(bytes: Uint8Array, at: number, wireType: number): [value: Uint8Array, end: number] {
  const fixed = fixedLengths[wireType]
  if (wireType !== 2 && !fixed) throw new RangeError('The file is no ONNX model.')
  const [length, start] = fixed ? [fixed, at] : readNumber(bytes, at)
  if (start + length > bytes.length) throw new RangeError('The file is cut off or no ONNX model.')
  return [bytes.subarray(start, start + length), start + length]
}

function writeNumber(value: number): Uint8Array {
  const bytes: number[] = []
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128)
  return Uint8Array.from([...bytes, value])
}
