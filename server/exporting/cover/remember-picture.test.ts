import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextTurn } from '#server/base/give-way.ts'
import { rememberPicture } from './remember-picture.ts'

test('pictures are made one after the other, and each once, however many are asked for meanwhile', async () => {
  const keys = Array.from({ length: 20 }, (_, index) => `one after the other ${index}`)
  const times = new Map<string, number>()
  let [atOnce, most] = [0, 0]
  const ask = (key: string) =>
    rememberPicture(key, async () => {
      times.set(key, (times.get(key) ?? 0) + 1)
      most = Math.max(most, ++atOnce)
      await nextTurn()
      atOnce--
      return Buffer.from(key)
    })
  const answers = await Promise.all([...keys, ...keys].map(ask))
  assert.deepEqual(answers.map(String), [...keys, ...keys])
  assert.deepEqual([most, ...new Set(times.values())], [1, 1])
})

test('a picture that cannot be made is tried again, and holds up no other', async () => {
  await assert.rejects(
    rememberPicture('broken', async () => assert.fail('broken')),
    /broken/,
  )
  assert.equal(String(await rememberPicture('broken', async () => Buffer.from('mended'))), 'mended')
})
