import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { FileField } from '#contract/forms.ts'
import { StudioError } from '#server/base/errors.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { openFolderStore } from '#server/storage/folder-store.ts'
import { withForm } from './read-form.ts'
import { replyError } from './reply-error.ts'

const Form = z.object({
  name: z.string(),
  genres: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).optional(),
  from_document: FileField.optional(),
})

let app: FastifyInstance
let folder: string
let files: FileStore
let handle: (form: z.infer<typeof Form>) => Promise<unknown>
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lectern-forms-'))
  files = await openFolderStore(folder)
  app = fastify()
  app.setErrorHandler(replyError)
  await app.register(multipart, { limits: { fileSize: 100_000, fieldSize: 1_000 } })
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
  const longField = await post(toForm({ name: 'x'.repeat(1_001) }))
  assert.deepEqual([longField.status, longField.body.detail.param], [413, 'name'])
  const form = toForm({ name: 'Book' })
  form.append('from_document', new Blob(['x'.repeat(100_001)]), 'book.txt')
  assert.equal((await post(form)).status, 413)
  assert.deepEqual(await keys(), before)
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
