import assert from 'node:assert/strict'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { FileField } from '#contract/forms.ts'
import { StudioError } from '#server/base/errors.ts'
import { assertStandsLess } from '#server/base/thread-time.test-kit.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { replyError } from '../answers/reply-error.ts'
import { bodyLimits } from '../entrance/body-limits.ts'
import { formOptions, withForm } from './read-form.ts'

const Form = z.object({
  name: z.string(),
  genres: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  from_document: FileField.optional(),
})

const fileLimit = bodyLimits.content + 1
let app: FastifyInstance
let folder: string
let files: FileStore
let handle: (form: z.infer<typeof Form>) => Promise<unknown>
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-forms-'))
  files = await openFolderStore(folder)
  app = fastify()
  app.setErrorHandler(replyError)
  await app.register(multipart, { ...formOptions, limits: { ...formOptions.limits, fileSize: fileLimit } })
  app.post('/', (request) => withForm(request, Form, files, (form) => handle(form)))
})
beforeEach(() => {
  handle = async (form) => form
})
after(async () => {
  await app.close()
  await rm(folder, { recursive: true, force: true })
})

test('the fields of a form are one object, and its files are in the store', async () => {
  const form = toForm({ name: 'Book' })
  form.append('genres', 'crime')
  form.append('genres', 'noir')
  form.append('from_document', new Blob(['Once upon a time.'], { type: 'text/plain' }), 'book.txt')
  const { body } = await post(form)
  assert.deepEqual([body.name, body.genres], ['Book', ['crime', 'noir']])
  const { key, ...rest } = body.from_document
  assert.deepEqual(rest, { filename: 'book.txt', content_type: 'text/plain' })
  assert.equal((await files.read(key)).toString(), 'Once upon a time.')
})

test('where the disk is nearly full a file is refused, and nothing of it is kept', async () => {
  const { room } = files
  const before = await Array.fromAsync(files.list('uploads/'))
  const form = toForm({ name: 'Book' })
  form.append('from_document', new Blob(['Once upon a time.']), 'book.txt')
  files.room = async () => 100_000_000
  const { status, body } = await post(form).finally(() => (files.room = room))
  assert.deepEqual([status, body.detail?.code], [507, 'disk_full'])
  assert.deepEqual(await Array.fromAsync(files.list('uploads/')), before)
  assert.deepEqual(await readdir(join(folder, '.unfinished')), [])
})

test('proof: many large forms at once hold the event loop no longer than a few of them', async () => {
  const body = `name=x&${`genres=${'y'.repeat(1_000)}&`.repeat(990)}`
  const request = { headers: {}, body } as FastifyRequest
  const forms = () => Promise.all(Array.from({ length: 100 }, () => withForm(request, Form, files, async () => {})))
  await assertStandsLess(200, forms)
})

test('an object may come as text, or declared as JSON', async () => {
  for (const labels of ['{"accent":"welsh"}', new Blob(['{"accent":"welsh"}'], { type: 'application/json' })]) {
    const parts = typeof labels === 'string' ? part('labels', labels) : part('labels', await labels.text(), labels.type)
    const { body } = await postRaw(part('name', 'Book') + parts)
    assert.deepEqual(body, { name: 'Book', labels: { accent: 'welsh' } })
  }
})

test('the files of a form that is refused, or whose request fails, are deleted', async () => {
  const before = await keys()
  const nameless = toForm({ genres: 'crime' })
  nameless.append('from_document', new Blob(['text']), 'book.txt')
  assert.equal((await post(nameless)).status, 422)
  handle = async () => {
    throw new StudioError('voice_not_found', 'There is no voice "x".')
  }
  const failing = toForm({ name: 'Book' })
  failing.append('from_document', new Blob(['text']), 'book.txt')
  assert.equal((await post(failing)).status, 404)
  assert.deepEqual(await keys(), before)
})

test('a field or file that is too long is refused whole, never cut', async () => {
  const before = await keys()
  const longField = await post(toForm({ name: 'x'.repeat(bodyLimits.fields + 1) }))
  assert.deepEqual([longField.status, longField.body.detail.param], [413, 'name'])
  const form = toForm({ name: 'Book' })
  form.append('from_document', new Blob(['x'.repeat(fileLimit + 1)]), 'book.txt')
  assert.equal((await post(form)).status, 413)
  assert.deepEqual(await keys(), before)
})

test('all fields together are no longer than one may be, but for the content', async () => {
  const [half, name] = [bodyLimits.fields / 2, part('name', 'Book')]
  const { status, body } = await postRaw(name + part('genres', 'x'.repeat(half)) + part('genres', 'y'.repeat(half)))
  assert.deepEqual([status, body.detail.code], [413, 'request_too_large'])
  assert.equal((await postRaw(name + part('from_content_json', 'x'.repeat(bodyLimits.content)))).status, 200)
  const twice = part('from_content_json', 'x'.repeat(bodyLimits.content / 2 + 1)).repeat(2)
  assert.equal((await postRaw(name + twice)).status, 413)
})

test('files that no field is for, and those that another has taken the place of, are not kept', async () => {
  const before = await keys()
  const form = toForm({ name: 'Book' })
  form.append('anything', new Blob(['text']), 'a.txt')
  for (const text of ['first', 'last']) form.append('from_document', new Blob([text]), `${text}.txt`)
  const { body } = await post(form)
  assert.equal(body.from_document.filename, 'last.txt')
  assert.deepEqual(
    (await keys()).filter((key) => !before.includes(key)),
    [body.from_document.key],
  )
})

test('JSON that is too deep is refused in a field too, however it is declared', async () => {
  const deep = '['.repeat(20_000) + ']'.repeat(20_000)
  for (const name of ['genres', 'labels', 'from_content_json']) {
    for (const type of ['text/plain', 'application/json']) {
      const { status, body } = await postRaw(part('name', 'Book') + part(name, deep, type))
      assert.deepEqual([status, body.detail.code], [400, 'malformed_json'], name)
    }
  }
})

test('a boundary that no parser takes is the caller’s mistake', async () => {
  const long = 'x'.repeat(255)
  for (const boundary of [long, '""', 'x'.repeat(10_000), ` ${long}`, `"\\"${long}"`, `; boundary*=utf-8''${long}`]) {
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
    const answer = await app.inject({ method: 'POST', url: '/', headers, payload: '--x--' })
    assert.equal(answer.statusCode, 400, boundary.slice(0, 10))
  }
})

test('a form that breaks off leaves no file, and is the caller’s mistake', async () => {
  const before = await keys()
  const half = `${part('name', 'Book')}--x\r\ncontent-disposition: form-data; name="from_document"; filename="a"\r\n\r\nab`
  const { status, body } = await postRaw(half, '')
  assert.deepEqual([status, body.detail.type], [400, 'invalid_request'])
  assert.deepEqual(await keys(), before)
})

function toForm(fields: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}

async function post(form: FormData) {
  const { headers, body } = new Response(form)
  const payload = Buffer.concat(await Array.fromAsync(body!))
  const answer = await app.inject({ method: 'POST', url: '/', headers: Object.fromEntries(headers), payload })
  return { status: answer.statusCode, body: answer.json() }
}

/** @param parts as they are on the wire */
async function postRaw(parts: string, end = '--x--\r\n') {
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const answer = await app.inject({ method: 'POST', url: '/', headers, payload: parts + end })
  return { status: answer.statusCode, body: answer.json() }
}

function part(name: string, value: string, contentType = 'text/plain'): string {
  return `--x\r\ncontent-disposition: form-data; name="${name}"\r\ncontent-type: ${contentType}\r\n\r\n${value}\r\n`
}

async function keys(): Promise<string[]> {
  return (await Array.fromAsync(files.list('uploads/'))).sort()
}
