import assert from 'node:assert/strict'
import { test } from 'node:test'
import NodeID3 from 'node-id3'
import { type AudioTags, toId3Tag } from './id3.ts'

const book: AudioTags = {
  title: 'Die Verwandlung – 変身',
  artist: 'Franz Kafka',
  album: 'Erzählungen',
  year: 1915,
  language: 'de',
  isbn: '978-3-16-148410-0',
  comment: 'Read by a machine.',
  genre: 'Audiobook',
  track: 2,
  chapters: [
    { title: 'Ⅰ „Gregor“', startSeconds: 0, endSeconds: 61.2346 },
    { title: 'Ⅱ', startSeconds: 61.2346, endSeconds: 100_000 },
  ],
}

test('what the tag says is read back by another reading of it', () => {
  const { raw: _, ...tags } = NodeID3.read(toId3Tag(book))
  assert.deepEqual(tags, {
    title: 'Die Verwandlung – 変身',
    artist: 'Franz Kafka',
    album: 'Erzählungen',
    year: '1915',
    language: 'deu',
    comment: { language: 'deu', shortText: '', text: 'Read by a machine.' },
    genre: 'Audiobook',
    trackNumber: '2',
    userDefinedText: [{ description: 'ISBN', value: '978-3-16-148410-0' }],
    chapter: [aChapter('chapter-1', 0, 61_235, 'Ⅰ „Gregor“'), aChapter('chapter-2', 61_235, 100_000_000, 'Ⅱ')],
    tableOfContents: [
      { elementID: 'contents', isOrdered: true, elements: ['chapter-1', 'chapter-2'], tags: { raw: {} } },
    ],
  })
})

test('equal tags give equal bytes, whose length stands in their head', () => {
  const tag = toId3Tag(book)
  assert.deepEqual(toId3Tag(structuredClone(book)), tag)
  assert.equal(tag.toString('latin1', 0, 3), 'ID3')
  const length = [...tag.subarray(6, 10)].reduce((sum, byte) => sum * 128 + byte, 0)
  assert.equal(length + 10, tag.length)
})

test('a picture is counted in the tag and comes right behind it', () => {
  const picture = Buffer.alloc(40_000, 'picture')
  const tag = toId3Tag({ ...book, cover: { mediaType: 'image/png', byteLength: picture.length } })
  assert.ok(tag.length < 2_000)
  const { image, title } = NodeID3.read(Buffer.concat([tag, picture, Buffer.from('sound')]))
  assert.ok(typeof image === 'object')
  const { mime, type, imageBuffer } = image
  assert.deepEqual([title, mime, type.id], [book.title, 'image/png', 3])
  assert.deepEqual(imageBuffer, picture)
})

test('what is not known is left out', () => {
  const { raw } = NodeID3.read(toId3Tag({ title: 'Notes', artist: '', language: 'xx', comment: 'c', chapters: [] }))
  assert.deepEqual(Object.keys(raw ?? {}), ['TIT2', 'COMM'])
})

test('more chapters than one table of contents can count are listed in several below the root', () => {
  const chapters = Array.from({ length: 500 }, (_, index) => ({
    title: `Chapter ${index}`,
    startSeconds: index,
    endSeconds: index + 1,
  }))
  const { chapter, tableOfContents } = NodeID3.read(toId3Tag({ title: 'Long', chapters }))
  assert.equal(chapter?.length, 500)
  const [root, ...parts] = tableOfContents ?? []
  assert.deepEqual(root?.elements, ['contents-1', 'contents-2'])
  assert.deepEqual(
    parts.flatMap((part) => part.elements),
    chapter?.map(({ elementID }) => elementID),
  )
})

test('a chapter without sound at the very beginning keeps its mark', () => {
  const tag = toId3Tag({ title: 'T', chapters: [{ title: 'Empty', startSeconds: 0, endSeconds: 0 }] })
  assert.equal(NodeID3.read(tag).chapter?.length, 1)
})

function aChapter(elementID: string, startTimeMs: number, endTimeMs: number, title: string) {
  return { elementID, startTimeMs, endTimeMs, tags: { title, raw: { TIT2: title } } }
}
