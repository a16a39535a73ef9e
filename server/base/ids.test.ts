import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from './ids.ts'

test('an id is 20 letters and digits, and no two are alike', () => {
  const ids = Array.from({ length: 10_000 }, () => newId())
  assert.ok(ids.every((id) => /^[A-Za-z0-9]{20}$/.test(id)))
  assert.equal(new Set(ids).size, ids.length)
})

test('each letter and digit is as likely as any other', () => {
  const counts = new Map<string, number>()
  const ids = Array.from({ length: 5_000 }, () => newId())
  for (const character of ids.join('')) counts.set(character, (counts.get(character) ?? 0) + 1)
  assert.equal(counts.size, 62)
  const expected = (5_000 * 20) / 62
  // Chi-squared with 61 degrees of freedom is above 150 once in ten thousand million times.
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
  assert.ok(chiSquared < 150, `${chiSquared}`)
})
