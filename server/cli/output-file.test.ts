import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { checkOutput, writeOutput } from './output-file.ts'

let folder: string
let path: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-output-'))
  path = join(folder, 'book.mp3')
})

after(() => rm(folder, { recursive: true, force: true }))

test('a file gets its name when it is whole and was found to be right', async () => {
  await writeOutput(path, pieces('old'), async () => {})
  await writeOutput(path, pieces('ne', 'w'), async (temporary) => {
    assert.equal(await readFile(temporary, 'utf8'), 'new')
    assert.equal(await readFile(path, 'utf8'), 'old')
  })
  assert.equal(await readFile(path, 'utf8'), 'new')
  assert.deepEqual(await readdir(folder), ['book.mp3'])
})

test('what is wrong or cut short replaces nothing and leaves nothing', async () => {
  const wrong = async () => assert.fail('wrong')
  await assert.rejects(writeOutput(path, pieces('bad'), wrong), /wrong/)
  await assert.rejects(
    writeOutput(path, brokenPieces(), async () => {}),
    /lost/,
  )
  assert.equal(await readFile(path, 'utf8'), 'new')
  assert.deepEqual(await readdir(folder), ['book.mp3'])
})

test('what killed runs left of this file is removed, and nothing else', async () => {
  const deadPid = 2 ** 22 + 1 // above the most that Linux gives
  await writeFile(join(folder, `.book.mp3~${hostname()}~${deadPid}~12345678.unfinished`), '')
  await writeFile(join(folder, `.book.mp3~another-host~${deadPid}~12345678.unfinished`), '')
  await writeFile(join(folder, '.other.mp3~host~1~12345678.unfinished'), '')
  await checkOutput(path)
  assert.deepEqual((await readdir(folder)).sort(), [
    `.book.mp3~another-host~${deadPid}~12345678.unfinished`,
    '.other.mp3~host~1~12345678.unfinished',
    'book.mp3',
  ])
})

test('what killed runs left is removed also where there is no room for more, and nothing is left then', async () => {
  const other = await mkdtemp(join(folder, 'full-'))
  await writeFile(join(other, `.book.mp3~${hostname()}~${2 ** 22 + 1}~12345678.unfinished`), 'half a book')
  const program = `
    import { checkOutput } from '#server/cli/output-file.ts'
    await checkOutput(${JSON.stringify(join(other, 'book.mp3'))}).catch((error) => console.log(error.code))`
  const node = [process.execPath, '--input-type=module', '-e', program]
  const told = spawnSync('sh', ['-c', 'ulimit -f 0 && exec "$@"', 'sh', ...node], { encoding: 'utf8' })
  assert.equal(told.stdout, 'output_disk_full\n', told.stderr)
  assert.deepEqual(await readdir(other), [])
})

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

async function* brokenPieces(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half')
  throw new Error('lost')
}
