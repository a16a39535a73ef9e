import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { safeParseLax } from './lax.ts'

const Settings = z.object({
  speed: z.number().nullish(),
  seed: z.int().min(0).nullish(),
  isLoud: z.boolean().default(false),
  text: z.string().optional(),
  limit: z.union([z.int(), z.literal('unlimited')]).optional(),
  list: z.array(z.object({ gain: z.number() })).optional(),
})

test('numbers and booleans may be written as pydantic takes them', () => {
  const read = (sent: object) => safeParseLax(Settings, sent).data
  assert.deepEqual(read({ speed: '0.5', seed: ' 5 ', isLoud: 'Yes' }), { speed: 0.5, seed: 5, isLoud: true })
  assert.deepEqual(read({ speed: true, seed: '5.0', isLoud: 0 }), { speed: 1, seed: 5, isLoud: false })
  assert.deepEqual(read({ speed: '-1e-3', limit: '7' }), { speed: -0.001, limit: 7, isLoud: false })
  assert.deepEqual(read({ list: [{ gain: '1' }, { gain: 2 }] })?.list, [{ gain: 1 }, { gain: 2 }])
  assert.equal(read({ limit: 'unlimited' })?.limit, 'unlimited')
})

test('everything else is as wrong as before, and a text is never made of a number', () => {
  for (const wrong of ['', 'x', '0x10', '1,5', 'Infinity', 'NaN', '1_000', [1], {}, '1'.repeat(200)])
    assert.ok(!safeParseLax(Settings, { speed: wrong }).success, String(wrong))
  for (const wrong of [2, '2', 'maybe', null, []]) assert.ok(!safeParseLax(Settings, { isLoud: wrong }).success)
  assert.ok(!safeParseLax(Settings, { text: 5 }).success)
  const told = safeParseLax(Settings, { seed: '-5' }).error?.issues
  assert.deepEqual([told?.[0]?.code, told?.[0]?.path], ['too_small', ['seed']])
  assert.equal(safeParseLax(Settings, { seed: '1.5' }).error?.issues[0]?.code, 'invalid_type')
  for (const wrong of [undefined, null, 5, '{}', []]) assert.ok(!safeParseLax(Settings, wrong).success)
})
