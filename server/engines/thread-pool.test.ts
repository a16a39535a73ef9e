import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openThreadPool, ThreadDied } from './thread-pool.ts'

const neverAborted = new AbortController().signal

test('jobs wait for a thread, and each gets its own answer', async () => {
  const pool = openEchoes(2)
  const answers = await Promise.all(['a', 'b', 'c', 'd'].map((job) => pool.run(job, neverAborted)))
  assert.deepEqual(
    answers.map(({ said }) => said),
    ['a', 'b', 'c', 'd'],
  )
  assert.ok(new Set(answers.map(({ thread }) => thread)).size <= 2)
  await pool.close()
})

test('what a thread could not do is told, and the thread goes on', async () => {
  const pool = openEchoes(1)
  const { thread } = await pool.run('a', neverAborted)
  await assert.rejects(pool.run('refuse', neverAborted), /I refuse/)
  assert.deepEqual(await pool.run('b', neverAborted), { said: 'b', thread })
  await pool.close()
})

test('a thread that exits or throws is replaced', async () => {
  const pool = openEchoes(1)
  await assert.rejects(pool.run('exit', neverAborted), ThreadDied)
  await assert.rejects(pool.run('throw', neverAborted), ThreadDied)
  assert.equal((await pool.run('a', neverAborted)).said, 'a')
  await pool.close()
})

test('a job that never ends is ended by its signal, also when it still waits for its turn', async () => {
  const pool = openEchoes(1)
  const stop = new AbortController()
  const endless = assert.rejects(pool.run('loop', stop.signal), /enough/)
  await looping()
  const waiting = assert.rejects(pool.run('a', stop.signal), /enough/)
  const next = pool.run('b', neverAborted)
  stop.abort(new Error('enough'))
  await Promise.all([endless, waiting])
  assert.equal((await next).said, 'b')
  await pool.close()
})

test('closing ends the jobs that run and refuses new ones', async () => {
  const pool = openEchoes(1)
  const endless = assert.rejects(pool.run('loop', neverAborted), ThreadDied)
  await looping()
  await Promise.all([endless, pool.close(), pool.close()])
  await assert.rejects(pool.run('a', neverAborted), /closed/)
})

/** How many threads ever began the job that never ends. */
const loops = new Int32Array(new SharedArrayBuffer(4))
let loopsSeen = 0

/** Waits until one more thread has begun the job that never ends. */
async function looping(): Promise<void> {
  await Atomics.waitAsync(loops, 0, loopsSeen++).value
}

const script = `
  import { parentPort, threadId, workerData } from 'node:worker_threads'
  parentPort.on('message', (job) => {
    if (job === 'exit') process.exit(3)
    if (job === 'throw') throw new Error('dead')
    if (job === 'loop') {
      Atomics.add(workerData.loops, 0, 1)
      Atomics.notify(workerData.loops, 0)
      for (;;);
    }
    parentPort.postMessage(job === 'refuse' ? { error: 'I refuse' } : { result: { said: job, thread: threadId } })
  })`

function openEchoes(threads: number) {
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`)
  return openThreadPool<string, { said: string; thread: number }>({ script: url, workerData: { loops }, threads })
}
