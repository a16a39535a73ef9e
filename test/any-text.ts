import fc, { type ArrayConstraints } from 'fast-check'

/** Every code point but the halves of surrogate pairs. */
const anyCodePoint = fc
  .integer({ min: 0, max: 0x10ffff - 0x800 })
  .map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800))

/** As `fc.string({ unit: 'binary' })`, which makes a table of a million code points in each process. */
export function anyText(length: Pick<ArrayConstraints, 'minLength' | 'maxLength'> = {}): fc.Arbitrary<string> {
  return fc.array(anyCodePoint, length).map((codePoints) => codePoints.join(''))
}
