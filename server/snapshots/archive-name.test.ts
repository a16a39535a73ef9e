import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyText } from '#test/any-text.ts'
import { archiveName } from './archive-name.ts'

test('a name has the position, the chapter and the ending', () => {
  assert.equal(archiveName(1, 12, 'Down the Rabbit-Hole', 'mp3'), '01 - Down the Rabbit-Hole.mp3')
  assert.equal(archiveName(7, 120, 'Der Prozeß', 'wav'), '007 - Der Prozeß.wav')
  assert.equal(archiveName(3, 3, ' ', 'mp3'), '03.mp3')
})

test('what file systems do not take is replaced, and the name still reads well', () => {
  assert.equal(archiveName(1, 1, 'Part I: The “Whale”', 'mp3'), "01 - Part I - The 'Whale'.mp3")
  assert.equal(archiveName(1, 1, '../../etc/passwd', 'mp3'), '01 - -..-etc-passwd.mp3')
  assert.equal(archiveName(1, 1, 'What is it?\u202e\u0000\nNothing...', 'mp3'), '01 - What is it Nothing.mp3')
  assert.equal(archiveName(1, 1, 'CON', 'mp3'), '01 - CON.mp3')
})

test('any chapter name becomes the name of a file that every system takes', () => {
  const chapterName = fc.oneof(anyText({ maxLength: 400 }), fc.string({ unit: 'grapheme', maxLength: 200 }))
  fc.assert(
    fc.property(chapterName, fc.integer({ min: 1, max: 1_500 }), (chapterName, position) => {
      const name = archiveName(position, 1_500, chapterName, 'mp3')
      assert.match(name, /^\d{4}( - [^\\/:*?"<>|\p{Cc}\u202a-\u202e]+)?\.mp3$/u)
      assert.doesNotMatch(name, /[. ]\.mp3$/)
      assert.ok(Buffer.byteLength(name) <= 255 && name.isWellFormed())
    }),
  )
})

test('a name made to be looked at again and again is looked at once', () => {
  const names = [
    '\u3000'.repeat(5_000_000),
    `a${' '.repeat(5_000_000)}b`,
    `a${'. '.repeat(2_500_000)}b`,
    ': '.repeat(5_000_000),
  ]
  for (const name of names) assert.ok(Buffer.byteLength(archiveName(1, 1, name, 'mp3')) <= 255)
})
