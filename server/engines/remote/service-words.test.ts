import assert from 'node:assert/strict'
import { test } from 'node:test'
import { threadSeconds } from '#server/base/thread-time.test-kit.ts'
import { serviceWords } from './service-words.ts'

const wordsOf = (body: unknown) => serviceWords(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)))

test('the words of a service are found in the forms that services have', () => {
  const openai = {
    error: { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' },
  }
  assert.deepEqual(wordsOf(openai), { words: 'Incorrect API key provided.', code: 'invalid_api_key' })
  const elevenlabs = { detail: { status: 'quota_exceeded', message: 'You have 3 credits left.' } }
  assert.deepEqual(wordsOf(elevenlabs), { words: 'You have 3 credits left.', code: 'quota_exceeded' })
  const kokoro = {
    detail: { error: 'validation_error', message: "Voice 'x' not found.", type: 'invalid_request_error' },
  }
  assert.equal(wordsOf(kokoro).words, "Voice 'x' not found.")
  const fastapi = { detail: [{ loc: ['body', 'speed'], msg: 'Input should be less than 4', type: 'less_than' }] }
  assert.equal(wordsOf(fastapi).words, 'body.speed: Input should be less than 4')
  assert.equal(wordsOf({ detail: 'Not Found' }).words, 'Not Found')
  assert.equal(wordsOf({ error: 'model not loaded' }).words, 'model not loaded')
  assert.equal(wordsOf({ message: 'Too many' }).words, 'Too many')
})

test('a page is told without its markup, on one line', () => {
  const page =
    '<html><head><title>no</title><style>b{}</style></head><body><h1>502 Bad\nGateway</h1><hr>nginx</body></html>'
  assert.equal(wordsOf(page).words, '502 Bad Gateway nginx')
})

test('what is long is cut, and what is no text tells nothing', () => {
  assert.equal(wordsOf('x'.repeat(5000)).words.length, 301)
  assert.equal(serviceWords(Buffer.from([0xff, 0xfb, 0x90, 0, 1, 2])).words, '')
  for (const empty of ['', '{}', 'null', '[]', '{"error":{}}', '[{"a":[1]}]'])
    assert.equal(wordsOf(empty).words, '', empty)
})

test('proof: a page of nothing but openings is read as fast as any', async () => {
  for (const page of ['<'.repeat(8_000), '<style '.repeat(1_200)]) {
    const seconds = await threadSeconds(() => serviceWords(Buffer.from(page)))
    assert.ok(seconds < 0.02, `${page.slice(0, 8)}: ${seconds} s`)
  }
})
