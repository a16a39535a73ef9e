import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPicture } from './picture.ts'

test('a picture is what its bytes are', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAC0lEQVR4nGNgwAUAABoAAfRm1UUAAAAASUVORK5CYII=',
    'base64',
  )
  assert.deepEqual(readPicture(png), { contentType: 'image/png', width: 3, height: 2 })
  const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108000200030301220002110103', 'hex')
  assert.deepEqual(readPicture(jpeg), { contentType: 'image/jpeg', width: 3, height: 2 })
  const webp = Buffer.concat([
    Buffer.from('RIFF....WEBPVP8X....', 'latin1'),
    Buffer.alloc(4),
    Buffer.from('020000010000', 'hex'),
  ])
  assert.deepEqual(readPicture(webp), { contentType: 'image/webp', width: 3, height: 2 })
})

test('everything else is no picture, however it is cut', () => {
  assert.equal(readPicture(Buffer.from('GIF89a')), undefined)
  const heads = ['89504e470d0a1a0a', 'ffd8ffc0', 'ffd8', '52494646', '3c737667']
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, rest) => {
      const found = readPicture(Buffer.concat([Buffer.from(head, 'hex'), rest]))
      if (found) assert.ok(found.width > 0 && found.height > 0)
    }),
  )
})
