import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseOggPages } from './ogg.test-kit.ts'
import { lacingLength, oggChecksum, toOggPage } from './ogg.ts'

test('the checksum is that of the known check value', () => {
  // CRC-32 with this polynomial, start and order (no reflection) over "123456789", as catalogues of CRCs give it.
  assert.equal(oggChecksum(Buffer.from('123456789')), 0x89a1_897f)
})

test('a page gives back the packets that were put in, also those of 0, 255 and 510 bytes', () => {
  const length = fc.oneof(fc.constantFrom(0, 254, 255, 256, 510), fc.nat(2_000))
  fc.assert(
    fc.property(fc.array(length, { maxLength: 20 }), (lengths) => {
      const packets = lengths.map((length, index) => Buffer.alloc(length, index))
      const page = { serialNumber: 7, sequenceNumber: 3, granulePosition: 2 ** 40 + 5 }
      const bytes = toOggPage({ ...page, position: 'last', packets })
      const lacing = lengths.reduce((sum, length) => sum + lacingLength(length), 0)
      assert.equal(bytes.length, 27 + lacing + Buffer.concat(packets).length)
      assert.deepEqual(parseOggPages(Buffer.from(bytes)), [{ ...page, headerType: 4, packets }])
    }),
  )
})
