import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validateAnswer } from './contract-check.ts'

const snapshots = '/v1/studio/projects/{project_id}/snapshots'

test('an answer as declared passes, however the path writes its parameters', () => {
  validateAnswer('GET', snapshots, 200, { snapshots: [] })
  validateAnswer('get', '/v1/studio/projects/:project_id/snapshots', 200, {
    snapshots: [],
    ours: 'extra keys are safe',
  })
  validateAnswer('GET', '/v1/models', 200, [])
})

test('an answer that lacks something lists each violation with its place', () => {
  const answer = { snapshots: [{ project_id: 'p', created_at_unix: 1.5, name: 'n' }] }
  assert.throws(() => validateAnswer('GET', snapshots, 200, answer), {
    name: 'AssertionError',
    message: [
      `GET ${snapshots} answered 200 against its contract:`,
      "  /snapshots/0 must have required property 'project_snapshot_id'",
      '  /snapshots/0/created_at_unix must be integer',
    ].join('\n'),
  })
})

test('an error carries all six keys and a type that clients know', () => {
  const detail = {
    type: 'not_found',
    code: 'project_not_found',
    message: 'There is no project p.',
    status: 'project_not_found',
    request_id: 'r',
    param: null,
  }
  validateAnswer('GET', snapshots, 404, { detail })
  const { request_id, ...five } = detail
  assert.throws(() => validateAnswer('GET', snapshots, 404, { detail: five }), /required property 'request_id'/)
  const unknownType = { detail: { ...detail, type: 'oops' } }
  assert.throws(() => validateAnswer('GET', snapshots, 404, unknownType), /\/detail\/type must be equal to one of/)
  assert.throws(() => validateAnswer('GET', snapshots, 404, { detail: 'Not Found' }), /\/detail must be object/)
})

test('422 is a list of places', () => {
  const missing = { loc: ['body', 'blocks', 0, 'nodes'], msg: 'Field required', type: 'missing', input: {} }
  validateAnswer('GET', snapshots, 422, { detail: [missing] })
  assert.throws(() => validateAnswer('GET', snapshots, 422, { detail: { status: 'x', message: 'y' } }), /must be array/)
  assert.throws(() => validateAnswer('GET', snapshots, 422, {}), /required property 'detail'/)
  assert.throws(() => validateAnswer('GET', snapshots, 422, { detail: [{ loc: [1.5] }] }), /required property 'msg'/)
})

test('an operation that is not declared, or answers sound, is no JSON to check', () => {
  const noJson = (method: string, path: string, status: number) =>
    assert.throws(() => validateAnswer(method, path, status, {}), /declares no JSON/)
  noJson('PUT', snapshots, 200)
  noJson('POST', '/v1/text-to-speech/{voice_id}', 200)
  noJson('GET', snapshots, 201)
})
