import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openTestPlace, toUrl } from '#test/database.ts'
import { runHere } from './command-here.test-kit.ts'
import { runLectern } from './lectern-process.test-kit.ts'

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

async function lectern(environment: Record<string, string>, words: string[]) {
  const ended = await runLectern(words, { LECTERN_ENGINE_DEFAULT: 'tone', ...environment })
  assert.equal(ended.code, 0, ended.stderr)
  return ended
}
