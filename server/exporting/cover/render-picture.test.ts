import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inThread } from './render-picture.ts'

test('a thread that ends without a picture, or comes to no end, is not waited for', async () => {
  const failure = { code: 'internal_error', message: /picture/ }
  for (const program of ['process.exit()', 'await new Promise(() => {})', 'throw new Error("no")'])
    await assert.rejects(inThread(scriptOf(program), {}), failure)
  await assert.rejects(inThread(scriptOf('for (;;);'), {}, 0.2), failure)
})

function scriptOf(program: string): URL {
  return new URL(`data:text/javascript,${encodeURIComponent(program)}`)
}
