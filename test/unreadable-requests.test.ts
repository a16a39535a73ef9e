import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTestStudio } from './studio.ts'

// What a run of Schemathesis over the OpenAPI document (test/schemathesis/run.sh) once found to end in a 500.

const form = 'multipart/form-data; boundary=b'
const unreadable: [what: string, request: { method: string; type: string; body: string }, status: number][] = [
  ['a form without its boundary', { method: 'POST', type: 'multipart/form-data', body: '--b--' }, 400],
  ['a form that ends in its middle', { method: 'POST', type: form, body: part('name', 'x') }, 400],
  ['a form with more files than anyone needs', { method: 'POST', type: form, body: files(30) }, 413],
  ['a form with more parts than anyone needs', { method: 'POST', type: form, body: fields(1_001) }, 413],
]

test('a request that cannot be read is refused, and is no fault of the server', async () => {
  await using studio = await openTestStudio()
  for (const [what, { method, type, body }, status] of unreadable) {
    const request = { method, headers: { 'content-type': type }, body }
    const answer = await studio.api.json('/v1/studio/projects', request, status)
    assert.equal(answer.body.detail.type, 'invalid_request', what)
  }
  await studio.api.json('/v1/studio/projects', { method: 'QUERY' }, 404)
  assert.deepEqual(await Array.fromAsync(studio.studio.files.list('uploads/')), [])
})

test('numbers that are no dates are wrong, and settings are kept however small or large', async () => {
  await using studio = await openTestStudio()
  for (const unix of ['-1', '253402300800', '9007199254740991']) {
    const { detail } = (await studio.api.get(`/v1/history?date_before_unix=${unix}`, 422)).body
    assert.deepEqual(detail[0].loc, ['query', 'date_before_unix'])
  }
  await studio.api.get('/v1/history?date_after_unix=253402300799')
  for (const style of [1e-120, 1e120, 0.1]) {
    const voice_settings = JSON.stringify({ voice_id: 'tone-a', style })
    const created = await studio.api.form('/v1/studio/projects', { name: 'x', voice_settings })
    const { body } = await studio.api.get(`/v1/studio/projects/${created.body.project.project_id}`)
    assert.deepEqual(
      body.voices.map((voice: { style: number }) => voice.style),
      [style],
    )
  }
})

test('an empty filter finds nothing', async () => {
  await using studio = await openTestStudio()
  assert.deepEqual((await studio.api.get('/lectern/v1/callbacks?project_id=')).body.callbacks, [])
})

function part(name: string, value: string, more = ''): string {
  return `--b\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
}

function files(count: number): string {
  return `${part('from_document', 'x', '; filename="x.txt"').repeat(count)}--b--\r\n`
}

function fields(count: number): string {
  return `${part('genres', 'x').repeat(count)}--b--\r\n`
}
