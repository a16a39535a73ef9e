import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { readWav } from '#test/read-wav.ts'
import { piperJoePack } from '../voices/packs/piper-joe-pack.ts'
import { runHere } from './command-here.test-kit.ts'
import { runLectern } from './lectern-process.test-kit.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-voices-'))
})

after(() => rm(folder, { recursive: true, force: true }))

function environment(): Record<string, string> {
  return { LECTERN_DATA: join(folder, 'data'), LECTERN_VOICE_SOURCE: join(folder, 'nowhere') }
}

function run(...words: string[]) {
  return runLectern(['voices', ...words], environment())
}

test('the list shows voices and packs, for people and for programs', async () => {
  const { code, stdout } = await run('list')
  assert.equal(code, 0)
  assert.match(stdout, /^Voices\n {2}flite-slt +en {2}Slt \(US, female\) {2}\(the default\)$/m)
  assert.match(stdout, /^Voice packs\n {2}kokoro +107\.0 MB {2}Kokoro-82M.* \(Apache-2\.0\); not installed$/m)
  const { voices, packs } = JSON.parse((await run('list', '--json')).stdout)
  assert.equal(voices.find(({ isDefault }: { isDefault: boolean }) => isDefault).id, 'flite-slt')
  const { state, byteLength, bytesThere } = packs.find(({ id }: { id: string }) => id === 'kokoro')
  assert.deepEqual(
    { state, byteLength, bytesThere },
    { state: 'not_installed', byteLength: 106_983_991, bytesThere: 0 },
  )
})

test('proof: a pack that cannot be had is told with what was tried, and what to do', async () => {
  const { code, stderr } = await run('install', 'kokoro')
  assert.equal(code, 1)
  assert.match(stderr, /The voice pack kokoro could not be fetched from .*nowhere: .*nowhere is not there\./)
  assert.match(stderr, /LECTERN_VOICE_SOURCE/)
  assert.doesNotMatch(stderr, /\bat .*:\d+/, 'no stack trace')
  assert.match(
    (await run('list')).stdout,
    /kokoro.*; not installed, the last attempt failed\n {4}The voice pack kokoro/,
  )
})

test('proof: removing says what goes, and leaves other files alone', async () => {
  const models = join(folder, 'data', 'models', 'piper')
  for (const { path, byteLength } of piperJoePack.files) {
    await mkdir(dirname(join(models, path)), { recursive: true })
    await writeFile(join(models, path), '')
    await truncate(join(models, path), byteLength)
  }
  await writeFile(join(models, 'mine.onnx'), '')
  const { code, stdout } = await run('remove', 'piper-joe')
  assert.equal(code, 0)
  assert.match(
    stdout,
    /^Removed piper-joe \(63\.2 MB\): the voice piper-\S+\.\nProjects that use them keep what was spoken/,
  )
  assert.deepEqual(await readdir(models), ['mine.onnx'])
  assert.equal((await run('remove', 'piper-joe')).stdout, 'piper-joe is not installed.\n')
})

test('proof: a preview is a sound file of a sentence', async () => {
  const out = join(folder, 'slt.wav')
  const { code, stdout } = await run('preview', 'flite-slt', '--out', out)
  assert.equal(code, 0)
  assert.match(stdout, /slt\.wav: Slt \(US, female\) says "The last train left at ten/)
  assert.ok(readWav(await readFile(out)).length > 3 * 44_100)
})

test('what is not understood or not there is told', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /is to list, install, remove or preview; it was asked for nothing/],
    [['install'], 2, /it was asked for "install"/],
    [['list', 'all'], 2, /it was asked for "list all"/],
    [['install', 'kokoro', 'kokro'], 1, /There is no voice pack "kokro"; there are kokoro, piper-joe/],
    [['remove', 'x'], 1, /There is no voice pack "x"/],
    [['preview', 'flite-slt', '--out', 'a.ogg'], 2, /it can be \.mp3 or \.wav/],
    [['preview', 'kokoro-af_heart', '--out', join(folder, 'a.mp3')], 1, /voice pack kokoro, which is not installed/],
  ]
  for (const [words, code, sentence] of cases) {
    const ended = await runHere(['voices', ...words], environment())
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr, sentence)
  }
})
