import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ErrorCode } from '#server/base/error-catalogue.ts'
import { StudioError } from '#server/base/errors.ts'
import { throughOutages } from './through-outages.ts'

const never = new AbortController().signal

test('what is away for five minutes is not waited for any longer, and whatever else goes wrong not at all', async () => {
  assert.deepEqual(await tryWith(['storage_unavailable', 'database_unavailable'], 60_000), { result: 'done', tries: 3 })
  assert.deepEqual(await tryWith(['disk_full'], 0), { result: 'disk_full', tries: 1 })
  const gone: ErrorCode[] = Array.from({ length: 9 }, () => 'database_unavailable')
  assert.deepEqual(await tryWith(gone, 299_000), { result: 'database_unavailable', tries: 3 })
  assert.deepEqual(await tryWith(['database_unavailable', ...gone.slice(0, 2)], 301_000), { result: 'done', tries: 4 })
})

test('who wants to stop does not wait', async () => {
  const stop = AbortSignal.abort()
  const away = () => Promise.reject(new StudioError('database_unavailable', 'It is away.'))
  await assert.rejects(throughOutages(away, { say() {} }, stop), { name: 'AbortError' })
})

/** Fails in these ways one after the other, each after so many milliseconds, and succeeds then. */
async function tryWith(failures: ErrorCode[], eachTakes: number) {
  let [now, tries] = [0, 0]
  const step = async () => {
    now += eachTakes
    const code = failures[tries++]
    if (code) throw new StudioError(code, 'It did not work.')
    return 'done'
  }
  const making = throughOutages(step, { say() {} }, never, { now: () => now, pauseMilliseconds: 1 })
  const result = await making.catch(({ code }: StudioError) => code)
  return { result, tries }
}
