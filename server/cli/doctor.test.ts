import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openTestServer } from '#server/net/server.test-kit.ts'
import type { Finding } from './doctor/finding.ts'
import { runLectern } from './lectern-process.test-kit.ts'

let folder: string

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-doctor-'))
})

after(() => rm(folder, { recursive: true, force: true }))

test('on a machine where everything works all is well', async () => {
  const { code, stdout, stderr } = await runLectern(['doctor'], { LECTERN_DATA: join(folder, 'well'), PORT: '0' })
  assert.equal(code, 0, stdout + stderr)
  for (const name of ['node', 'data folder', 'database', 'tables', 'engine flite', 'default voice', 'encoders', 'port'])
    assert.match(stdout, new RegExp(`^(ok|warn) +${name} `, 'm'))
  assert.match(stdout, /engine flite +flite-slt, .*; said a word of \d\.\d\d s in/)
})

test('what fails is told with a remedy, and everything else is checked all the same', async () => {
  await writeFile(join(folder, 'a-file'), 'no folder')
  await using taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { code, stdout } = await runLectern(['doctor', '--json'], {
    LECTERN_DATA: join(folder, 'a-file'),
    LECTERN_ENGINES: 'kazoo',
    PORT: String((taken.address() as AddressInfo).port),
  })
  const findings = JSON.parse(stdout) as Finding[]
  assert.equal(code, 1)
  const failed = findings.filter(({ state }) => state === 'fail')
  assert.deepEqual(
    failed.map(({ name }) => name),
    ['data folder', 'files', 'database', 'engines', 'port'],
  )
  for (const { name, remedy } of failed) assert.ok(remedy, name)
  assert.equal(findings.find(({ name }) => name === 'encoders')?.state, 'ok')
})

test('a database that cannot be reached fails without its password', async () => {
  const { code, stdout } = await runLectern(['doctor'], {
    LECTERN_DATA: join(folder, 'remote'),
    DATABASE_URL: 'postgres://me:sesame@127.0.0.1:1/lectern',
    PORT: '0',
  })
  assert.equal(code, 1)
  assert.match(stdout, /^fail +database +/m)
  assert.doesNotMatch(stdout, /sesame/)
})

test('proof: what a service says is shown as it is, and writes over nothing on the terminal', async () => {
  await using service = await openTestServer((request, response) => {
    const isSpeech = request.method === 'POST'
    response.writeHead(isSpeech ? 400 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isSpeech ? { error: { message: 'No \u202equeen.' } } : { voices: ['knave'] }))
  })
  const { stdout } = await runLectern(['doctor'], {
    LECTERN_DATA: join(folder, 'well'),
    LECTERN_ENGINES: 'openai,flite',
    LECTERN_OPENAI_URL: `${service.url}v1`,
    PORT: '0',
  })
  assert.match(stdout, /No queen/)
  assert.ok(!stdout.includes('\u202e'))
})
