import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printable } from './printable.ts'

test('a name cannot have a terminal do anything but show it', () => {
  assert.equal(
    printable('Rain\u001b[2J\u001b]0;x\u0007 \u009b31m\r\b\u202efdp\n\tEinsamkeit · 雨 · مطر'),
    'Rain[2J]0;x 31mfdp\n\tEinsamkeit · 雨 · مطر',
  )
})
