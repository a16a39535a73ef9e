import assert from 'node:assert/strict'
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { until } from '#test/until.ts'
import { openDatabase } from './database.ts'
import { openEmbeddedPostgres } from './embedded-postgres.ts'
import { isProcessAlive } from './process-alive.ts'

const log = openLog('silent')
const isRoot = process.getuid?.() === 0

test('the first who opens starts the server, the last who closes stops it', async () => {
  await using folder = await openFolder()
  const one = await open(folder.path)
  const pid = serverPid(folder.path)
  const other = await open(folder.path)
  assert.equal(serverPid(folder.path), pid)
  await one[Symbol.asyncDispose]()
  assert.ok(isProcessAlive(pid))
  await other[Symbol.asyncDispose]()
  assert.equal(existsSync(pidFile(folder.path)), false)
})

test('proof: where root gives the server to `nobody`, another program of that user is not let in', {
  skip: !isRoot && 'only root does',
}, async () => {
  await using folder = await openFolder()
  await using server = await open(folder.path)
  await using database = await openDatabase({ ...server, applicationName: 'test', poolSize: 1, log })
  assert.equal((await database.pool.query('select 1 as one')).rows[0].one, 1)
  const socket = join(server.connection.host, `.s.PGSQL.${server.connection.port}`)
  const owner = statSync(socket).uid
  if (owner === 0) return // in a user namespace the server is root's for all others
  assert.match(await answerTo(owner, socket), /peer authentication failed/i)
})

test('two processes that start at once on an empty folder share one server', async () => {
  await using folder = await openFolder()
  const holders = [startHolder(folder.path), startHolder(folder.path)]
  const pids = await Promise.all(holders.map(whenOpen))
  assert.equal(pids[0], pids[1])
  await Promise.all(holders.map(closeHolder))
  assert.equal(existsSync(pidFile(folder.path)), false, 'of two who close at once, one is the last')
})

test('proof: the server of a killed process is used, and started again when it is killed itself', async () => {
  await using folder = await openFolder()
  const holder = startHolder(folder.path)
  const pid = await whenOpen(holder)
  await killHolder(holder)
  await using server = await open(folder.path)
  assert.equal(serverPid(folder.path), pid)
  process.kill(pid, 'SIGKILL')
  await until('another server runs', async () => (await isAnswering(server)) && serverPid(folder.path) !== pid)
})

test('a killed server comes back with all that was committed, and the pool with it', async () => {
  await using folder = await openFolder()
  await using server = await open(folder.path)
  await using database = await openDatabase({ ...server, applicationName: 'test', poolSize: 3, log })
  await database.pool.query('create table kept as select 1')
  const borrowed = await database.pool.connect()
  await borrowed.query('begin')
  process.kill(serverPid(folder.path), 'SIGKILL')
  await assert.rejects(borrowed.query('select pg_sleep(60)'))
  borrowed.release(true)
  await until('the pool works again', () => database.pool.query('select from kept').catch(() => undefined))
})

test('proof: of several who have it open one starts the killed server again', async () => {
  await using folder = await openFolder()
  await using server = await open(folder.path)
  const holder = startHolder(folder.path)
  const pid = await whenOpen(holder)
  process.kill(pid, 'SIGKILL')
  await until('another server runs', async () => (await isAnswering(server)) && serverPid(folder.path) !== pid)
  assert.equal(await closeHolder(holder), 0)
  await until('the server answers without it', () => isAnswering(server))
})

test('proof: a process that is killed while the files are made leaves nothing that hurts', async () => {
  await using folder = await openFolder()
  const holder = startHolder(folder.path)
  await until('initdb has begun', () => globSync('init.*/base', { cwd: folder.path }).length > 0)
  await killHolder(holder)
  await using server = await open(folder.path)
  assert.ok(await isAnswering(server))
  assert.deepEqual(globSync('init.*', { cwd: folder.path }), [])
})

test('proof: lock files whose number now belongs to another program are no obstacle', async () => {
  await using folder = await openFolder()
  await (await open(folder.path))[Symbol.asyncDispose]()
  const left = `${process.pid}\n${join(folder.path, 'data')}\n1700000000\n5432\n`
  for (const file of [pidFile(folder.path), join(folder.path, 'socket', '.s.PGSQL.5432.lock')])
    writeFileSync(file, left, { mode: 0o600 })
  await using server = await open(folder.path)
  assert.ok(await isAnswering(server))
})

test('proof: a folder whose path is too long for a socket is served through the temporary folder', async () => {
  await using folder = await openFolder()
  const deep = join(folder.path, 'a'.repeat(100))
  if (isRoot) execFileSync('chmod', ['755', folder.path])
  await using server = await open(deep)
  assert.ok(await isAnswering(server))
})

test('proof: root can keep the data in a home that only root can enter', {
  skip: !isRoot || !hasNamespaces(),
}, async () => {
  await using home = await openFolder()
  const dataDir = join(home.path, 'lectern')
  await using server = await open(dataDir)
  assert.ok(await isAnswering(server))
})

test('data of another PostgreSQL is refused', async () => {
  await using folder = await openFolder()
  mkdirSync(join(folder.path, 'data'))
  writeFileSync(join(folder.path, 'data', 'PG_VERSION'), '17\n')
  const expected = { code: 'database_failed_to_start', message: /is of PostgreSQL 17, and this Lectern brings/ }
  await assert.rejects(open(folder.path), expected)
})

test('proof: when the server does not start, the error tells what its log says', async () => {
  await using folder = await openFolder()
  await (await open(folder.path))[Symbol.asyncDispose]()
  writeFileSync(join(folder.path, 'data', 'postgresql.conf'), 'shared_buffers = much\n')
  const expected = { code: 'database_failed_to_start', message: /server\.log[\s\S]*invalid value for parameter/ }
  await assert.rejects(open(folder.path), expected)
})

test('a data folder that cannot be made is an error with its name', async () => {
  await using folder = await openFolder()
  writeFileSync(join(folder.path, 'file'), '')
  const expected = { code: 'database_failed_to_start', message: /file\/database did not start: ENOTDIR/ }
  await assert.rejects(open(join(folder.path, 'file', 'database')), expected)
})

function open(dataDir: string) {
  return openEmbeddedPostgres({ dataDir, log, isDurable: false })
}

function openFolder() {
  return mkdtempDisposable(join(tmpdir(), 'lectern-'))
}

function pidFile(dataDir: string): string {
  return join(dataDir, 'data', 'postmaster.pid')
}

function serverPid(dataDir: string): number {
  return Number.parseInt(readFileSync(pidFile(dataDir), 'utf8'), 10)
}

async function isAnswering(server: Awaited<ReturnType<typeof open>>): Promise<boolean> {
  return openDatabase({ connection: server.url, applicationName: 'test', poolSize: 1, log }).then(
    (database) => database[Symbol.asyncDispose]().then(() => true),
    () => false,
  )
}

/** Another process that has the server open until its input ends. */
function startHolder(dataDir: string): ChildProcessWithoutNullStreams {
  const script = `
    const { openEmbeddedPostgres } = await import('${import.meta.resolve('./embedded-postgres.ts')}')
    const { openLog } = await import('${import.meta.resolve('#server/base/log.ts')}')
    const { readFileSync } = await import('node:fs')
    const [dataDir, pidFile] = process.argv.slice(1)
    const server = await openEmbeddedPostgres({ dataDir, log: openLog('silent'), isDurable: false })
    console.log(Number.parseInt(readFileSync(pidFile, 'utf8'), 10))
    for await (const _ of process.stdin);
    await server[Symbol.asyncDispose]()`
  return spawn(process.execPath, ['--input-type=module', '-e', script, dataDir, pidFile(dataDir)])
}

/** The process id of the server that it uses. */
async function whenOpen(holder: ChildProcessWithoutNullStreams): Promise<number> {
  const [line] = await once(createInterface(holder.stdout), 'line')
  return Number(line)
}

async function closeHolder(holder: ChildProcessWithoutNullStreams): Promise<number> {
  holder.stdin.end()
  const [code] = await once(holder, 'exit')
  return code
}

async function killHolder(holder: ChildProcessWithoutNullStreams): Promise<void> {
  holder.kill('SIGKILL')
  await once(holder, 'exit')
}

function hasNamespaces(): boolean {
  try {
    execFileSync('unshare', ['--user', '--map-user=1', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What the server says to a program of another user that wants to start a session (protocol 3.0). */
async function answerTo(uid: number, socket: string): Promise<string> {
  const knock = `
    const names = Buffer.from('user\\0lectern\\0database\\0postgres\\0\\0')
    const head = Buffer.alloc(8)
    head.writeInt32BE(8 + names.length)
    head.writeInt32BE(196608, 4)
    const connection = require('node:net').connect(${JSON.stringify(socket)}, () => connection.write(Buffer.concat([head, names])))
    connection.once('data', (answer) => process.stdout.write(answer, () => process.exit()))
  `
  const child = spawn(process.execPath, ['-e', knock], {
    uid,
    gid: uid,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return text(child.stdout!)
}
