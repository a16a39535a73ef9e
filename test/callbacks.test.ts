import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

test('a callback tells the end of each chapter and of the project, signed', async () => {
  await using receiver = await openReceiver()
  await using studio = await openTestStudio({ environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' } })
  const projectId = await studio.addProject([['It was dark.'], ['Rain fell.']], { callback_url: receiver.url })
  const project = await studio.convertProject(projectId)
  const received = await until('three callbacks came', () =>
    receiver.received.length === 3 ? receiver.received : null,
  )

  const chapters = received.filter(({ body }) => body.type === 'chapter_conversion_status')
  const told = chapters.map(({ body }) => body.data.chapter_id).sort()
  assert.deepEqual(told, project.chapters.map((chapter: { chapter_id: string }) => chapter.chapter_id).sort())
  const [whole] = received.filter(({ body }) => body.type === 'project_conversion_status')
  const snapshot = await studio.latestSnapshot(projectId)
  assert.equal(whole!.body.data.project_snapshot_id, snapshot.project_snapshot_id)
  assert.equal(whole!.body.data.error_details, null)
  for (const { signature } of received) assert.match(signature, /^t=\d+,v0=[0-9a-f]{64}$/)

  const { body: log } = await studio.api.get(`/lectern/v1/callbacks?project_id=${projectId}`)
  assert.deepEqual(new Set(log.callbacks.map((one: { state: string }) => one.state)), new Set(['delivered']))
})

test('a callback to a forbidden address is refused at once, before anything is made', async () => {
  await using studio = await openTestStudio()
  const form = { name: 'Test', callback_url: 'http://127.0.0.1:1/' }
  const { body } = await studio.api.form('/v1/studio/projects', form, 400)
  assert.equal(body.detail.code, 'invalid_parameters')
  assert.equal((await studio.api.get('/v1/studio/projects')).body.projects.length, 0)
})

async function openReceiver() {
  // biome-ignore lint/suspicious/noExplicitAny: what came over the wire
  const received: { body: any; signature: string }[] = []
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = []
    for await (const piece of request) pieces.push(piece)
    const signature = String(request.headers['elevenlabs-signature'])
    received.push({ body: JSON.parse(Buffer.concat(pieces).toString()), signature })
    response.end('ok')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { url, received, [Symbol.asyncDispose]: async () => void server.close() }
}
