import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestStudio, type TestChapter, type TestStudio } from '#test/studio.ts'
import { until } from '#test/until.ts'
import { runLectern } from './lectern-process.test-kit.ts'

const text = ['It was dark.', 'Rain fell.']

test('proof: files are copied beside a running server, and then used from there', async () => {
  await using studio = await openTestStudio()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-files-'))
  const chapter = await studio.addChapter(text)
  await studio.convert(chapter)
  const sound = await hear(studio, chapter)
  const copied = await lectern(studio, ['copy', '--to', folder.path])
  assert.equal(copied.code, 0, copied.stderr)
  assert.match(copied.stdout, /^4 files copied .*LECTERN_FILES=/)
  const checked = await lectern(studio, ['check', '--deep'], { LECTERN_FILES: folder.path })
  assert.equal(checked.code, 0, checked.stdout)
  await studio.studio.files.delete(await Array.fromAsync(studio.studio.files.list('')))
  await lectern({ studio: { config: { ...studio.studio.config, LECTERN_FILES: folder.path } } }, [
    'copy',
    '--to',
    join(studio.studio.config.LECTERN_DATA, 'files'),
  ])
  assert.deepEqual(await studio.stream(chapter), sound)
})

test('proof: files are not copied to where those of another studio are', async () => {
  await using studio = await openTestStudio()
  await using other = await openTestStudio()
  const theirs = join(other.studio.config.LECTERN_DATA, 'files')
  const { code, stderr } = await lectern(studio, ['copy', '--to', theirs])
  assert.deepEqual([code, /belong to another studio than those in/.test(stderr)], [1, true], stderr)
})

test('what is missing, damaged or left over is told, and missing sound is spoken again when it is forgotten', async () => {
  await using studio = await openTestStudio()
  const { files } = studio.studio
  const chapter = await studio.addChapter(text)
  await studio.convert(chapter)
  const sound = await hear(studio, chapter)
  const [first, second] = await Array.fromAsync(files.list('takes/'))
  await files.delete([first!, ...(await Array.fromAsync(files.list('renditions/')))])
  await files.put(second!, Buffer.from('noise'))
  await files.put(`takes/00/${'0'.repeat(64)}.pcm`, Buffer.from('left'))
  const shallow = await lectern(studio, ['check'])
  assert.equal(shallow.code, 1)
  assert.match(shallow.stdout, /3 files.*\n1 of them, 1 KB, nothing needs.*\n1 take has no sound:/)
  const deep = await lectern(studio, ['check', '--deep', '--forget-missing'])
  assert.match(deep.stdout, /1 file of sound is damaged:\n {2}takes\/.*\n1 take has no sound:\n.*\n.*forgotten/)
  await studio.convert(chapter)
  assert.equal(studio.spoken().length, 4)
  assert.deepEqual(await studio.stream(chapter), sound)
  assert.equal((await lectern(studio, ['check', '--deep'])).code, 0)
})

test('what is asked wrongly is told', async () => {
  for (const words of [[], ['move'], ['copy'], ['copy', 'there']]) {
    const { code, stderr } = await runLectern(['files', ...words], {})
    assert.deepEqual([code, /lectern files/.test(stderr)], [2, true])
  }
})

/** The sound of a chapter, which is stored as it was encoded soon after it was heard. */
async function hear(studio: TestStudio, chapter: TestChapter): Promise<Buffer> {
  const sound = await studio.stream(chapter)
  await until('it is stored', async () => (await Array.fromAsync(studio.studio.files.list('renditions/')))[0])
  return sound
}

/** Runs `lectern files` on what a studio has. */
function lectern({ studio }: { studio: Pick<TestStudio['studio'], 'config'> }, words: string[], more = {}) {
  const { LECTERN_DATA, LECTERN_FILES, DATABASE_URL } = studio.config
  const environment = { LECTERN_DATA, DATABASE_URL: DATABASE_URL!, ...(LECTERN_FILES && { LECTERN_FILES }) }
  return runLectern(['files', ...words], { ...environment, ...more })
}
