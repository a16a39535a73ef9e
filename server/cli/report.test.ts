import assert from 'node:assert/strict'
import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mock, test } from 'node:test'
import { openAacEncoder } from '#server/audio/encoding/aac.ts'
import { toId3Tag } from '#server/audio/encoding/id3.ts'
import { mp4Head } from '#server/audio/encoding/mp4.ts'
import { wavHeader } from '#server/audio/encoding/wav.ts'
import { readConfig } from '#server/base/config.ts'
import { aChapter, encode, good } from '#server/exporting/report/chapter.test-kit.ts'
import { bytesSource } from '#server/snapshots/byte-source.ts'
import { zipSource } from '#server/snapshots/zip.ts'
import { runCommand } from './run-command.ts'

test('a file of any kind is measured, chapter by chapter, for people and for programs', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-report-'))
  const at = (name: string) => join(folder.path, name)
  const samples = aChapter(good)
  const mp3 = await encode(samples, good)
  const marks = [
    { title: 'One', startSeconds: 0, endSeconds: 5 },
    { title: 'Two', startSeconds: 5, endSeconds: 12.7 },
  ]
  writeFileSync(at('book.mp3'), Buffer.concat([toId3Tag({ title: 'The Book', chapters: marks }), mp3]))
  const wav = Buffer.concat([
    wavHeader({ sampleRate: 44_100, sampleCount: samples.length }),
    Buffer.from(samples.buffer),
  ])
  writeFileSync(at('a.wav'), wav)
  const entries = ['01 - a.mp3', '02 - b.mp3'].map((name) => ({
    name,
    source: bytesSource(mp3),
    modifiedAt: new Date(),
  }))
  writeFileSync(at('all.zip'), Buffer.concat(await Array.fromAsync(zipSource(entries).read(0, Infinity))))
  writeFileSync(at('text.txt'), 'This is no sound.')

  const aac = await openAacEncoder(64)
  const frames = [...(await aac.encode(samples)), ...(await aac.finish())]
  await aac.close()
  const starts = marks.map(({ title, startSeconds }) => ({ title, startSample: startSeconds * 44_100 }))
  const tags = { title: 'The Book', album: 'The Book', narrators: [] }
  const frameLengths = Uint16Array.from(frames, ({ length }) => length)
  const plan = {
    sampleRate: 44_100,
    bitrateKbps: 64,
    frameLengths,
    sampleCount: samples.length,
    chapters: starts,
    tags,
  }
  writeFileSync(at('book.m4b'), Buffer.concat([mp4Head(plan), ...frames]))
  const audiobook = JSON.parse(await report(at('book.m4b'), '--json'))
  assert.deepEqual(
    [audiobook.title, chaptersOf(audiobook)],
    [
      'The Book',
      [
        ['One', 5],
        ['Two', 7.7],
      ],
    ],
  )
  assert.equal(audiobook.chapters[0].format, 'aac')

  const marked = JSON.parse(await report(at('book.mp3'), '--json'))
  assert.equal(marked.title, 'The Book')
  assert.deepEqual(chaptersOf(marked), [
    ['One', 5],
    ['Two', 7.7],
  ])
  assert.deepEqual(chaptersOf(JSON.parse(await report(at('all.zip'), '--json'))), [
    ['01 - a', 12.7],
    ['02 - b', 12.7],
  ])
  const table = await report(at('a.wav'), '--html', at('page.html'))
  assert.match(table, /Chapter +Duration +File/)
  assert.match(table, /ACX, Format: wav instead of MP3/)
  assert.match(readFileSync(at('page.html'), 'utf8'), /ACX<\/b> does not pass/)
  await assert.rejects(report(at('a.wav'), '--html', at('nowhere/page.html')), { code: 'output_refused' })
  await assert.rejects(report(at('text.txt')), { code: 'sound_unreadable' })
  await assert.rejects(report(at('nothing.mp3')), { code: 'input_unreadable' })
})

async function report(...words: string[]): Promise<string> {
  const log = mock.method(console, 'log', () => {})
  try {
    assert.equal(await runCommand('report', words, readConfig({})), 0)
    return String(log.mock.calls[0]!.arguments[0])
  } finally {
    log.mock.restore()
  }
}

function chaptersOf({ chapters }: { chapters: { name: string; duration_seconds: number }[] }) {
  return chapters.map(({ name, duration_seconds }) => [name, Math.round(duration_seconds * 10) / 10])
}
