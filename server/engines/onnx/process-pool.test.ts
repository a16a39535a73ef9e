import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { until } from '#test/until.ts'
import { JobTookTooLong, ProcessDied } from './model-process.ts'
import { openProcessPool } from './process-pool.ts'

const neverAborted = new AbortController().signal
const folder = await mkdtempDisposable(join(tmpdir(), 'lectern-processes-'))
after(() => folder.remove())
const answerJobsModule = JSON.stringify(join(import.meta.dirname, 'answer-jobs.ts'))
const script = join(folder.path, 'script.ts')
await writeFile(
  script,
  `import { writeFileSync } from 'node:fs'
   import { answerJobs, readSettings } from ${answerJobsModule}
   let attempts = 0
   answerJobs(
     async () => {
       if (attempts++ < readSettings().failures) throw new Error('not loaded')
     },
     async (_, job) => {
       if (job === 'die') process.exit(3)
       if (job === 'crash') process.abort()
       if (job === 'refuse') throw new Error('I refuse')
       if (job === 'loop') {
         writeFileSync(${JSON.stringify(folder.path)} + '/looping-' + process.pid, '')
         for (;;);
       }
       if (job === 'note') writeFileSync(${JSON.stringify(folder.path)} + '/noted-' + process.pid, '')
       if (job === 'wait') await new Promise((resolve) => setTimeout(resolve, 1e9))
       if (job === 'starve') {
         // As on a machine that gives it little: it computes for half a second, with pauses.
         while (process.cpuUsage().user < 5e5) {
           for (const until = performance.now() + 10; performance.now() < until; );
           await new Promise((resolve) => setTimeout(resolve, 40))
         }
       }
       if (job === 'grow') globalThis.ballast = Buffer.alloc(300_000_000, 1)
       const { setting } = readSettings()
       return { said: job, pid: process.pid, setting, secret: process.env.LECTERN_TEST_SECRET }
     },
   )`,
)

test('jobs wait for a process, and each gets its own answer', async () => {
  const pool = openEchoes({ processes: 2 })
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((job) => pool.run(job, 60, neverAborted)))
  assert.deepEqual(
    answers.map(({ said }) => said),
    ['a', 'b', 'c', 'd'],
  )
  assert.equal(new Set(answers.map(({ pid }) => pid)).size, 2)
  await pool.close()
})

test('what a process could not do is told, and it goes on, also when it could not load its model', async () => {
  const pool = openEchoes({ settings: { failures: 1 } })
  await assert.rejects(pool.run('a', 60, neverAborted), /not loaded/)
  const { pid } = await pool.run('b', 60, neverAborted)
  await assert.rejects(pool.run('refuse', 60, neverAborted), /I refuse/)
  assert.equal((await pool.run('c', 60, neverAborted)).pid, pid)
  await pool.close()
})

test('all processes can be started beforehand, the others after the first one, and are not started again', async () => {
  const pool = openEchoes({ processes: 2 })
  const before = listNoted().length
  await pool.prepare('note', neverAborted)
  assert.equal(listNoted().length, before + 1)
  await until('the other one is ready', () => listNoted().length === before + 2)
  const [first, second] = await Promise.all(['a', 'b'].map((job) => pool.run(job, 60, neverAborted)))
  await pool.prepare('refuse', neverAborted) // nobody is asked
  const again = await Promise.all(['c', 'd'].map((job) => pool.run(job, 60, neverAborted)))
  assert.deepEqual(new Set(again.map(({ pid }) => pid)), new Set([first!.pid, second!.pid]))
  await pool.close()
})

test('what is asked while a process loads waits for that one, and may leave', async () => {
  const pool = openEchoes({})
  const preparing = pool.prepare('starve', neverAborted)
  await assert.rejects(pool.run('a', 60, AbortSignal.timeout(1)), { name: 'TimeoutError' })
  const first = pool.run('b', 60, neverAborted)
  const [{ pid }] = await Promise.all([first, preparing])
  assert.equal((await pool.run('c', 60, neverAborted)).pid, pid)
  await pool.close()
})

test('one that was killed with its job is replaced before somebody needs it, where they are kept ready', async () => {
  const pool = openEchoes({})
  const before = listNoted()
  const listNew = () => listNoted().filter((pid) => !before.includes(pid))
  await pool.prepare('note', neverAborted)
  const [first] = listNew()
  const stop = new AbortController()
  const endless = assert.rejects(pool.run('loop', 60, stop.signal), /enough/)
  await looping(first!)
  stop.abort(new Error('enough'))
  await endless
  const second = await until('another one is ready', () => listNew().find((pid) => pid !== first))
  assert.equal((await pool.run('a', 60, neverAborted)).pid, second)
  await pool.close()
})

test('one that is too big as soon as it has loaded is not loaded again and again', async () => {
  const pool = openEchoes({ mostMemoryBytes: 1 })
  const before = listNoted().length
  await pool.prepare('note', neverAborted)
  const [{ pid: first }, { pid: second }] = [
    await pool.run('a', 60, neverAborted),
    await pool.run('b', 60, neverAborted),
  ]
  assert.notEqual(first, second)
  await pool.close()
  assert.ok(listNoted().length <= before + 3)
})

test('with other settings idle processes are replaced at once, busy ones when they have done their job', async () => {
  const pool = openEchoes({ processes: 2, settings: { setting: 'old' } })
  await pool.prepare('ready', neverAborted)
  const busy = pool.run('starve', 60, neverAborted)
  await setImmediate() // it has its process
  pool.renew({ setting: 'new' })
  assert.deepEqual([(await busy).setting, (await pool.run('a', 60, neverAborted)).setting], ['old', 'new'])
  assert.equal((await pool.run('b', 60, neverAborted)).setting, 'new')
  await pool.close()
})

test('a process that exits or crashes is replaced', async () => {
  const pool = openEchoes({})
  for (const death of ['die', 'crash']) await assert.rejects(pool.run(death, 60, neverAborted), ProcessDied)
  assert.equal((await pool.run('a', 60, neverAborted)).said, 'a')
  await pool.close()
})

test('one that is killed while it waits is replaced', async () => {
  const pool = openEchoes({})
  const { pid } = await pool.run('a', 60, neverAborted)
  process.kill(pid, 'SIGKILL')
  const next = await pool.run('b', 60, neverAborted).catch(() => pool.run('b', 60, neverAborted))
  assert.notEqual(next.pid, pid)
  await pool.close()
})

test('a job that never ends is ended by its signal at once, also when it still waits for its turn', async () => {
  const pool = openEchoes({})
  const { pid } = await pool.run('a', 60, neverAborted)
  const stop = new AbortController()
  const endless = assert.rejects(pool.run('loop', 60, stop.signal), /enough/)
  const waiting = assert.rejects(pool.run('a', 60, stop.signal), /enough/)
  const next = pool.run('b', 60, neverAborted)
  await looping(pid)
  stop.abort(new Error('enough'))
  await Promise.all([endless, waiting])
  await until('the process has ended', () => !isAlive(pid), { seconds: 30 })
  assert.equal((await next).said, 'b')
  await pool.close()
})

test('a job that never ends is ended by its time', async () => {
  const pool = openEchoes({})
  await assert.rejects(pool.run('loop', 0.1, neverAborted), JobTookTooLong)
  assert.equal((await pool.run('a', 60, neverAborted)).said, 'a')
  await pool.close()
})

test('what counts is what a process was given, not the clock', { skip: process.platform !== 'linux' }, async () => {
  const pool = openEchoes({})
  await pool.run('a', 60, neverAborted)
  const startedAt = performance.now()
  assert.equal((await pool.run('starve', 0.8, neverAborted)).said, 'starve')
  assert.ok(performance.now() - startedAt > 800)
  await pool.close()
})

test('a process that does not compute at all is not waited for', async () => {
  const pool = openEchoes({})
  await assert.rejects(pool.run('wait', 0.2, neverAborted), JobTookTooLong)
  await pool.close()
})

test('a process that has grown does its job and is replaced', async () => {
  const pool = openEchoes({ mostMemoryBytes: 250_000_000 })
  const { pid } = await pool.run('grow', 60, neverAborted)
  assert.notEqual((await pool.run('a', 60, neverAborted)).pid, pid)
  await until('the grown process has ended', () => !isAlive(pid))
  await pool.close()
})

test('a process that has nothing to do is ended, and another one does the next job', async () => {
  const pool = openEchoes({ idleSeconds: 0.05 })
  const { pid } = await pool.run('a', 60, neverAborted)
  await until('the idle process has ended', () => !isAlive(pid))
  assert.notEqual((await pool.run('b', 60, neverAborted)).pid, pid)
  await pool.close()
})

test('closing ends the jobs that run and refuses new ones', async () => {
  const pool = openEchoes({})
  const { pid } = await pool.run('a', 60, neverAborted)
  const endless = assert.rejects(pool.run('loop', 60, neverAborted), ProcessDied)
  await looping(pid)
  await Promise.all([endless, pool.close(), pool.close()])
  assert.ok(!isAlive(pid))
  await assert.rejects(pool.run('a', 60, neverAborted), /closed/)
})

test('a process sees nothing of our environment', async () => {
  process.env.LECTERN_TEST_SECRET = 'secret'
  const pool = openEchoes({})
  assert.equal((await pool.run('a', 60, neverAborted)).secret, undefined)
  await pool.close()
})

test('neither an idle process nor the time limit of a job that is done keeps its parent alive; none outlives it', async () => {
  const { parent, childPid } = await startParent('')
  assert.deepEqual(await once(parent, 'exit', { signal: AbortSignal.timeout(60_000) }), [0, null])
  await until('the child has ended', () => !isAlive(childPid))
})

test('a process ends with a parent that is killed', async () => {
  const { parent, childPid } = await startParent('setInterval(() => {}, 1000)')
  assert.ok(isAlive(childPid))
  parent.kill('SIGKILL')
  await until('the child has ended', () => !isAlive(childPid))
})

function openEchoes(options: Partial<Parameters<typeof openProcessPool>[0]>) {
  return openProcessPool<string, { said: string; pid: number; setting?: string; secret?: string }>({
    script,
    settings: { failures: 0 },
    processes: 1,
    ...options,
  })
}

/** A process that has one job done in a process of its own, prints that one's id, and then does something else. */
async function startParent(then: string) {
  const program = `
    import { openProcessPool } from ${JSON.stringify(join(import.meta.dirname, 'process-pool.ts'))}
    const pool = openProcessPool({ script: ${JSON.stringify(script)}, settings: { failures: 0 }, processes: 1 })
    console.log((await pool.run('a', 1e6, new AbortController().signal)).pid)
    ${then}`
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program])
  const [line] = await once(parent.stdout, 'data')
  return { parent, childPid: Number(line) }
}

/** Waits until a process has begun the job that never ends. */
async function looping(pid: number): Promise<void> {
  await until('the job runs that never ends', () => existsSync(join(folder.path, `looping-${pid}`)))
}

/** The processes that have done the job which leaves a note. */
function listNoted(): number[] {
  return readdirSync(folder.path).flatMap((name) => (name.startsWith('noted-') ? [Number(name.slice(6))] : []))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('where no process can be started that is told, closing has nothing to wait for, and later one is', async () => {
  const pool = openEchoes({ processes: 1 })
  const program = process.execPath
  process.execPath = join(folder.path, 'no-such-program')
  try {
    await assert.rejects(pool.run('a', 60, neverAborted), { message: 'No process could be started.' })
    await assert.rejects(pool.prepare('a', neverAborted), { message: 'No process could be started.' })
  } finally {
    process.execPath = program
  }
  assert.equal((await pool.run('a', 60, neverAborted)).said, 'a')
  await pool.close()
})
