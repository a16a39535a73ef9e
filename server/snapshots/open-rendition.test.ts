import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { parseWav } from '#server/audio/encoding/wav.ts'
import { type ConversionId, newId, type ProjectSnapshotId } from '#server/base/ids.ts'
import { openSnapshotNeeds, publishTestChapter, type SnapshotNeeds, testTags } from '#test/snapshots.ts'
import type { ByteSource } from './byte-source.ts'
import { openChapterRendition, openProjectRendition } from './open-rendition.ts'
import { bodyByteLength, type RenditionFormat, slotSampleCount } from './rendition-format.ts'
import type { ChapterSnapshot, ProjectSnapshot } from './snapshot.ts'

const wav: RenditionFormat = { codec: 'wav', loudness: 'none' }
const mp3: RenditionFormat = { codec: 'mp3', bitrateKbps: 128, loudness: 'none' }

let needs: AsyncDisposable & SnapshotNeeds
let one: ChapterSnapshot
let two: ChapterSnapshot
before(async () => {
  needs = await openSnapshotNeeds()
  one = await publishTestChapter(needs, ['It was dark.', 'Rain fell.'])
  two = await publishTestChapter(needs, ['The end.'], { name: 'Chapter 2', after: one })
})
after(() => needs[Symbol.asyncDispose]())

test('a chapter has as many bytes as were told before, and any range of them is that range', async () => {
  for (const format of [wav, mp3]) {
    const source = openChapterRendition(needs, one, format)
    const whole = await readAll(source)
    assert.equal(whole.length, source.byteLength)
    for (const [start, end] of [
      [0, 1],
      [10, 3_000],
      [whole.length - 5, whole.length],
      [2_000, 2_000],
    ] as const)
      assert.deepEqual(await readAll(source, start, end), whole.subarray(start, end))
  }
})

test('the samples of a chapter are as many as its snapshot says', async () => {
  const { samples, sampleRate } = parseWav(await readAll(openChapterRendition(needs, one, wav)))
  assert.deepEqual([samples.length, sampleRate], [one.sampleCount, 44_100])
})

test('a project is its chapters as each was encoded on its own, behind one head', async () => {
  const chapters = await Promise.all([one, two].map((chapter) => readAll(openChapterRendition(needs, chapter, mp3))))
  const bodies = chapters.map((bytes, index) =>
    bytes.subarray(bytes.length - bodyByteLength(mp3, [one, two][index]!.sampleCount)),
  )
  const source = openProjectRendition(needs, toProject(one, two), mp3)
  const whole = await readAll(source)
  assert.equal(whole.length, source.byteLength)
  const joined = Buffer.concat(bodies)
  assert.deepEqual(whole.subarray(-joined.length), joined)
})

test('each chapter of a WAV file begins where it begins in the MP3 file, with silence before it', async () => {
  const { samples } = parseWav(await readAll(openProjectRendition(needs, toProject(one, two), wav)))
  const [first, second] = await Promise.all(
    [one, two].map(async (chapter) => parseWav(await readAll(openChapterRendition(needs, chapter, wav))).samples),
  )
  const slot = slotSampleCount(one.sampleCount)
  assert.equal(samples.length, slot + two.sampleCount)
  assert.deepEqual(samples.subarray(0, one.sampleCount), first)
  assert.ok(samples.subarray(one.sampleCount, slot).every((sample) => sample === 0))
  assert.deepEqual(samples.subarray(slot), second)
})

test('an MP3 file says what it is: title, work, author, year and the marks of its chapters', async () => {
  const file = await readAll(openProjectRendition(needs, toProject(one, two), mp3))
  assert.equal(file.toString('latin1', 0, 3), 'ID3')
  for (const frame of ['TIT2', 'TALB', 'TPE1', 'TYER', 'CHAP', 'CTOC']) assert.ok(file.indexOf(frame) > 0, frame)
  const chapter = await readAll(openChapterRendition(needs, one, mp3))
  assert.ok(chapter.indexOf('TYER') > 0 && chapter.indexOf('CHAP') === -1)
})

test('a chapter without any sound can be heard in every format, also at audiobook level', async () => {
  const silent = await publishTestChapter(needs, ['***'])
  const empty = await publishTestChapter(needs, [])
  for (const chapter of [silent, empty]) {
    for (const codec of [wav, mp3]) {
      const source = openChapterRendition(needs, chapter, { ...codec, loudness: 'audiobook' })
      assert.equal((await readAll(source)).length, source.byteLength)
    }
  }
})

test('a chapter at audiobook level is another rendition of the same length', async () => {
  const plain = await readAll(openChapterRendition(needs, one, wav))
  const loud = await readAll(openChapterRendition(needs, one, { ...wav, loudness: 'audiobook' }))
  assert.equal(loud.length, plain.length)
  assert.notDeepEqual(loud, plain)
})

test('a chapter that sounds otherwise, if only in its pauses, has renditions of its own', async () => {
  const one = await publishTestChapter(needs, ['Some words.', 'More words.'])
  const two = await publishTestChapter(needs, ['Some words.', 'More words.', ''])
  assert.notDeepEqual(
    await readAll(openChapterRendition(needs, one, wav)),
    await readAll(openChapterRendition(needs, two, wav)),
  )
})

test('a chapter that is published again unchanged is not encoded again', async () => {
  const before = await publishTestChapter(needs, ['Same words.', 'Same pauses.'])
  const bytes = await readAll(openChapterRendition(needs, before, mp3))
  const again = await publishTestChapter(needs, ['Same words.', 'Same pauses.'])
  await needs.files.delete(await Array.fromAsync(needs.files.list('takes/')))
  assert.deepEqual(await readAll(openChapterRendition(needs, again, mp3)), bytes)
})

test('a snapshot whose take is gone says so', async () => {
  const lost = await publishTestChapter(needs, ['Lost words.'])
  await needs.files.delete(await Array.fromAsync(needs.files.list('takes/')))
  await assert.rejects(readAll(openChapterRendition(needs, lost, wav)), { code: 'file_not_found' })
})

function toProject(...chapters: ChapterSnapshot[]): ProjectSnapshot {
  let startSample = 0
  const places = chapters.map(({ id, name, sampleCount }) => {
    const place = { id, name, startSample, sampleCount }
    startSample += slotSampleCount(sampleCount)
    return place
  })
  const last = places.at(-1)!
  return {
    id: newId<ProjectSnapshotId>(),
    projectId: one.projectId,
    conversionId: newId<ConversionId>(),
    name: 'Test',
    createdAt: new Date(),
    sampleCount: last.startSample + last.sampleCount,
    chapters: places,
    tags: testTags,
  }
}

async function readAll(source: ByteSource, start = 0, end = source.byteLength): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(source.read(start, end)))
}
