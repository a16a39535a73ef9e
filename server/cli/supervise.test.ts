import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase, toUrl } from '#test/database.ts'
import { until } from '#test/until.ts'
import { startLectern } from './lectern-process.test-kit.ts'
import { supervise, workerProcess } from './supervise.ts'

test('a worker that cannot even be started is a reason to try again, not to end', async (t) => {
  const program = process.execPath
  t.after(() => void (process.execPath = program))
  const lines: string[] = []
  process.execPath = '/there/is/no/such/program'
  await using _workers = supervise([workerProcess], openLog('error', { write: (line) => void lines.push(line) }))
  await until('it was tried again', () => lines.length >= 2)
  assert.match(lines[0]!, /ENOENT.*A worker has died; another one is started/)
})

test('proof: a worker whose event loop stands still is ended, and another one is started', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-still-'))
  const hang = `const send = process.send.bind(process)
    process.send = (...said) => { setTimeout(() => { for (;;); }, 100); return send(...said) }`
  const kept = {
    ...workerProcess,
    environment: {
      ...workerProcess.environment,
      LECTERN_DATA: folder.path,
      DATABASE_URL: 'postgresql://127.0.0.1:1/none',
    },
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(hang)}`],
  }
  const lines: string[] = []
  await using _workers = supervise([kept], openLog('error', { write: (line) => void lines.push(line) }), 10)
  await until('it is told', () => lines.length >= 2)
  assert.match(lines[0]!, /A worker does not answer any more, and is ended/)
  assert.match(lines[1]!, /SIGKILL.*A worker has died; another one is started/)
})

test('a web process that dies is started again where it was, and all end with the first process', async () => {
  await using database = await openTestDatabase()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-supervised-'))
  const environment = { LECTERN_DATA: folder.path, DATABASE_URL: toUrl(database.connection), PORT: '0' }
  const lectern = startLectern([], { ...environment, LECTERN_WORKERS: '1' })
  const addresses = () => [...lectern.stdout.matchAll(/ready at (\S+)/g)].map(([, address]) => address)
  await until('it is ready', () => addresses().length === 1)
  await until('it has a worker', () => childrenOf(lectern.pid, 'worker').length === 1)
  const [web] = childrenOf(lectern.pid, 'web')
  process.kill(web!, 'SIGKILL')
  await until('it is ready again', () => addresses().length === 2)
  assert.equal(addresses()[1], addresses()[0])
  assert.match(lectern.stderr, /The web process has died; another one is started/)
  assert.equal((await fetch(`${addresses()[0]}/health`)).status, 200)
  lectern.kill('SIGTERM')
  assert.equal(await lectern.ended, 0)
})

test('a web process that never served is not started again', async () => {
  await using database = await openTestDatabase()
  await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-supervised-'))
  const environment = { LECTERN_DATA: folder.path, DATABASE_URL: toUrl(database.connection), PORT: '0' }
  const lectern = startLectern([], { ...environment, LECTERN_VOICE_MAP: '/there/is/no/such/file.json' })
  assert.equal(await lectern.ended, 1)
  assert.match(lectern.stderr, /LECTERN_VOICE_MAP/i)
})

function childrenOf(parent: number, role: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    try {
      const isChild = readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${parent}\n`)
      return isChild && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`LECTERN_ROLE=${role}\0`)
    } catch {
      return false
    }
  })
}
