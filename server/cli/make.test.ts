import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { measureMp3 } from '#server/audio/encoding/measure-mp3.ts'
import { parseWav } from '#server/audio/encoding/wav.ts'
import { openLog } from '#server/base/log.ts'
import { type EmbeddedPostgres, openEmbeddedPostgres } from '#server/storage/embedded-postgres.ts'
import { migrateDatabase } from '#server/storage/migrate.ts'
import { openServerPlace } from '#server/storage/postgres/place.ts'
import { findServerProcess } from '#server/storage/postgres/server-process.ts'
import { aPng, unzip } from '#test/exports.ts'
import { aStyledBook } from '#test/styled-book.ts'
import { until } from '#test/until.ts'
import { runHere } from './command-here.test-kit.ts'
import { runLectern, startLectern } from './lectern-process.test-kit.ts'

const samples = join(import.meta.dirname, '..', '..', 'samples')
const text = join(samples, 'rabbit-hole.txt')
const mp3 = { sampleRate: 44_100, bitrateKbps: 128 }

let folder: string
/** Two short chapters: making sound of many takes long, and tells nothing more. */
let book: string
let server: EmbeddedPostgres
let database: pg.Pool

/** All runs share one data folder, whose database stays up between them. */
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-make-'))
  book = join(folder, 'book.epub')
  await writeFile(book, await aStyledBook())
  const dataDir = join(folder, 'data', 'postgres')
  server = await openEmbeddedPostgres({ dataDir, log: openLog('error'), isDurable: false })
  await migrateDatabase(server.connection)
  database = new pg.Pool({ ...server.connection, max: 2, application_name: 'lectern/test' })
  database.on('error', () => {}) // one test kills the server
})

after(async () => {
  await database?.end()
  await server?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

test('a book becomes an MP3 file that plays exactly the samples of its snapshot', async () => {
  const out = await outputIn('book')
  const { code, stdout, stderr } = await runMake([book, '--out', out])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^Made .*book\.mp3: .* 2 chapters, .* KB\.\n$/)
  assert.match(stderr, /^(\d+) of \1 utterances to speak\.$/m)
  const measured = await measureMp3(createReadStream(out), mp3)
  assert.equal(measured.sampleCount, await newestSampleCount())
  assert.equal(measured.frameCount, measured.announcedFrameCount)
  assert.deepEqual(await filesBeside(out), ['book.mp3'])
})

test('proof: the same book as WAV speaks nothing again, and has the same samples', async () => {
  await runMake([book, '--out', await outputIn('lossy')])
  const out = (await outputIn('lossless')).replace('.mp3', '.wav')
  const { code, stderr } = await runMake([book, '--out', out])
  assert.equal(code, 0, stderr)
  assert.match(stderr, /^Nothing new to speak\.$/m)
  assert.equal(parseWav(await readFile(out)).samples.length, await newestSampleCount())
})

test('proof: one run makes several files of a book, with a cover', async () => {
  const out = await outputIn('several')
  const outs = ['.m4b', '.zip', '.vtt'].map((ending) => out.replace('.mp3', ending))
  const cover = join(folder, 'cover.png')
  await writeFile(cover, aPng(40, 60))
  const { code, stdout, stderr } = await runMake([book, ...outs.flatMap((path) => ['--out', path]), '--cover', cover])
  assert.equal(code, 0, stderr)
  assert.equal(stdout.match(/^Made /gm)?.length, 3)
  assert.deepEqual((await filesBeside(out)).toSorted(), outs.map((path) => basename(path)).toSorted())
  assert.ok((await readFile(outs[0]!)).includes(aPng(40, 60)))
  assert.ok((await unzip(await readFile(outs[1]!))).has('cover.png'))
  assert.match(await readFile(outs[2]!, 'utf8'), /^WEBVTT/)
})

test('proof: an unchanged run speaks nothing, converts nothing and leaves the same bytes; another title is another file', async () => {
  const text = await writeText('unchanged.txt', 'Nothing is new here.\n\nNor will it be.\n')
  const out = await outputIn('unchanged')
  await runMake([text, '--out', out])
  const [bytes, conversions] = [await readFile(out), await countRows('conversions')]
  const { code, stdout, stderr } = await runMake([text, '--out', out])
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^Made /)
  assert.match(stderr, /^Nothing new to speak\.$/m)
  assert.doesNotMatch(stderr, /Spoke/)
  assert.deepEqual(await readFile(out), bytes)
  assert.equal(await countRows('conversions'), conversions)
  const titled = await runMake([text, '--out', out, '--title', 'Falling', '--author', 'Somebody'])
  assert.equal(titled.code, 0, titled.stderr)
  assert.match(titled.stderr, /^Nothing new to speak\.$/m)
  const start = (await readFile(out)).subarray(0, 4_000).toString('utf16le') // node-id3 writes UTF-16
  const shifted = (await readFile(out)).subarray(1, 4_001).toString('utf16le')
  assert.ok([start, shifted].some((tag) => tag.includes('Falling')))
})

test('proof: a run that was stopped or killed is taken up where it was: only what is missing is spoken', async () => {
  const out = await outputIn('taken-up')
  const words = [text, '--out', out, '--voice', 'flite-rms']
  const begin = () => startLectern(['make', ...words], { ...environment(), LECTERN_SPEECH_PROCESSES: '1' })
  const stopped = begin()
  await until('a take is kept', async () => (await takesOf('rms')).length >= 1)
  stopped.kill('SIGINT')
  assert.equal(await stopped.ended, 130)
  assert.match(stopped.stderr, /^Stopped; run the same command again to go on\./m)
  assert.equal(await countRows("conversions where state in ('queued', 'working')"), 0)
  const kept = await takesOf('rms')
  const killed = begin()
  await until('more takes are kept', async () => (await takesOf('rms')).length > kept.length)
  killed.kill('SIGKILL')
  assert.equal(await killed.ended, null)
  const more = await takesOf('rms')
  const last = await runMake(words)
  assert.equal(last.code, 0, last.stderr)
  const all = await takesOf('rms')
  assert.ok(all.length > more.length, 'it was killed before it was done')
  assert.deepEqual(more.slice(0, kept.length), kept)
  assert.deepEqual(all.slice(0, more.length), more)
  assert.match(last.stderr, new RegExp(`^Spoke ${all.length - more.length} utterances?\\.$`, 'm'))
  const measured = await measureMp3(createReadStream(out), mp3)
  assert.equal(measured.sampleCount, await newestSampleCount())
  assert.deepEqual(await filesBeside(out), ['taken-up.mp3'])
})

test('proof: two runs at once on one data folder make one project, and both files', async () => {
  const input = await writeText('at-once.txt', 'Two people ask for the same thing.\n\nBoth of them get it.\n')
  const outs = [await outputIn('left'), await outputIn('right')]
  const projects = await countRows('projects')
  const runs = await Promise.all(outs.map((out) => runMake([input, '--out', out])))
  for (const { code, stderr } of runs) assert.equal(code, 0, stderr)
  assert.equal(await countRows('projects'), projects + 1)
  for (const out of outs) {
    const measured = await measureMp3(createReadStream(out), mp3)
    assert.equal(measured.sampleCount, await newestSampleCount())
  }
})

test('proof: it works beside a running server', async () => {
  const running = startLectern(['start'], { ...environment(), PORT: '0' })
  try {
    await until('the server is ready', () => running.stdout.includes('Lectern is ready'))
    const input = await writeText('beside.txt', 'There is somebody else in the house.\n')
    const out = await outputIn('beside')
    const { code, stderr } = await runMake([input, '--out', out])
    assert.equal(code, 0, stderr)
  } finally {
    running.kill('SIGTERM')
    assert.equal(await running.ended, 0)
  }
})

test('proof: a short outage of the database is waited for', async () => {
  const holding = await database.connect()
  holding.on('error', () => {})
  await holding.query('begin; lock table project_snapshots in access exclusive mode')
  const out = await outputIn('outage')
  const input = await writeText('outage.txt', 'The light went out.\n\nThen it came back.\n')
  const running = startLectern(['make', input, '--out', out], environment())
  await until('it asks for snapshots', async () => {
    const { rows } = await database.query(
      "select from pg_locks where relation = 'project_snapshots'::regclass and not granted",
    )
    return rows.length > 0
  })
  process.kill(findServerProcess(await openServerPlace(join(folder, 'data', 'postgres'), false))!, 'SIGKILL')
  holding.release(true)
  assert.equal(await running.ended, 0, running.stderr)
  assert.match(running.stderr, /^The database cannot be reached at the moment\. Waiting for it\.$/m)
  assert.deepEqual(await filesBeside(out), ['outage.mp3'])
})

test('what cannot be made is refused with a sentence and a piece of advice, before anything is spoken', async () => {
  const out = await outputIn('refused')
  const empty = await writeText('empty.txt', '')
  const blank = await writeText('blank.txt', '\n \n')
  const picture = await writeText('picture.png', '\x89PNG\r\n\x1a\n and so on')
  const taken = join(folder, 'out', 'a-folder.mp3')
  await mkdir(taken, { recursive: true })
  const takes = await countRows('takes')
  const opened: [string[], number, RegExp][] = [
    [[blank, '--out', out], 1, /blank\.txt/],
    [[text, '--out', out, '--voice', 'flite-slr'], 1, /There is no voice "flite-slr"; near it are flite-slt/],
  ]
  const runs = opened.map(async ([words, code, sentence]) => {
    const run = await runMake(words)
    assert.equal(run.code, code, `${words.join(' ')}: ${run.stderr}`)
    assert.match(run.stderr, sentence)
    assert.doesNotMatch(run.stderr, /^ {4}at /m, 'a stack')
    assert.equal(run.stdout, '')
  })
  await Promise.all(runs)
  const cases: [string[], number, RegExp][] = [
    [[], 2, /needs the document/],
    [[text], 2, /needs --out/],
    [[text, book, '--out', out], 2, /takes one document/],
    [[text, '--out', out, '--speed', '2'], 2, /Unknown option '--speed'/],
    [[text, '--out', out, '--quality', 'best'], 2, /--quality is one of standard, high, ultra, ultra_lossless/],
    [[text, '--out', join(folder, 'book.ogg')], 2, /\.ogg; it can be \.mp3, .*\.json or \.report/],
    [[text, '--out', join(folder, 'book')], 2, /no ending; it can be \.mp3, /],
    [[join(folder, 'missing.epub'), '--out', out], 1, /missing\.epub cannot be read: there is no such file or folder/],
    [[folder, '--out', out], 1, /is a folder, not a document/],
    [[empty, '--out', out], 1, /empty\.txt is empty/],
    [[picture, '--out', out], 1, /is a picture/],
    [
      [text, '--out', join(folder, 'nowhere', 'book.mp3')],
      1,
      /nowhere cannot be used: there is no such file or folder/,
    ],
    [[text, '--out', join(text, 'book.mp3')], 1, /rabbit-hole\.txt is not a folder/],
    [[text, '--out', taken], 1, /something else than a file has that name/],
  ]
  for (const [words, code, sentence] of cases) {
    const run = await runHere(['make', ...words], environment())
    assert.equal(run.code, code, `${words.join(' ')}: ${run.stderr}`)
    assert.match(run.stderr, sentence)
    assert.equal(run.stdout, '')
  }
  assert.equal(await countRows('takes'), takes)
  assert.deepEqual(await filesBeside(out), [])
})

function environment(): Record<string, string> {
  return { LECTERN_DATA: join(folder, 'data'), LECTERN_ENGINE_DEFAULT: 'tone' }
}

function runMake(words: string[]): ReturnType<typeof runLectern> {
  return runLectern(['make', ...words], environment())
}

/** A path for an MP3 file in a folder of its own. */
async function outputIn(name: string): Promise<string> {
  await mkdir(join(folder, name))
  return join(folder, name, `${name}.mp3`)
}

async function filesBeside(path: string): Promise<string[]> {
  return readdir(join(path, '..'))
}

async function writeText(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content, 'latin1')
  return path
}

async function newestSampleCount(): Promise<number> {
  const { rows } = await database.query('select sample_count from project_snapshots order by created_at desc limit 1')
  return Number(rows[0].sample_count)
}

async function countRows(from: string): Promise<number> {
  const { rows } = await database.query(`select count(*)::int from ${from}`)
  return rows[0].count
}

/** The takes of a voice in the order they were made. */
async function takesOf(voice: string): Promise<{ key: string; at: number }[]> {
  const { rows } = await database.query(
    'select key, extract(epoch from created_at) as at from takes where voice = $1 order by created_at, key',
    [voice],
  )
  return rows
}
