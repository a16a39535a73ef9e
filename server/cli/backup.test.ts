import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runLectern } from './lectern-process.test-kit.ts'

let root: string
before(async () => void (root = await mkdtemp(join(tmpdir(), 'lectern-backup-'))))
after(() => rm(root, { recursive: true, force: true }))

test('a book is made, backed up, and made again from the backup without speaking a word', async () => {
  const [here, there] = [join(root, 'here'), join(root, 'there')]
  const [book, tar] = [join(root, 'book.md'), join(root, 'studio.tar')]
  await writeFile(book, '# One\n\nIt was dark.\n')
  const make = ['make', book, '--voice', 'tone-a', '--out']
  await lectern(here, [...make, join(root, 'first.wav')])
  const status = JSON.parse((await lectern(here, ['status', '--json'])).stdout)
  assert.ok(status.storage.takes > 0)
  assert.match((await lectern(here, ['status'])).stdout, /No worker is running\.\n\nNothing waits/)
  assert.match((await lectern(here, ['backup', tar])).stderr, /^Kept \d+ files/)
  assert.match((await lectern(there, ['restore', tar])).stderr, /^Restored \d+ files/)
  await lectern(there, [...make, join(root, 'second.wav')], { LECTERN_ENGINES: 'tone' })
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
    const ended = await runLectern(words, { LECTERN_DATA: there })
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr, sentence)
  }
  await assert.rejects(stat(join(root, 'missing')))
})

async function lectern(folder: string, words: string[], environment: Record<string, string> = {}) {
  const ended = await runLectern(words, { LECTERN_DATA: folder, LECTERN_ENGINE_DEFAULT: 'tone', ...environment })
  assert.equal(ended.code, 0, ended.stderr)
  return ended
}
