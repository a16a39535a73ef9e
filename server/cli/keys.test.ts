import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '#test/until.ts'
import { runHere } from './command-here.test-kit.ts'
import { runLectern, startLectern } from './lectern-process.test-kit.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-keys-'))
})

after(() => rm(folder, { recursive: true, force: true }))

test('proof: without a server a key is made, and a server that starts later asks for it until it is revoked', async () => {
  const [mine, other] = [await createKey('mine'), await createKey('other', 'viewer')]
  const server = startLectern(['start'], { ...environment(), PORT: '0', LECTERN_WORKERS: '0' })
  try {
    const url = await until('the server is ready', () => /ready at (\S+)/.exec(server.stdout)?.[1])
    assert.equal(await statusOf(url), 401)
    assert.equal(await statusOf(url, mine), 200)
    const list = await run('list')
    assert.match(list, /^\w{20} {2}admin {3}since \d{4}-\d\d-\d\d {2}mine\n\w{20} {2}viewer {2}since .* {2}other\n$/)
    assert.ok(!list.includes(mine), 'a secret is shown only once')
    await run('revoke', list.slice(0, 20))
    await until('the running server refuses the key', async () => (await statusOf(url, mine)) === 401)
    assert.equal(await statusOf(url, other), 200)
    const later = await createKey('later')
    await until('the running server takes a new key', async () => (await statusOf(url, later)) === 200)
  } finally {
    server.kill('SIGTERM')
    assert.equal(await server.ended, 0)
  }
})

test('what cannot be done with keys is told', async () => {
  const cases: [string[], number, RegExp][] = [
    [[], 2, /is to create, list or revoke/],
    [['create'], 2, /needs --name/],
    [['create', '--name', 'me', '--role', 'boss'], 2, /There is no role "boss"; there are viewer, editor, admin/],
    [['forget', 'me'], 2, /it was asked for "forget me"/],
    [['revoke', 'nobody'], 1, /There is no key "nobody"/],
  ]
  for (const [words, code, sentence] of cases) {
    const ended = await runHere(['keys', ...words], environment())
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr, sentence)
  }
})

function environment(): Record<string, string> {
  return { LECTERN_DATA: folder }
}

async function run(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runLectern(['keys', ...words], environment())
  assert.equal(code, 0, stderr)
  return stdout
}

async function createKey(name: string, role = 'admin'): Promise<string> {
  return (await run('create', '--name', name, '--role', role)).trim()
}

async function statusOf(url: string, key?: string): Promise<number> {
  const answer = await fetch(`${url}/v1/voices`, { headers: key ? { 'xi-api-key': key } : {} })
  await answer.arrayBuffer()
  return answer.status
}
