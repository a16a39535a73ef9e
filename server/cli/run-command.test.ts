import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runHere } from './command-here.test-kit.ts'
import { runLectern } from './lectern-process.test-kit.ts'

const names = ['make', 'start', 'voices', 'doctor', 'config', 'keys', 'help']

test('help lists all commands, and tells the usage and every option of one', async () => {
  for (const words of [['help'], ['--help'], ['-h']]) {
    const { code, stdout } = await runHere(words, {})
    assert.equal(code, 0)
    for (const name of names) assert.match(stdout, new RegExp(`^ {2}${name} +\\S`, 'm'))
  }
  for (const words of [
    ['help', 'make'],
    ['make', '--help'],
    ['make', 'book.epub', '-h'],
  ]) {
    const { code, stdout } = await runHere(words, {})
    assert.equal(code, 0)
    assert.match(stdout, /^Usage: npx lectern make INPUT --out OUT\.mp3/)
    for (const option of ['out', 'voice', 'title', 'author', 'quality'])
      assert.match(stdout, new RegExp(`--${option} `))
  }
})

test('what is not understood ends with the usage and exit code 2', async () => {
  const cases: [string[], RegExp, RegExp][] = [
    [['mkae'], /^There is no command "mkae"; did you mean "make"\?$/m, /^Usage: npx lectern COMMAND/m],
    [['frobnicate'], /^There is no command "frobnicate"\.$/m, /^Usage: npx lectern COMMAND/m],
    [['help', 'doktor'], /did you mean "doctor"\?$/m, /^Usage: npx lectern help/m],
    [
      ['config', '--yaml'],
      /^`lectern config` does not understand this: Unknown option '--yaml'\.$/m,
      /lectern config \[/,
    ],
    [['config', 'PORT'], /^`lectern config` .*: Unexpected argument 'PORT'\.$/m, /lectern config \[--json\]/],
    [['make', '--out'], /argument missing\.$/m, /lectern make INPUT/],
  ]
  for (const [words, sentence, usage] of cases) {
    const { code, stdout, stderr } = await runHere(words, {})
    assert.equal(code, 2, words.join(' '))
    assert.match(stderr, sentence)
    assert.match(stderr, usage)
    assert.equal(stdout, '')
  }
})

test('the program ends with the code of its command, and writes where that wrote', async () => {
  const helped = await runLectern(['help', 'make'], {})
  assert.deepEqual([helped.code, helped.stderr], [0, ''])
  assert.match(helped.stdout, /^Usage: npx lectern make/)
  const misused = await runLectern(['mkae'], {})
  assert.deepEqual([misused.code, misused.stdout], [2, ''])
  assert.match(misused.stderr, /^There is no command "mkae"/)
})

test('a wrong variable ends every command with its name', async () => {
  const { code, stderr } = await runLectern(['config'], { PORT: 'eighty' })
  assert.equal(code, 1)
  assert.match(stderr, /^The configuration is wrong\. PORT: .*\n.*lists them all\.\n$/)
})
