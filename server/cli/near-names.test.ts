import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nearNames } from './near-names.ts'

const voices = ['flite-slt', 'flite-rms', 'flite-awb', 'tone-a']

test('the nearest name comes first, whatever its case', () => {
  assert.equal(nearNames('FLITE-SLR', voices)[0], 'flite-slt')
  assert.equal(nearNames('tone', voices)[0], 'tone-a')
})

test('a word that resembles nothing has no near names', () => {
  assert.deepEqual(nearNames('Morgan the great', voices), [])
})

test('no more are given than asked for', () => {
  assert.equal(nearNames('flite-xyz', voices, 2).length, 2)
})
