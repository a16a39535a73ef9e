import { StudioError } from '#server/base/errors.ts'
import type { Alignment } from './alignment.ts'

/**
 * An alignment in about three bytes per character instead of JSON's twenty and more: one byte with the format's version
 * and the source, the number of characters, the steps from start to start, then the gap from each end to the start that
 * follows it (0 when one character begins where the other ends). All numbers are LEB128 varints, gaps zigzagged.
 * @throws StudioError `invalid_audio` when a start is before the one it follows, or an end before its start
 */
export function packAlignment({ startSamples, endSamples, source }: Alignment): Uint8Array<ArrayBuffer> {
  const count = startSamples.length
  const writer = openWriter(1 + longestVarint * (1 + 2 * count))
  writer.byte((formatVersion << 4) | sources.indexOf(source))
  writer.varint(count)
  for (let index = 0; index < count; index++) {
    const start = startSamples[index]!
    const previous = startSamples[index - 1] ?? 0
    if (start < previous || endSamples[index]! < start) throw notAscending(index)
    writer.varint(start - previous)
  }
  for (let index = 0; index < count; index++) {
    writer.varint(toZigzag(endSamples[index]! - (startSamples[index + 1] ?? startSamples[index]!)))
  }
  return writer.finish()
}

/** @throws StudioError `invalid_audio` for bytes that `packAlignment` cannot have made */
export function unpackAlignment(bytes: Uint8Array): Alignment {
  const reader = openReader(bytes)
  const source = toSource(reader.byte())
  const count = reader.varint()
  if (count * 2 > bytes.length) throw broken('it ends too early')
  const startSamples = new Uint32Array(count)
  const endSamples = new Uint32Array(count)
  for (let index = 0, start = 0; index < count; index++) {
    startSamples[index] = start = asUint32(start + reader.varint())
  }
  for (let index = 0; index < count; index++) {
    const end = (startSamples[index + 1] ?? startSamples[index]!) + fromZigzag(reader.varint())
    if (end < startSamples[index]!) throw broken(`character ${index} ends before it starts`)
    endSamples[index] = asUint32(end)
  }
  reader.assertEnd()
  return { startSamples, endSamples, source }
}

const formatVersion = 1
/** In the order of their numbers in the first byte: only ever append. */
const sources = ['native', 'dtw', 'estimated'] as const
/** A zigzagged difference of two 32-bit numbers has up to 33 bits, seven to a byte. */
const longestVarint = 5
const varintEnd = 128 ** longestVarint

function toSource(firstByte: number): Alignment['source'] {
  const source = sources[firstByte & 0b1111]
  if (firstByte >> 4 !== formatVersion || !source) throw broken(`its first byte is ${firstByte}`)
  return source
}

// Numbers may have more than 32 bits here, so they are divided, not shifted.

function toZigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function fromZigzag(value: number): number {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2
}

function openWriter(capacity: number) {
  const bytes = new Uint8Array(capacity)
  let length = 0
  return {
    byte(value: number) {
      bytes[length++] = value
    },
    varint(value: number) {
      let rest = value
      while (rest >= 128) {
        bytes[length++] = (rest % 128) | 128
        rest = Math.floor(rest / 128)
      }
      bytes[length++] = rest
    },
    finish: () => bytes.slice(0, length),
  }
}

function openReader(bytes: Uint8Array) {
  let position = 0
  function byte(): number {
    const value = bytes[position++]
    if (value === undefined) throw broken('it ends too early')
    return value
  }
  function varint(): number {
    let value = 0
    for (let scale = 1; scale < varintEnd; scale *= 128) {
      const next = byte()
      value += (next & 127) * scale
      if (next < 128) return value
    }
    throw broken('it has a number that is too long')
  }
  function assertEnd(): void {
    if (position !== bytes.length) throw broken('something follows its end')
  }
  return { byte, varint, assertEnd }
}

function asUint32(value: number): number {
  if (value > 0xffff_ffff) throw broken('it has a time beyond 2^32 samples')
  return value
}

function notAscending(index: number): StudioError {
  return new StudioError('invalid_audio', `The alignment goes backwards at character ${index}.`)
}

function broken(reason: string): StudioError {
  return new StudioError('invalid_audio', `The packed alignment cannot be read: ${reason}.`)
}
