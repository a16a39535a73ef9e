import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { BufferSource, Input, MP4 } from 'mediabunny'
import { decodeMp4 } from '#server/audio/decoding/mp4.ts'
import { readMp4File } from '#server/audio/decoding/mp4-file.ts'
import { collect } from '#server/collecting/collect.ts'
import { decodeMp3 } from './decode-mp3.ts'
import {
  aNoisyPng,
  aPng,
  decode,
  exportAs,
  exportedFile,
  exportsPath,
  hasFfmpeg,
  probe,
  soundStarts,
  unzip,
} from './exports.ts'
import { hurrying } from './hurry.ts'
import { parseCaptions } from './parse-captions.ts'
import { readWav } from './read-wav.ts'
import { openTestStudio, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const signal = new AbortController().signal
const chapters = [['It was dark. Rain fell, and it fell & fell.'], ['“Snow,” she said. It was <cold>.', 'The end.']]

let shared: TestStudio
before(async () => void (shared = await openTestStudio()))
after(() => shared[Symbol.asyncDispose]())

async function addBook(studio = shared) {
  const projectId = await studio.addProject(chapters, { title: 'The Book', author: 'Ann Other', language: 'en' })
  await studio.convertProject(projectId)
  return { studio, projectId }
}

/** Samples that the snapshot has, and where its chapters start, in seconds. */
async function timelineOf(studio: TestStudio, projectId: string) {
  const { project_snapshot_id: id } = await studio.latestSnapshot(projectId)
  const { rows } = await studio.studio.db.execute<{ sample_count: string; chapters: { startSample: number }[] }>(
    sql`select sample_count, chapters from project_snapshots where id = ${id}`,
  )
  const { sample_count, chapters } = rows[0]!
  return { sampleCount: Number(sample_count), starts: chapters.map(({ startSample }) => startSample / 44_100) }
}

test('the same snapshot, format and options are the same export; others are not', async () => {
  const { studio, projectId } = await addBook()
  const first = await exportAs(studio, projectId, 'json')
  assert.deepEqual([first.state, first.progress, first.error], ['ready', 1, null])
  assert.equal(first.file_name, 'The Book - Ann Other.json')
  assert.ok(first.expires_at_unix > Date.now() / 1000)
  assert.equal((await exportAs(studio, projectId, 'json')).export_id, first.export_id)
  const [chapter] = await studio.listChapters(projectId)
  const part = await exportAs(studio, projectId, 'json', { chapter_ids: [chapter!.chapterId] })
  assert.notEqual(part.export_id, first.export_id)
  const { body } = await studio.api.get(`/lectern/v1/projects/${projectId}/exports`)
  assert.deepEqual(
    body.exports.map((one: { export_id: string }) => one.export_id),
    [part.export_id, first.export_id],
  )
})

test('an export is downloaded in ranges that go on, under its name', async () => {
  const { studio, projectId } = await addBook()
  const one = await exportAs(studio, projectId, 'mp3')
  const path = new URL(one.download_url).pathname
  const { bytes, headers } = await studio.api.bytes(path, { method: 'GET' })
  const name = `filename="The Book - Ann Other.mp3"; filename*=UTF-8''The%20Book%20-%20Ann%20Other.mp3`
  assert.equal(headers.get('content-disposition'), `attachment; ${name}`)
  const etag = headers.get('etag')!
  const range = { range: 'bytes=1000-', 'if-range': etag }
  const rest = await studio.api.bytes(path, { method: 'GET', headers: range }, 206)
  assert.deepEqual(rest.bytes, bytes.subarray(1000))
  const other = { range: 'bytes=1000-', 'if-range': '"other"' }
  assert.equal((await studio.api.bytes(path, { method: 'GET', headers: other })).bytes.length, bytes.length)
})

test('an option that a format cannot honour is refused by its name', async () => {
  const { studio, projectId } = await addBook()
  const path = await exportsPath(studio, projectId)
  const refused = async (format: string, options: object) =>
    (await studio.api.post(`${path}/${format}`, options, 422)).body.detail.map((one: { loc: string[] }) => one.loc)
  assert.deepEqual(await refused('wav', { bitrate_kbps: 64 }), [['body', 'bitrate_kbps']])
  assert.deepEqual(await refused('mp3', { bitrate_kbps: 63 }), [['body', 'bitrate_kbps']])
  assert.deepEqual(await refused('srt', { loudness: 'audiobook' }), [['body', 'loudness']])
  assert.deepEqual(await refused('zip', { per_chapter: false }), [['body', 'per_chapter']])
  assert.deepEqual(await refused('nothing', {}), [['path', 'format']])
  assert.equal(
    (await studio.api.post(`${path}/srt`, { chapter_ids: ['other'] }, 404)).body.detail.code,
    'snapshot_not_found',
  )
})

test('one MP3 has the sound of the manifest, chapter marks, a cover and who reads', async () => {
  const { studio, projectId } = await addBook()
  const cover = aPng(30, 40)
  await putCover(studio, projectId, cover)
  await studio.api.json(`/lectern/v1/projects/${projectId}`, patchOf({ narrators: ['Kim', 'Lee'] }), 200)
  await studio.api.json(`/lectern/v1/projects/${projectId}`, patchOf({}), 200) // nothing is a change too
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  const mp3 = await exportedFile(studio, projectId, 'mp3', { bitrate_kbps: 64 })
  assert.equal((await decodeMp3(mp3)).length, sampleCount)
  if (!hasFfmpeg) return
  const { format, chapters: marks, streams } = await probe(mp3, 'book.mp3')
  assert.deepEqual([format.tags.title, format.tags.artist, format.tags.composer], ['The Book', 'Ann Other', 'Kim, Lee'])
  assertNear(
    marks.map((mark: { start_time: string }) => Number(mark.start_time)),
    starts,
    0.001,
  )
  assert.equal(streams[1].codec_name, 'png')
  assertNear(soundStarts(await decode(mp3, 'book.mp3'), 0.9), starts, 0.06)
})

test('an M4B has the length of the manifest, its chapters at their seconds, and the tags of a book', {
  skip: !hasFfmpeg && 'there is no FFmpeg to read it with',
}, async () => {
  const { studio, projectId } = await addBook()
  await putCover(studio, projectId, aPng(30, 40))
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  const m4b = await exportedFile(studio, projectId, 'm4b')
  const { format, streams, chapters: marks } = await probe(m4b, 'book.m4b')
  assert.deepEqual([format.tags.title, format.tags.artist, format.tags.media_type], ['The Book', 'Ann Other', '2'])
  assertNear([Number(format.duration)], [sampleCount / 44_100], 0.001)
  assert.ok(m4b.indexOf('moov') < m4b.indexOf('mdat'))
  assertNear(
    marks.map((mark: { start_time: string }) => Number(mark.start_time)),
    starts,
    0.012,
  )
  const titles = marks.map((mark: { tags: { title: string } }) => mark.tags.title)
  assert.deepEqual(titles, ['Chapter 1', 'Chapter 2'])
  assert.deepEqual(
    streams.map((stream: { codec_name: string }) => stream.codec_name),
    ['aac', 'bin_data', 'png'],
  )
  const heard = await decode(m4b, 'book.m4b')
  assertNear([heard.length / 44_100], [sampleCount / 44_100], 0.03)
  assertNear(soundStarts(heard, 0.9), starts, 0.03)
})

test('proof: an M4B is read without FFmpeg: tags and cover by mediabunny, chapters and sound by ourselves', async () => {
  const { studio, projectId } = await addBook()
  await putCover(studio, projectId, aPng(30, 40))
  await studio.api.json(`/lectern/v1/projects/${projectId}`, patchOf({ narrators: ['Kim', 'Lee'] }), 200)
  const m4b = await exportedFile(studio, projectId, 'm4b')
  using input = new Input({ formats: [MP4], source: new BufferSource(m4b) })
  const { title, album, artist, images, raw } = await input.getMetadataTags()
  assert.deepEqual([title, album, artist, raw!['©wrt']], ['The Book', 'The Book', 'Ann Other', 'Kim, Lee'])
  assert.deepEqual(Buffer.from(images![0]!.data), aPng(30, 40))
  const bytes = {
    byteLength: m4b.length,
    read: async (start: number, length: number) => m4b.subarray(start, start + length),
  }
  const file = await readMp4File(bytes)
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  assert.deepEqual(
    file.chapters.map((chapter) => chapter.title),
    ['Chapter 1', 'Chapter 2'],
  )
  assertNear(
    file.chapters.map(({ startSeconds }) => startSeconds),
    starts,
    0.012,
  )
  const heard: number[] = []
  await decodeMp4(bytes, file, ([sound]) => heard.push(...sound!))
  assert.equal(heard.length, sampleCount)
  assertNear(soundStarts(Int16Array.from(heard), 0.9), starts, 0.03)
})

test('proof: a WebP cover becomes a PNG of the same picture', async () => {
  const { studio, projectId } = await addBook()
  const red = Buffer.from('UklGRh4AAABXRUJQVlA4TBEAAAAvHcAEAAdQmSa3ov+BiOh/AAA=', 'base64')
  const url = await putCover(studio, projectId, red)
  assert.deepEqual((await studio.api.bytes(url, { method: 'GET' })).bytes, red)
  const png = (await unzip(await exportedFile(studio, projectId, 'zip'))).get('cover.png')!
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [30, 20])
  const rows = inflateSync(png.subarray(41, -16))
  assert.deepEqual([...rows.subarray(0, 7)], [1, 201, 50, 21, 0, 0, 0])
  assert.ok((await exportedFile(studio, projectId, 'm4b')).includes(png))
  await putCover(studio, projectId, Buffer.concat([red.subarray(0, 25), Buffer.alloc(20)]))
  const drawn = (await unzip(await exportedFile(studio, projectId, 'zip'))).get('cover.png')!
  assert.equal(drawn.readUInt32BE(16), 1_400)
})

test('proof: a FLAC has every sample, its chapters and the tags of a book', {
  skip: !hasFfmpeg && 'there is no FFmpeg to read it with',
}, async () => {
  const { studio, projectId } = await addBook()
  await putCover(studio, projectId, aPng(30, 40))
  const flac = await exportedFile(studio, projectId, 'flac')
  const samples = readWav(await exportedFile(studio, projectId, 'wav'))
  assert.deepEqual(await decode(flac, 'book.flac'), samples)
  const { format, streams, chapters: marks } = await probe(flac, 'book.flac')
  assert.deepEqual([format.tags.TITLE, format.tags.ARTIST], ['The Book', 'Ann Other'])
  assertNear([Number(format.duration)], [samples.length / 44_100], 0.001)
  const { starts } = await timelineOf(studio, projectId)
  assertNear(
    marks.map((mark: { start_time: string }) => Number(mark.start_time)),
    starts,
    0.001,
  )
  assert.deepEqual(
    streams.map((stream: { codec_name: string }) => stream.codec_name),
    ['flac', 'png'],
  )
})

test('proof: an Opus file has the length of the manifest, its chapters at their seconds, and a large cover', {
  skip: !hasFfmpeg && 'there is no FFmpeg to read it with',
}, async () => {
  const { studio, projectId } = await addBook()
  const cover = aNoisyPng(300, 400)
  assert.ok(cover.length > 100_000)
  await putCover(studio, projectId, cover)
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  const opus = await exportedFile(studio, projectId, 'opus', { bitrate_kbps: 32 })
  const { format, streams, chapters: marks } = await probe(opus, 'book.opus')
  assertNear([Number(format.duration)], [sampleCount / 44_100], 0.01)
  assert.equal(streams[0].tags.TITLE, 'The Book')
  assertNear(
    marks.map((mark: { start_time: string }) => Number(mark.start_time)),
    starts,
    0.001,
  )
  assert.deepEqual(
    streams.map((stream: { codec_name: string }) => stream.codec_name),
    ['opus', 'png'],
  )
  const heard = await decode(opus, 'book.opus')
  assertNear([heard.length / 44_100], [sampleCount / 44_100], 0.01)
  assertNear(soundStarts(heard, 0.9), starts, 0.03)
})

test('an EPUB is read and heard sentence by sentence, and nothing in it is wrong', async () => {
  const { studio, projectId } = await addBook()
  await putCover(studio, projectId, aPng(30, 40))
  await studio.api.json(`/lectern/v1/projects/${projectId}`, patchOf({ narrators: ['Kim & Lee'] }), 200)
  const epub = await exportedFile(studio, projectId, 'epub')
  assert.equal(epub.toString('latin1', 30, 58), 'mimetypeapplication/epub+zip')
  const files = await unzip(epub)
  const overlay = String(files.get('OPS/overlays/chapter-2.smil'))
  const page = String(files.get('OPS/text/chapter-2.xhtml'))
  const clips = [...overlay.matchAll(/#(s\d+)"\/><audio [^>]*clipBegin="([\d.]+)s" clipEnd="([\d.]+)s"/g)]
  const texts = clips.map(([, id]) => new RegExp(`id="${id}">(.*?)</span>`).exec(page)![1])
  assert.deepEqual(texts, ['“Snow,” she said.', 'It was &lt;cold&gt;.', 'The end.'])
  const sound = (await decodeMp3(files.get('OPS/audio/chapter-2.mp3')!)).length / 44_100
  const [begins, ends] = [2, 3].map((at) => clips.map((clip) => Number(clip[at])))
  assertNear([begins![0]!, ends!.at(-1)!], [0, sound], 0.001)
  assertNear(begins!.slice(1), ends!.slice(0, -1), 0.0001)
  const opf = String(files.get('OPS/package.opf'))
  const durations = [...opf.matchAll(/media:duration"[^>]*>([\d.]+)s/g)].map(([, seconds]) => Number(seconds))
  assertNear([durations[0]!], [durations[1]! + durations[2]!], 0.01)
  assert.match(opf, /media:narrator">Kim &amp; Lee</)
})

test('proof: names and genres of nothing but white space are none', async () => {
  const projectId = await shared.addProject(chapters, { title: ' ', author: ' ' })
  const details = { narrators: ['', ' Kim '], genres: [' ', 'Tales'], description: ' ' }
  await shared.api.json(`/lectern/v1/projects/${projectId}`, patchOf(details), 200)
  await shared.convertProject(projectId)
  const files = await unzip(await exportedFile(shared, projectId, 'zip'))
  const { authors, narrators, genres, description, title } = JSON.parse(String(files.get('metadata.json')))
  assert.deepEqual([authors, narrators, genres, description], [[], ['Kim'], ['Tales'], null])
  const opf = String((await unzip(await exportedFile(shared, projectId, 'epub'))).get('OPS/package.opf'))
  assert.doesNotMatch(opf, />\s*<\/(meta>|dc:)/)
  assert.ok(title.trim())
})

test('the newest snapshot is told to be the project as it is now, until anything of it changes', async () => {
  const projectId = await shared.addProject(chapters, { title: 'The Book' })
  const path = `/lectern/v1/projects/${projectId}`
  const current = async () => (await shared.api.get(`${path}/current-snapshot`)).body.project_snapshot_id
  assert.equal(await current(), null)
  const convert = async () => {
    await shared.convertProject(projectId)
    return (await shared.latestSnapshot(projectId)).project_snapshot_id
  }
  const published = await convert()
  assert.equal(await current(), published)
  const [first, second] = await shared.listChapters(projectId)
  const { name, default_title_voice_id, default_paragraph_voice_id } = (
    await shared.api.get(`/v1/studio/projects/${projectId}`)
  ).body
  const changes = {
    'a pause': () => shared.api.patch(path, { pauses: { sentence_seconds: 0.9 } }),
    'the author': () =>
      shared.api.post(`/v1/studio/projects/${projectId}`, {
        ...{ name, default_title_voice_id, default_paragraph_voice_id, author: 'Ann Other' },
      }),
    'the order': () => shared.api.post(`${path}/chapter-order`, { chapter_ids: [second!.chapterId, first!.chapterId] }),
    'the text': () => shared.edit(first!, ['Snow fell.']),
  }
  for (const [what, change] of Object.entries(changes)) {
    await change()
    assert.equal(await current(), null, what)
    const again = await convert()
    assert.equal(await current(), again, what)
  }
  await shared.edit(first!, ['Nobody has said this.'])
  assert.equal(await current(), null, 'what is not spoken')
})

test('a report tells how each chapter of the finished MP3 sounds, and who takes it', async () => {
  const { studio, projectId } = await addBook()
  const report = JSON.parse(String(await exportedFile(studio, projectId, 'report', { bitrate_kbps: 192 })))
  assert.equal(report.passes.acx, false)
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  const [first, second] = report.chapters
  assert.deepEqual([first.name, second.name], ['Chapter 1', 'Chapter 2'])
  assertNear([second.duration_seconds], [sampleCount / 44_100 - starts[1]!], 0.001)
  assert.deepEqual([first.format, first.bitrate_kbps, first.sample_rate, first.channels], ['mp3', 192, 44_100, 1])
  const failed = first.requirements.filter((one: { passes: boolean }) => !one.passes)
  assert.ok(failed.some((one: { standard: string; name: string }) => one.standard === 'acx' && one.name === 'head'))
  const pageOf = async () => String((await studio.api.bytes(`/projects/${projectId}/report`, { method: 'GET' })).bytes)
  const page = await until('the page is there', async () => {
    const html = await pageOf()
    return html.includes('<p class="title">The Book</p>') ? html : undefined
  })
  assert.match(page, /<td>Chapter 2<\/td>/)
  const loud = JSON.parse(String(await exportedFile(studio, projectId, 'report', { loudness: 'audiobook' })))
  for (const { rms_db, peak_db } of loud.chapters) assert.ok(rms_db >= -23 && rms_db <= -18 && peak_db <= -3)
})

test('proof: the page of the report is a page also where there is nothing to measure, or nothing at all', async () => {
  await using studio = await openTestStudio()
  const projectId = await studio.addProject([['It was dark.']])
  const look = async (path: string, expected: number) => {
    const { bytes, headers } = await studio.api.bytes(
      path,
      { method: 'GET', headers: { accept: 'text/html' } },
      expected,
    )
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8')
    return String(bytes)
  }
  const page = await look(`/projects/${projectId}/report`, 200)
  assert.match(page, /<h1>Audiobook report<\/h1><p role="status">Nothing of this project is converted yet/)
  const inGerman = await look(`/projects/${projectId}/report?language=de`, 200)
  assert.match(inGerman, /<html lang="de">.*<h1>Hörbuchbericht<\/h1><p role="status">Von diesem Projekt/s)
  assert.match(await look('/projects/nothing/report', 404), /<p role="alert">.*List the projects again/)
  const { body } = await studio.api.get('/projects/nothing/report', 404) // for programs as everywhere
  assert.equal(body.detail.code, 'project_not_found')
})

test('a project is published as a podcast at an address with a token, until it is no more', async () => {
  const { studio, projectId } = await addBook()
  const path = `/lectern/v1/projects/${projectId}/feed`
  assert.equal((await studio.api.get(path)).body.feed_url, null)
  await studio.api.post(`${await exportsPath(studio, projectId)}/rss`, {}, 409)
  const { feed_url } = (await studio.api.json(path, { method: 'PUT' }, 200)).body
  assert.equal((await studio.api.json(path, { method: 'PUT' }, 200)).body.feed_url, feed_url)
  const feedPath = new URL(feed_url).pathname
  const bytesAt = async (url: string, expected = 200) =>
    (await studio.api.bytes(new URL(url).pathname, { method: 'GET' }, expected)).bytes
  const xml = String(await bytesAt(feed_url))
  assert.equal(String(await exportedFile(studio, projectId, 'rss')), xml)
  assert.match(xml, /<title>The Book<\/title>/)
  const lengths = [...xml.matchAll(/<enclosure url="([^"]+)" length="(\d+)" type="audio\/mpeg"\/>/g)]
  assert.equal(lengths.length, 2)
  for (const [, url, length] of lengths) assert.equal((await bytesAt(url!)).length, Number(length))
  const [, cover] = /<itunes:image href="([^"]+)"/.exec(xml)!
  assert.equal((await bytesAt(cover!)).toString('latin1', 1, 4), 'PNG')
  for (const [, url, type] of xml.matchAll(/<podcast:transcript url="([^"]+)" type="([^"]+)"/g)) {
    const { cues, errors } = await parseCaptions(String(await bytesAt(url!)), type === 'text/vtt' ? 'vtt' : 'srt')
    assert.deepEqual([errors.length, cues.length > 0, cues[0]!.startTime], [0, true, 0])
  }
  const [, chaptersUrl] = /<podcast:chapters url="([^"]+)"/.exec(xml)!
  const marks = JSON.parse(String(await bytesAt(chaptersUrl!)))
  assert.deepEqual(marks, { version: '1.2.0', chapters: [{ startTime: 0, title: 'Chapter 1' }] })
  await studio.api.delete(path)
  await studio.api.bytes(feedPath, { method: 'GET' }, 404)
  assert.notEqual((await studio.api.json(path, { method: 'PUT' }, 200)).body.feed_url, feed_url)
})

test('proof: a feed with a picture of megabytes costs its listeners nothing of it until they ask for it', async () => {
  const { studio, projectId } = await addBook()
  const cover = Buffer.concat([aPng(30, 40), Buffer.alloc(8_000_000)])
  await putCover(studio, projectId, cover)
  const { feed_url } = (await studio.api.json(`/lectern/v1/projects/${projectId}/feed`, { method: 'PUT' }, 200)).body
  const { files } = studio.studio
  const [read, get] = [files.read, files.get]
  let bytesRead = 0
  const count = async (key: string, { start, end = cover.length }: { start: number; end?: number } = { start: 0 }) => {
    if (key.startsWith('covers/')) bytesRead += end - start
  }
  files.read = async (key) => (await count(key)) ?? read.call(files, key)
  files.get = async (key, range) => (await count(key, range)) ?? get.call(files, key, range)
  const at = (url: string, headers = {}) =>
    studio.api.bytes(new URL(url).pathname, { method: 'GET', headers }, 'range' in headers ? 206 : 200)
  const xml = String((await at(feed_url)).bytes)
  const [, sound, length] = /<enclosure url="([^"]+)" length="(\d+)"/.exec(xml)!
  assert.ok(Number(length) > cover.length)
  await at(sound!, { range: 'bytes=0-99' })
  for (const [, url] of xml.matchAll(/<podcast:transcript url="([^"]+)"/g)) await at(url!)
  assert.equal(bytesRead, 0)
  const { bytes } = await at(sound!)
  assert.equal(bytes.length, Number(length))
  assert.ok(bytes.includes(cover))
})

test('after an edit only the chapter that changed is encoded again', async () => {
  const { studio, projectId } = await addBook()
  await exportedFile(studio, projectId, 'm4b')
  const before = await Array.fromAsync(studio.studio.files.list('renditions/'))
  const [first] = await studio.listChapters(projectId)
  await studio.edit(first!, ['It was a dark night.'])
  await studio.convertProject(projectId)
  await exportedFile(studio, projectId, 'm4b')
  const after = await Array.fromAsync(studio.studio.files.list('renditions/'))
  assert.equal(after.length, before.length + 1)
})

test('a WAV has every sample, and is not kept besides its export', async () => {
  const { studio, projectId } = await addBook()
  const before = await Array.fromAsync(studio.studio.files.list('renditions/'))
  const samples = readWav(await exportedFile(studio, projectId, 'wav'))
  assert.equal(samples.length, (await timelineOf(studio, projectId)).sampleCount)
  const kept = await Array.fromAsync(studio.studio.files.list('renditions/'))
  assert.deepEqual(kept, before)
  const two = await unzip(await exportedFile(studio, projectId, 'wav', { per_chapter: true }))
  assert.deepEqual([...two.keys()], ['01 - Chapter 1.wav', '02 - Chapter 2.wav'])
})

test('a ZIP is a folder for players of audiobooks', async () => {
  const { studio, projectId } = await addBook()
  await putCover(studio, projectId, aPng(3, 3))
  const files = await unzip(await exportedFile(studio, projectId, 'zip'))
  const names = ['01 - Chapter 1.mp3', '02 - Chapter 2.mp3', 'metadata.json', 'cover.png']
  assert.deepEqual([...files.keys()], names)
  const metadata = JSON.parse(String(files.get('metadata.json')))
  assert.deepEqual([metadata.title, metadata.authors, metadata.language], ['The Book', ['Ann Other'], 'en'])
  const lengths = await Promise.all(names.slice(0, 2).map(async (name) => (await decodeMp3(files.get(name)!)).length))
  assertNear(
    metadata.chapters.map((mark: { start: number }) => mark.start),
    [0, lengths[0]! / 44_100],
    0.001,
  )
  assertNear([metadata.chapters[1].end], [(lengths[0]! + lengths[1]!) / 44_100], 0.001)
})

test('captions say each sentence when it is heard, in lines that can be read, with speakers where there are several', async () => {
  const studio = shared
  const long =
    'Rain fell, and it fell & fell on all the <houses> of the town until nobody could see the other side of the street.'
  const projectId = await studio.addProject([['It was dark.', long]], { title: 'Rain', language: 'en' })
  await studio.convertProject(projectId)
  for (const [format, most] of [
    ['srt', 32],
    ['vtt', 42],
  ] as const) {
    const { cues, errors } = await parseCaptions(String(await exportedFile(studio, projectId, format)), format)
    assert.deepEqual(errors, [])
    const texts = cues.map(({ text }) => decodeEntities(text, format))
    assert.equal(texts.map((text) => text.replaceAll('\n', ' ')).join(' '), `It was dark. ${long}`)
    for (const text of texts) {
      const lines = text.split('\n')
      assert.ok(lines.length <= 2 && lines.every((line) => line.length <= most), text)
    }
    for (const [index, cue] of cues.entries()) {
      assert.ok(cue.startTime < cue.endTime && cue.endTime <= (cues[index + 1]?.startTime ?? Infinity))
    }
    assert.equal(cues[0]!.startTime, 0)
    // 50 ms of tone for each character, then 0.7 s to the next paragraph: see test/expected-tones.ts
    const words = JSON.parse(String(await exportedFile(studio, projectId, 'json'))).chapters[0].blocks[1].words
    assertNear([cues[1]!.startTime], [words[0].start], 0.001)
  }
})

test('the JSON has every word where it is heard, and whose voice it is', async () => {
  const { studio, projectId } = await addBook()
  const { sampleCount, starts } = await timelineOf(studio, projectId)
  const json = JSON.parse(String(await exportedFile(studio, projectId, 'json')))
  assert.deepEqual([json.title, json.author, json.language], ['The Book', 'Ann Other', 'en'])
  assertNear([json.duration_seconds], [sampleCount / 44_100], 1e-5)
  assertNear(
    json.chapters.map((one: { start: number }) => one.start),
    starts,
    1e-5,
  )
  const [block] = json.chapters[0].blocks
  assert.deepEqual(block.voice_ids, ['tone-a'])
  assert.deepEqual(
    block.words.slice(0, 4).map((word: { text: string }) => word.text),
    ['It', 'was', 'dark', 'Rain'],
  )
  assertNear([block.words[1].start, block.words[1].end], [0.15, 0.3], 0.001)
})

test('proof: a new cover makes another export; a cover is what it is, not what it is called', async () => {
  const { studio, projectId } = await addBook()
  const before = await exportAs(studio, projectId, 'mp3')
  const url = await putCover(studio, projectId, aPng(2, 2))
  assert.deepEqual((await studio.api.bytes(url, { method: 'GET' })).bytes, aPng(2, 2))
  const project = await studio.api.get(`/v1/studio/projects/${projectId}`)
  assert.equal(project.body.cover_image_url, url)
  assert.notEqual((await exportAs(studio, projectId, 'mp3')).export_id, before.export_id)
  await putCover(studio, projectId, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 400)
  await putCover(studio, projectId, aPng(7_000, 6_000), 400)
  await studio.api.delete(`/lectern/v1/projects/${projectId}/cover`)
  await studio.api.bytes(`/lectern/v1/projects/${projectId}/cover`, { method: 'GET' }, 404)
})

test('an export goes when its time is over, and one whose file is gone is made again', async () => {
  const { studio, projectId } = await addBook()
  const one = await exportAs(studio, projectId, 'srt')
  await studio.studio.files.delete([`exports/${one.export_id}`])
  assert.equal((await exportAs(studio, projectId, 'srt')).export_id, one.export_id)
  await studio.studio.files.put('exports/left-by-a-dead-worker', Buffer.from('x'))
  assert.equal((await collect(studio.studio, signal)).exports, 1)
  assert.ok(await studio.studio.files.head(`exports/${one.export_id}`))
  await studio.studio.db.execute(
    sql`update exports set expires_at = now() - interval '1 second' where id = ${one.export_id}`,
  )
  assert.equal((await collect(studio.studio, signal)).exports, 1)
  await studio.api.get(`/lectern/v1/exports/${one.export_id}`, 404)
})

test('proof: an export that is deleted while it is made stops, and leaves no file', async () => {
  const reading = Promise.withResolvers<void>()
  const deleted = Promise.withResolvers<void>()
  await using studio = await openTestStudio({
    files: (real) => ({
      ...real,
      async put(key, content) {
        if (!key.startsWith('exports/')) return real.put(key, content)
        reading.resolve()
        await deleted.promise
        return real.put(key, content)
      },
    }),
  })
  const { projectId } = await addBook(studio)
  const { body } = await studio.api.post(`${await exportsPath(studio, projectId)}/wav`)
  await reading.promise
  await studio.api.bytes(`/lectern/v1/exports/${body.export_id}/file`, { method: 'GET' }, 409)
  await studio.api.delete(`/lectern/v1/exports/${body.export_id}`)
  deleted.resolve()
  await until('nothing works on it', async () => (await studio.studio.jobs.listWorkedOn('exportId')).size === 0)
  assert.equal(await studio.studio.files.head(`exports/${body.export_id}`), undefined)
})

test('proof: an export whose takes are gone fails with the reason, and is begun again when it is asked for again', async () => {
  await using studio = await openTestStudio({ mayLog: /A job failed/ })
  const { projectId } = await addBook(studio)
  const takes = await Array.fromAsync(studio.studio.files.list('takes/'))
  const kept = await Promise.all(takes.map(async (key) => [key, await studio.studio.files.read(key)] as const))
  await studio.studio.files.delete(takes)
  const failed = await hurrying(studio, () => exportAs(studio, projectId, 'wav'))
  assert.deepEqual([failed.state, failed.error.code], ['failed', 'file_not_found'])
  for (const [key, bytes] of kept) await studio.studio.files.put(key, bytes)
  const again = await exportAs(studio, projectId, 'wav')
  assert.deepEqual([again.export_id, again.state, again.error], [failed.export_id, 'ready', null])
})

async function putCover(studio: TestStudio, projectId: string, bytes: Buffer, expected = 200): Promise<string> {
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(bytes)]), 'cover.gif')
  const answer = await studio.api.json(`/lectern/v1/projects/${projectId}/cover`, { method: 'PUT', body }, expected)
  return answer.body.cover_image_url
}

function patchOf(fields: object) {
  return { method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fields) }
}

function decodeEntities(text: string, format: string): string {
  if (format === 'srt') return text
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

function assertNear(actual: number[], expected: number[], tolerance: number): void {
  assert.equal(actual.length, expected.length, `${actual} has as many as ${expected}`)
  for (const [index, value] of actual.entries())
    assert.ok(Math.abs(value - expected[index]!) <= tolerance, `${actual} is about ${expected}`)
}
