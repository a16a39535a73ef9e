import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openProcessFolder } from './temporary-files.ts'

test('a file for which there is no room leaves nothing', async (t) => {
  const folder = await openParent(t)
  const program = `
    import { writeOwnFile } from '#server/storage/temporary-files.ts'
    await writeOwnFile(${JSON.stringify(folder)}, 'x'.repeat(9_000)).catch((error) => console.log(error.code))`
  const node = [process.execPath, '--input-type=module', '-e', program]
  const told = spawnSync('sh', ['-c', 'ulimit -f 8 && exec "$@"', 'sh', ...node], { encoding: 'utf8' })
  assert.equal(told.stdout, 'EFBIG\n', told.stderr)
  assert.deepEqual(await readdir(folder), [])
})

test('what dead processes left is removed; what the living and other machines make is left alone', async (t) => {
  const parent = await openParent(t)
  const dead = spawnSync(process.execPath, ['--version']).pid
  const living = `${hostname()}~${process.ppid}~a`
  // A container has a host name and process ids of its own: the same id may be dead here and living there.
  const elsewhere = `another-host~${dead}~b`
  const names = [living, elsewhere, `${hostname()}~${dead}~c`, String(dead), 'another-host~1~d', 'nonsense']
  for (const name of names) {
    await mkdir(join(parent, name))
    await writeFile(join(parent, name, 'half'), '')
  }
  for (const old of [String(dead), 'another-host~1~d', 'nonsense']) await utimes(join(parent, old), 1, 1)
  await using own = await openProcessFolder(parent)
  const left = (await readdir(parent)).filter((name) => join(parent, name) !== own.path)
  assert.deepEqual(left.toSorted(), [living, elsewhere].toSorted())
})

test('a process has its folder for itself, also from others of its user', async (t) => {
  const parent = join(await openParent(t), 'growing')
  await using one = await openProcessFolder(parent)
  await using other = await openProcessFolder(parent)
  assert.notEqual(one.path, other.path)
  for (const path of [parent, one.path]) assert.equal((await stat(path)).mode & 0o777, 0o700)
})

async function openParent(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-temporary-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
