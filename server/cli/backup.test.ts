import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { processEnvironment } from '#server/base/process-environment.test-kit.ts'
import { openTestDatabase, openTestPlace, toUrl } from '#test/database.ts'
import { until } from '#test/until.ts'
import { runHere } from './command-here.test-kit.ts'
import { runLectern } from './lectern-process.test-kit.ts'

const main = join(import.meta.dirname, '..', 'main.ts')

let root: string
before(async () => void (root = await mkdtemp(join(tmpdir(), 'lectern-backup-'))))
after(() => rm(root, { recursive: true, force: true }))

test('a book is made, backed up, and made again from the backup without speaking a word', async () => {
  await using thisDatabase = await openTestPlace()
  await using thatDatabase = await openTestPlace()
  const here = { LECTERN_DATA: join(root, 'here'), DATABASE_URL: toUrl(thisDatabase.connection) }
  const there = { LECTERN_DATA: join(root, 'there'), DATABASE_URL: toUrl(thatDatabase.connection) }
  const [book, tar] = [join(root, 'book.md'), join(root, 'studio.tar')]
  await writeFile(book, '# One\n\nIt was dark.\n')
  const make = ['make', book, '--voice', 'tone-a', '--out']
  await lectern(here, [...make, join(root, 'first.wav')])
  const status = JSON.parse((await lectern(here, ['status', '--json'])).stdout)
  assert.ok(status.storage.takes > 0)
  assert.match((await lectern(here, ['status'])).stdout, /No worker is running\.\n\nNothing waits/)
  assert.match((await lectern(here, ['backup', tar])).stderr, /^Kept \d+ files/)
  assert.match((await lectern(there, ['restore', tar])).stderr, /^Restored \d+ files/)
  await lectern({ ...there, LECTERN_ENGINES: 'tone' }, [...make, join(root, 'second.wav')])
  assert.deepEqual(await readFile(join(root, 'second.wav')), await readFile(join(root, 'first.wav')))
  const again = JSON.parse((await lectern(there, ['status', '--json'])).stdout)
  assert.equal(again.storage.takes, status.storage.takes)

  const cases: [string[], number, RegExp][] = [
    [['restore', tar], 1, /there are projects in this database already/],
    [['restore', join(root, 'nothing.tar')], 1, /nothing\.tar cannot be read/],
    [['backup'], 2, /takes one file/],
    [['backup', join(root, 'missing', 'studio.tar')], 1, /missing/],
  ]
  for (const [words, code, sentence] of cases) {
    const ended = await runHere(words, there)
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr, sentence)
  }
  await assert.rejects(stat(join(root, 'missing')))
})

test('proof: a backup or a restore that is stopped says so, ends, and leaves nothing beside its file', async () => {
  await using database = await openTestPlace()
  await using empty = await openTestPlace()
  await using other = await openTestDatabase() // of the same server, whose sessions it shows
  const place = {
    LECTERN_DATA: join(root, 'stopped'),
    DATABASE_URL: toUrl(database.connection),
    LECTERN_VOICES: 'none',
  }
  const [book, whole] = [join(root, 'stopped.md'), join(root, 'whole.tar')]
  await writeFile(book, `# One\n\n${'It was dark. Rain fell on the house and on the town. '.repeat(20)}`)
  await lectern(place, ['make', book, '--voice', 'tone-a', '--out', join(root, 'stopped.wav')])
  await lectern(place, ['backup', whole])
  const run = (words: string[], more = {}) => {
    const child = spawn(process.execPath, [main, ...words], { env: { ...processEnvironment, ...place, ...more } })
    child.stderr.setEncoding('utf8')
    return { child, ended: once(child, 'close'), said: text(child.stderr) }
  }
  const unread = run(['backup', '-']) // nobody reads it on
  await once(unread.child.stdout, 'readable')
  unread.child.kill('SIGINT')
  assert.deepEqual(
    [await once(unread.child, 'exit'), await unread.said],
    [[130, null], 'Stopped; there is no backup.\n'],
  )
  const waiting = run(['restore', '-'], { DATABASE_URL: toUrl(empty.connection) })
  waiting.child.stdin.write((await readFile(whole)).subarray(0, 4_000)) // and no more
  await until('it is being restored', async () => {
    const name = `lectern/${waiting.child.pid}@% restore`
    const { rows } = await other.pool.query('select from pg_stat_activity where application_name like $1', [name])
    return rows.length > 0
  })
  waiting.child.kill('SIGINT')
  assert.deepEqual(await once(waiting.child, 'exit'), [130, null])
  assert.match(await waiting.said, /^Stopped; nothing was restored/)
  const file = join(root, 'stopped.tar')
  const writing = run(['backup', file])
  const isBeside = async () => (await readdir(root)).some((name) => name.includes('.unfinished'))
  await until('it is being written, or is over', async () => writing.child.exitCode !== null || (await isBeside()))
  writing.child.kill('SIGINT')
  await writing.ended
  assert.equal(await isBeside(), false)
})

async function lectern(environment: Record<string, string>, words: string[]) {
  const ended = await runLectern(words, { LECTERN_ENGINE_DEFAULT: 'tone', ...environment })
  assert.equal(ended.code, 0, ended.stderr)
  return ended
}
