import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { shrink, writePng } from './png.ts'

test('a picture that is too large becomes the mean of its squares; what is not seen is white', () => {
  const row = [0, 0, 0, 255, 100, 0, 0, 255, 8, 8, 8, 0]
  const picture = { width: 3, height: 2, data: Uint8Array.from([...row, ...row]) }
  assert.deepEqual(shrink(picture, 3), picture)
  assert.deepEqual(shrink(picture, 2), { width: 1, height: 1, data: Uint8Array.from([50, 0, 0, 255]) })
  const png = writePng(picture)
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [3, 2])
  assert.deepEqual([...inflateSync(png.subarray(41, -16))].slice(0, 10), [1, 0, 0, 0, 100, 0, 0, 155, 255, 255])
})
