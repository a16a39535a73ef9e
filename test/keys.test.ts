import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { json } from 'node:stream/consumers'
import { test } from 'node:test'
import { openLog } from '#server/base/log.ts'
import { listRoutes } from '#server/http/routes/index.ts'
import { openServer } from '#server/http/server.ts'
import { createKey, revokeKey } from '#server/keys/api-keys.ts'
import { SocketClient } from './socket-client.ts'
import { openTestStudio, snapshotPath } from './studio.ts'
import { until } from './until.ts'

const keys = { LECTERN_API_KEYS: 'ann:secret-of-ann, eve:secret-of-eve:editor,vic:secret-of-vic:viewer' }

test('where there are keys, a request without one or with a wrong one is refused', async () => {
  await using studio = await openTestStudio({ environment: keys })
  const missing = await studio.api.get('/v1/studio/projects', 401)
  assert.equal(missing.body.detail.code, 'missing_api_key')
  for (const key of ['secret', 'ann', 'secret-of-ann ', 'admin']) {
    studio.api.key = key.trim() === key ? key : `${key}x`
    assert.equal((await studio.api.get('/v1/studio/projects', 401)).body.detail.code, 'invalid_api_key')
  }
  studio.api.key = undefined
  assert.equal((await studio.api.get('/health')).body.status, 'ok')
})

test('a key has the role that it was given, and is an admin without one', async () => {
  await using studio = await openTestStudio({ environment: keys })
  studio.api.key = 'secret-of-ann'
  const projectId = await studio.addProject([['It was dark.']])
  for (const [key, level] of [
    ['secret-of-ann', 'admin'],
    ['secret-of-eve', 'editor'],
    ['secret-of-vic', 'viewer'],
  ] as const) {
    studio.api.key = key
    assert.equal((await studio.api.get(`/v1/studio/projects/${projectId}`)).body.access_level, level)
  }
})

test('a key that was made is good at once, and one that was revoked is not', async () => {
  await using studio = await openTestStudio()
  const { id, secret } = await createKey(studio.studio, 'laptop', 'editor')
  const asks = async (key: string | undefined) => {
    studio.api.key = key
    return (await studio.api.fetch('/v1/studio/projects', { method: 'GET' })).status
  }
  await until('strangers are refused', async () => (await asks(undefined)) === 401)
  assert.equal(await asks(secret), 200)
  await createKey(studio.studio, 'other', 'admin')
  await revokeKey(studio.studio, id)
  await until('the key is refused', async () => (await asks(secret)) === 401)
})

test('what was opened with a key ends with it: a stream of events, a socket', async () => {
  await using studio = await openTestStudio()
  const { id, secret } = await createKey(studio.studio, 'short', 'editor')
  await createKey(studio.studio, 'other', 'editor')
  studio.api.key = secret
  await until('the key is known', async () => (await studio.api.fetch('/v1/models', { method: 'GET' })).ok)
  const events = await studio.api.fetch('/lectern/v1/events', { method: 'GET' })
  const path = '/v1/text-to-speech/tone-a/stream-input?inactivity_timeout=180'
  await using client = new SocketClient(studio.api.baseUrl, path, { 'xi-api-key': secret })
  await client.send({ text: ' ' })
  await revokeKey(studio.studio, id)
  assert.match(await events.text(), /event: hello/)
  const { code, reason } = await client.closed
  assert.equal(code, 1008)
  assert.match(reason, /revoked or has expired/)
  assert.equal(client.frames.at(-1)!.error, 'invalid_api_key')
})

test('a body that is still coming when its key is revoked is refused at its end, and its document is not kept', async () => {
  await using studio = await openTestStudio()
  const { id, secret } = await createKey(studio.studio, 'short', 'editor')
  await createKey(studio.studio, 'other', 'editor')
  studio.api.key = secret
  const isKnown = async () => (await studio.api.fetch('/v1/models', { method: 'GET' })).ok
  await until('the key is known', isKnown)
  const part = (name: string) => `--x\r\ncontent-disposition: form-data; name="${name}"`
  const named = `${part('name')}\r\n\r\nNight\r\n`
  const form = [`${named}${part('from_document')}; filename="night.txt"\r\n\r\nIt was dark.`, '\r\n--x--\r\n'] as const
  const sending = [
    ['/v1/studio/projects', 'multipart/form-data; boundary=x', ...form],
    ['/v1/text-to-speech/tone-a', 'application/json', '{"text":', '"It was dark."}'],
  ].map(([path, type, first, rest]) => {
    const headers = { 'xi-api-key': secret, 'content-type': type, expect: '100-continue' }
    const sent = request(`${studio.api.baseUrl}${path}`, { method: 'POST', headers })
    sent.flushHeaders()
    return { begun: once(sent, 'continue'), answered: once(sent, 'response'), sent, first, rest }
  })
  for (const { begun, sent, first } of sending) {
    await begun
    sent.write(first)
  }
  await revokeKey(studio.studio, id)
  await until('the key is refused', async () => !(await isKnown()))
  for (const { sent, rest, answered } of sending) {
    sent.end(rest)
    const [answer] = await answered
    assert.equal(answer.statusCode, 401)
    assert.match(JSON.stringify(await json(answer)), /invalid_api_key/)
  }
  assert.deepEqual(await Array.fromAsync(studio.studio.files.list('uploads/')), [])
})

test('what somebody changes with a key is logged with its name, and what they only read is not', async () => {
  await using studio = await openTestStudio({ environment: keys })
  const lines: { key?: string; method?: string; path?: string }[] = []
  const log = openLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  const app = await openServer({ ...studio.studio, log })
  try {
    const ask = (method: 'GET' | 'POST', url: string, key: string) =>
      app.inject({ method, url, headers: { 'xi-api-key': key } })
    const missing = '/v1/studio/projects/none'
    await ask('GET', missing, 'secret-of-eve')
    await ask('POST', `${missing}/convert?token=hidden`, 'secret-of-eve')
    const noted = () => lines.filter((line) => line.key !== undefined)
    await until('the change is logged', () => noted().length > 0)
    assert.deepEqual(
      noted().map(({ key, method, path }) => [key, method, path]),
      [['eve', 'POST', `${missing}/convert`]],
    )
  } finally {
    await app.close()
  }
})

test('a viewer reads and streams', async () => {
  await using studio = await openTestStudio({ environment: keys })
  studio.api.key = 'secret-of-eve'
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  studio.api.key = 'secret-of-vic'
  for (const one of [chapter, chapter.projectId]) {
    const snapshot = await studio.latestSnapshot(one)
    assert.ok((await studio.stream(snapshot)).length > 1_000)
    await studio.api.get(snapshotPath({ ...snapshot, chapter_snapshot_id: 'x', project_snapshot_id: 'x' }), 404)
  }
  await studio.api.get('/v1/voices')
})

test('a viewer is told that the key is not enough before anything else that is wrong', async () => {
  await using studio = await openTestStudio({ environment: keys })
  const routes = listRoutes().filter(({ role }) => role === 'editor' || role === 'admin')
  assert.ok(routes.length > 8)
  studio.api.key = 'secret-of-vic'
  for (const { method, path, isOpenai } of routes) {
    const address = path.replace(/:\w+/g, 'x'.repeat(100))
    const body =
      method === 'POST' || method === 'PATCH' ? { headers: { 'content-type': 'application/json' }, body: '{' } : {}
    const answer = await studio.api.json(address, { method, ...body }, 403)
    if (isOpenai) assert.match(answer.body.error.message, /needs a key with the role editor/)
    else assert.equal(answer.body.detail.code, 'insufficient_permissions', `${method} ${path}`)
  }
})

test('without a key it listens to this machine only', async () => {
  await using studio = await openTestStudio()
  for (const HOST of ['0.0.0.0', '::', '192.168.1.10', 'studio.example.com']) {
    const config = { ...studio.studio.config, HOST }
    await assert.rejects(openServer({ ...studio.studio, config }), {
      code: 'unsafe_configuration',
      message: new RegExp(HOST),
    })
  }
  const config = { ...studio.studio.config, HOST: '0.0.0.0', ...keys }
  await (await openServer({ ...studio.studio, config })).close()
})

test('without keys no page of another site, and no other name of this machine, speaks through the browser', async () => {
  await using studio = await openTestStudio()
  const { port } = new URL(studio.api.baseUrl)
  const here = `127.0.0.1:${port}`
  const refused: Record<string, string>[] = [
    { host: here, origin: 'https://evil.example' },
    { host: here, origin: 'null' },
    { host: here, origin: `http://localhost:${Number(port) + 1}` },
    { host: `evil.example:${port}` },
    { host: `127.0.0.1.evil.example:${port}` },
    { host: `evil.example:${port}`, origin: `http://evil.example:${port}` },
  ]
  for (const headers of refused) {
    const { status, body } = await askAs(headers)
    assert.deepEqual([status, body.detail?.code], [403, 'forbidden'], JSON.stringify(headers))
  }
  const served: Record<string, string>[] = [
    { host: here },
    { host: here, origin: `http://${here}` },
    { host: `localhost:${port}` },
  ]
  for (const headers of served) {
    assert.equal((await askAs(headers)).status, 200, JSON.stringify(headers))
  }

  async function askAs(headers: Record<string, string>) {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number
      body: { detail?: { code: string } }
    }>()
    const sending = request(`${studio.api.baseUrl}/v1/studio/projects`, { headers }, async (answer) => {
      resolve({ status: answer.statusCode!, body: (await json(answer)) as { detail?: { code: string } } })
    })
    sending.on('error', reject).end()
    return promise
  }
})
