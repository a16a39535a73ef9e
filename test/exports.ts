import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type Entry, fromBufferPromise } from 'yauzl'
import type { Answer } from './api-client.ts'
import { runProgram } from './run-program.ts'
import type { TestStudio } from './studio.ts'
import { until } from './until.ts'

/** Where exports of a project's newest snapshot are asked for. */
export async function exportsPath(studio: TestStudio, projectId: string): Promise<string> {
  const { project_snapshot_id: id } = await studio.latestSnapshot(projectId)
  return `/lectern/v1/projects/${projectId}/snapshots/${id}/exports`
}

/** Asks for an export and waits for its end. */
export async function exportAs(studio: TestStudio, projectId: string, format: string, options?: object) {
  const { body } = await studio.api.post(`${await exportsPath(studio, projectId)}/${format}`, options)
  return untilEnded(studio, body.export_id)
}

export async function untilEnded(studio: TestStudio, exportId: string): Promise<Answer['body']> {
  return until(`export ${exportId} has ended`, async () => {
    const { body } = await studio.api.get(`/lectern/v1/exports/${exportId}`)
    return ['ready', 'failed'].includes(body.state) && body
  })
}

/** The bytes of an export that is made and ready. */
export async function exportedFile(studio: TestStudio, projectId: string, format: string, options?: object) {
  const one = await exportAs(studio, projectId, format, options)
  assert.deepEqual([one.state, one.error, one.progress], ['ready', null, 1])
  const { bytes } = await studio.api.bytes(new URL(one.download_url).pathname, { method: 'GET' })
  assert.equal(bytes.length, one.byte_length)
  return bytes
}

/** The files of a ZIP archive by name. */
export async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const archive = await fromBufferPromise(bytes)
  const files = new Map<string, Buffer>()
  for await (const entry of archive.eachEntry() as AsyncIterable<Entry>) {
    const pieces: Buffer[] = []
    for await (const piece of await archive.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    files.set(entry.fileName, Buffer.concat(pieces))
  }
  return files
}

/** A PNG of one colour. */
export function aPng(width: number, height: number): Buffer {
  return writePng(width, height, () => 90)
}

/** A PNG that hardly gets smaller. */
export function aNoisyPng(width: number, height: number): Buffer {
  return writePng(width, height, () => Math.floor(Math.random() * 256))
}

function writePng(width: number, height: number, grey: () => number): Buffer {
  const chunk = (name: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
    const framed = Buffer.alloc(body.length + 8)
    framed.writeUInt32BE(content.length)
    body.copy(framed, 4)
    framed.writeUInt32BE(crc32(body), body.length + 4)
    return framed
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8)
  const pixels = Buffer.from(Uint8Array.from({ length: height * (width + 1) }, grey))
  for (let row = 0; row < height; row++) pixels[row * (width + 1)] = 0
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Whether the programs of FFmpeg are there: an independent reader of what we write. */
export const hasFfmpeg = spawnSync('ffprobe', ['-version']).status === 0

/** Where Debian keeps Java's EPUBCheck. */
const epubcheck = '/usr/share/java/epubcheck.jar'
export const hasEpubcheck = existsSync(epubcheck) && spawnSync('java', ['-version']).status === 0

/** What EPUBCheck finds wrong with a book, warnings too. */
export async function checkEpub(bytes: Buffer): Promise<string> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-epub-'))
  const path = join(folder.path, 'book.epub')
  writeFileSync(path, bytes)
  const { stdout, stderr } = await runProgram('java', ['-jar', epubcheck, path])
  const said = `${stdout}\n${stderr}`
  assert.match(said, /EPUBCheck/, 'it has run')
  return said
    .split('\n')
    .filter((line) => /^(ERROR|WARNING|FATAL)/.test(line))
    .join('\n')
}

/** What ffprobe says of a file. */
// biome-ignore lint/suspicious/noExplicitAny: ffprobe's own JSON
export async function probe(bytes: Buffer, name: string): Promise<any> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-probe-'))
  const path = join(folder.path, name)
  writeFileSync(path, bytes)
  const shown = ['-show_format', '-show_streams', '-show_chapters']
  const { stdout, stderr, status } = await runProgram('ffprobe', ['-v', 'error', '-of', 'json', ...shown, path])
  assert.deepEqual([status, stderr], [0, ''])
  return JSON.parse(String(stdout))
}

/** What FFmpeg plays of a file: mono samples at 44,100 Hz. */
export async function decode(bytes: Buffer, name: string): Promise<Int16Array> {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'lectern-decode-'))
  const [from, to] = [join(folder.path, name), join(folder.path, 'out.raw')]
  writeFileSync(from, bytes)
  const output = ['-map', '0:a', '-f', 's16le', '-ac', '1', '-ar', '44100', to]
  const { stderr, status } = await runProgram('ffmpeg', ['-v', 'error', '-i', from, ...output])
  assert.deepEqual([status, stderr], [0, ''])
  const raw = readFileSync(to)
  return new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length))
}

/** The seconds at which sound begins after silence of at least so many seconds. */
export function soundStarts(samples: Int16Array, silenceSeconds: number): number[] {
  const starts: number[] = []
  let quietSince = Number.NEGATIVE_INFINITY
  for (let index = 0; index < samples.length; index++) {
    if (Math.abs(samples[index]!) < 300) continue
    if (index - quietSince > silenceSeconds * 44_100) starts.push(index / 44_100)
    quietSince = index
  }
  return starts
}
