import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio, snapshotPath, type TestStudio } from './studio.ts'

// A stream is a file before it is made: its length is known, and any part of it can be asked for.

for (const preset of ['standard', 'ultra_lossless']) {
  const half = preset === 'standard' ? '' : 'proof: '
  test(`${half}any range is that part of the file, before anything was encoded and after (${preset})`, async () => {
    await using studio = await openTestStudio()
    const fields = { quality_preset: preset, author: 'Ann' }
    await aStream(studio, fields) // how loud its voice is, is known when all of it is spoken
    const path = await aStream(studio, fields)
    const whole = await studio.stream(await studio.latestSnapshot(await studio.addProject(book, fields).then(convert)))
    const head = whole.indexOf(preset === 'standard' ? 'Info' : 'data')
    const middle = Math.floor(whole.length / 2)
    const ranges = [
      [whole.length - 100, whole.length],
      [0, 1],
      [head - 20, head + 1_000],
      [middle - 5_000, middle + 5_000],
      [1, whole.length],
      [whole.length - 1, whole.length],
    ] as const
    for (const [start, end] of ranges) {
      const { bytes, headers } = await studio.api.bytes(path, { headers: { range: `bytes=${start}-${end - 1}` } }, 206)
      assert.equal(headers.get('content-range'), `bytes ${start}-${end - 1}/${whole.length}`)
      assert.deepEqual([bytes.length, headers.get('content-length')], [end - start, String(end - start)])
      assert.ok(bytes.equals(whole.subarray(start, end)), `bytes ${start} to ${end}`)
    }

    async function convert(projectId: string): Promise<string> {
      await studio.convertProject(projectId)
      return projectId
    }
  })
}

test('a suffix, an open end and an end beyond the file are served; what is outside or nonsense is not', async () => {
  await using studio = await openTestStudio()
  const path = await aStream(studio)
  const { bytes: whole, headers } = await studio.api.bytes(path)
  const { length } = whole
  assert.deepEqual([headers.get('accept-ranges'), headers.get('content-length')], ['bytes', String(length)])
  const served: [string, number, number][] = [
    ['bytes=-500', length - 500, length],
    [`bytes=-${length + 9}`, 0, length],
    ['bytes=1000-', 1_000, length],
    [`bytes=1000-${length + 9}`, 1_000, length],
  ]
  for (const [range, start, end] of served) {
    const { bytes } = await studio.api.bytes(path, { headers: { range } }, 206)
    assert.ok(bytes.equals(whole.subarray(start, end)), range)
  }
  for (const range of [`bytes=${length}-`, `bytes=${length + 5}-${length + 9}`, 'bytes=-0']) {
    const answer = await studio.api.fetch(path, { method: 'POST', headers: { range } })
    assert.deepEqual([answer.status, answer.headers.get('content-range')], [416, `bytes */${length}`], range)
    const { detail } = (await answer.json()) as { detail: { code: string } }
    assert.equal(detail.code, 'range_not_satisfiable')
  }
  for (const range of ['bytes=5-4', 'bytes=a-b', 'lines=0-4', 'bytes=0-1,5-6', 'bytes=-']) {
    assert.ok((await studio.api.bytes(path, { headers: { range } }, 200)).bytes.equals(whole), range)
  }
})

test('proof: several readers at once, from the first moment on, hear the same', async () => {
  await using studio = await openTestStudio()
  const path = await aStream(studio)
  const readers = await Promise.all(Array.from({ length: 4 }, () => studio.api.bytes(path)))
  const [first, ...others] = readers.map((reader) => reader.bytes)
  for (const other of others) assert.ok(other.equals(first!))
})

test('proof: a reader who leaves early leaves the file whole for the next', async () => {
  await using studio = await openTestStudio()
  const path = await aStream(studio, { quality_preset: 'ultra_lossless' })
  const leaving = new AbortController()
  const answer = await fetch(`${studio.api.baseUrl}${path}`, { method: 'POST', signal: leaving.signal })
  await answer.body!.getReader().read()
  leaving.abort()
  const { bytes, headers } = await studio.api.bytes(path)
  assert.equal(bytes.length, Number(headers.get('content-length')))
  assert.equal(bytes.readUInt32LE(40), bytes.length - 44)
})

const book = [['It was dark.', 'Rain fell in torrents on the old house.'], ['A second chapter.'], ['The end.']]

/** Where to stream a converted project that nobody has streamed yet. */
async function aStream(studio: TestStudio, fields: Record<string, string> = {}): Promise<string> {
  const projectId = await studio.addProject(book, fields)
  await studio.convertProject(projectId)
  return `${snapshotPath(await studio.latestSnapshot(projectId))}/stream`
}
