import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts'
import { describeFailure, StudioError, toStudioError } from './errors.ts'

test('every error has a status of HTTP and advice that is a sentence', () => {
  for (const [code, { http, advice }] of Object.entries(errorCatalogue)) {
    assert.match(code, /^[a-z]+(_[a-z]+)*$/)
    assert.ok(http >= 400 && http < 600, code)
    assert.match(advice, /^[A-Z`].*[.a-z]$/, code)
  }
})

test('an error knows its status, its advice, what caused it and which field is wrong', () => {
  const cause = new Error('deep inside')
  const error = new StudioError('voice_not_found', 'There is no voice "x".', { cause, param: 'voice_id' })
  const { http, advice } = errorCatalogue.voice_not_found
  assert.deepEqual([error.http, error.advice, error.cause, error.param], [http, advice, cause, 'voice_id'])
  assert.equal(new StudioError('empty_text', 'Nothing.').param, null)
})

test('whatever is thrown becomes an error that a person can read', () => {
  const known = new StudioError('empty_text', 'Nothing.')
  assert.equal(toStudioError(known), known)
  const cases: [unknown, ErrorCode, RegExp][] = [
    [new TypeError('x is not a function'), 'internal_error', /x is not a function/],
    ['a string', 'internal_error', /a string/],
    [undefined, 'internal_error', /undefined/],
    [null, 'internal_error', /null/],
    [Object.assign(new Error('write'), { code: 'ENOSPC' }), 'disk_full', /disk is full/],
    [Object.assign(new Error('write'), { code: 'EDQUOT' }), 'disk_full', /disk is full/],
    [Object.assign(new Error('open'), { code: 'EMFILE' }), 'system_busy', /Too many files/],
    [Object.assign(new Error('open'), { code: 'ENFILE' }), 'system_busy', /Too many files/],
  ]
  for (const [thrown, code, message] of cases) {
    const error = toStudioError(thrown)
    assert.deepEqual([error.code, error.cause], [code, thrown])
    assert.match(error.message, message)
  }
})

test('what is kept of an error has a limit, and only characters that can be kept', () => {
  const { code, message } = describeFailure(new StudioError('engine_failed', `No \0 ${'x'.repeat(994)}😀 and more`))
  assert.equal(code, 'engine_failed')
  assert.ok(message.startsWith('No  xxx') && message.endsWith('\ufffd…'))
  assert.ok(message.length <= 1_001 && message.isWellFormed() && !message.includes('\0'))
  assert.deepEqual(describeFailure(new StudioError('engine_failed', 'No.')), { code: 'engine_failed', message: 'No.' })
})
