import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { aPng, exportedFile } from './exports.ts'
import { runProgram } from './run-program.ts'
import { openTestStudio, type TestStudio } from './studio.ts'

// What MediaInfo says of our files: a reader that shares nothing with FFmpeg or with us.

const skip = spawnSync('mediainfo', ['--Version']).error && 'MediaInfo is not installed'
let studio: TestStudio
let projectId: string
before(async () => {
  studio = await openTestStudio()
  const content = [['It was dark. Rain fell.'], ['“Snow,” she said.', 'The end.']]
  projectId = await studio.addProject(content, { title: 'The Book', author: 'Ann Other', language: 'en' })
  const body = new FormData()
  body.append('cover', new Blob([new Uint8Array(aPng(30, 40))]), 'cover.png')
  await studio.api.json(`/lectern/v1/projects/${projectId}/cover`, { method: 'PUT', body }, 200)
  await studio.convertProject(projectId)
})
after(() => studio[Symbol.asyncDispose]())

for (const [format, container, codec, rate] of [
  ['mp3', 'MPEG Audio', 'MPEG Audio', '44100'],
  ['m4b', 'MPEG-4', 'AAC', '44100'],
  ['flac', 'FLAC', 'FLAC', '44100'],
  ['opus', 'Ogg', 'Opus', '48000'],
  ['wav', 'Wave', 'PCM', '44100'],
] as const)
  test(`${format} is what it says, as long as its snapshot, with tags, chapters and cover`, { skip }, async () => {
    const { chapters, duration_seconds } = JSON.parse(String(await exportedFile(studio, projectId, 'json')))
    const {
      General: general,
      Audio: audio,
      Menu: menu,
    } = await inspect(await exportedFile(studio, projectId, format), format)
    assert.deepEqual([general.Format, audio.Format, audio.SamplingRate, audio.Channels], [container, codec, rate, '1'])
    assert.ok(Math.abs(Number(audio.Duration ?? general.Duration) - duration_seconds) < 0.06, `${audio.Duration} s`)
    if (format === 'wav') return
    assert.deepEqual([general.Title, general.Performer, general.Cover], ['The Book', 'Ann Other', 'Yes'])
    if (format === 'mp3') return // it does not read chapters of ID3; FFmpeg does, in exports.test.ts
    const marks = Object.entries(menu.extra).filter(([name]) => /^_\d\d_/.test(name))
    assert.deepEqual(
      marks.map(([, title]) => String(title).replace(/^\w\w:/, '')),
      ['Chapter 1', 'Chapter 2'],
    )
    for (const [index, [name]] of marks.entries()) {
      const [hours, minutes, seconds, milliseconds] = name.split('_').slice(1).map(Number)
      const start = hours! * 3_600 + minutes! * 60 + seconds! + milliseconds! / 1_000
      assert.ok(Math.abs(start - chapters[index].start) < 0.013, `${name}: ${chapters[index].start}`)
    }
  })

/** Its tracks by their kind. */
// biome-ignore lint/suspicious/noExplicitAny: MediaInfo's own JSON
async function inspect(bytes: Buffer, format: string): Promise<Record<string, any>> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-mediainfo-'))
  const path = join(folder.path, `book.${format}`)
  writeFileSync(path, bytes)
  const { stdout } = await runProgram('mediainfo', ['--Output=JSON', path])
  const { track } = JSON.parse(String(stdout)).media
  return Object.fromEntries(track.map((one: { '@type': string }) => [one['@type'], one]))
}
