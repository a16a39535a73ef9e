import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { StudioError } from '#server/base/errors.ts'
import { openSocketServer, openTestServer } from '#server/net/server.test-kit.ts'
import { type Asked, fakeClock, neverAborted, openFakeService, sendJson } from './fake-service.test-kit.ts'
import { openRemoteService, type RemoteCall, type RemoteOptions } from './remote-service.ts'

const call: RemoteCall = { path: '/speak', body: { text: 'Hello.' }, doing: 'speak "Hello."', characterCount: 6 }
const key = 'top-secret-key'

test('a call goes to the address with its key, and what it answers comes back', async () => {
  await using server = await openFakeService((_, response) => sendJson(response, 200, { well: 'done' }))
  const service = open(`${server.url}base/?version=3`)
  const answer = await service.ask({ ...call, query: { format: 'wav' } }, neverAborted)
  assert.deepEqual([answer.contentType, JSON.parse(answer.body.toString())], ['application/json', { well: 'done' }])
  const [{ method, path, query, headers, body }] = server.asked as [Asked]
  assert.deepEqual([method, path, query.toString(), body], ['POST', '/base/speak', 'version=3&format=wav', call.body])
  assert.deepEqual([headers['x-key'], headers['content-type']], [key, 'application/json'])
})

test('a service that is overloaded three times is waited for, as long as it says', async () => {
  const refusals = [
    ['429', '7'],
    ['503', ''],
    ['429', 'Tue, 01 Jan 2030 00:01:00 GMT'],
  ]
  await using server = await openFakeService((_, response) => {
    const [status, after] = refusals.shift() ?? []
    if (!status) return sendJson(response, 200, {})
    sendJson(response, Number(status), {}, after ? { 'retry-after': after } : {})
  })
  const clock = fakeClock()
  await open(server.url, { clock }).ask(call, neverAborted)
  assert.deepEqual(clock.waits, [7000, 500, 52_500])
})

test('one that stays overloaded is given up after five tries, with its own words', async () => {
  await using server = await openFakeService((_, response) => sendJson(response, 429, { detail: { message: 'Busy.' } }))
  const clock = fakeClock()
  const said = await errorOf(open(server.url, { clock }).ask(call, neverAborted))
  assert.equal(
    said,
    `engine_failed: Engine test could not speak "Hello.": ${hostOf(server)} answered 429: Busy (tried 5 times).`,
  )
  assert.deepEqual([server.asked.length, clock.waits], [5, [250, 500, 1000, 2000]])
})

test('one that asks for more patience than a minute, or whose account is used up, is given up at once', async () => {
  await using server = await openFakeService((asked, response) => {
    if (asked.path === '/patience') return sendJson(response, 429, {}, { 'retry-after': '3600' })
    sendJson(response, 429, { error: { message: 'You exceeded your current quota.', code: 'insufficient_quota' } })
  })
  const service = open(server.url)
  assert.match(await errorOf(service.ask({ ...call, path: '/patience' }, neverAborted)), /answered 429\.$/)
  assert.match(await errorOf(service.ask(call, neverAborted)), /answered 429: You exceeded your current quota\.$/)
  assert.equal(server.asked.length, 2)
})

test('what the service refuses is not asked again, and the error tells what to do', async () => {
  const words: Record<string, [RegExp, object]> = {
    400: [/^engine_failed: .* answered 400: Too odd\.$/, { error: { message: 'Too odd.' } }],
    401: [
      /^engine_failed: .* answered 401: Invalid API key\. Check the key in TEST_KEY\.$/,
      { detail: { message: 'Invalid API key' } },
    ],
    403: [/^engine_failed: .* answered 403: No\. Check what the key in TEST_KEY is allowed to do\.$/, { detail: 'No' }],
    404: [/^engine_failed: .* answered 404: Not Found\. Check TEST_URL and TEST_MODEL\.$/, { detail: 'Not Found' }],
    422: [
      /^voice_not_found: .* answered 422: Voice 'x' not found\. Available voices: y\.$/,
      { detail: "Voice 'x' not found. Available voices: y" },
    ],
  }
  await using server = await openFakeService((asked, response) => {
    const status = asked.path.slice(1)
    sendJson(response, Number(status), words[status]![1])
  })
  for (const [status, [message]] of Object.entries(words))
    assert.match(await errorOf(open(server.url).ask({ ...call, path: `/${status}` }, neverAborted)), message)
  assert.equal(server.asked.length, Object.keys(words).length)
})

test('an account that is used up is told in the words of the service, not as a wrong key', async () => {
  const detail = { status: 'quota_exceeded', message: 'You have 3 credits left, and 40 are needed.' }
  await using server = await openFakeService((_, response) => sendJson(response, 401, { detail }))
  assert.match(
    await errorOf(open(server.url).ask(call, neverAborted)),
    /answered 401: You have 3 credits left, and 40 are needed\.$/,
  )
})

test('a connection that breaks, before or amidst the answer, is tried again', async () => {
  const breaks = [
    '',
    'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nIt',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nIt i',
  ]
  const sound = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok'
  await using server = await openSocketServer((socket) => {
    const next = breaks.shift()
    socket.once('data', () => (next === undefined ? socket.end(sound) : socket.end(next)))
  })
  assert.equal((await open(server.url).ask(call, neverAborted)).body.toString(), 'ok')
  assert.equal(server.connections(), 4)
})

test('a server that is not there is tried again too, then told with what to check', async () => {
  const server = await openTestServer(() => {})
  await server[Symbol.asyncDispose]()
  const clock = fakeClock()
  const said = await errorOf(open(server.url, { clock }).ask(call, neverAborted))
  assert.match(said, /^engine_failed: .*ECONNREFUSED.*\(tried 5 times\)\. Check that the server runs, and TEST_URL\.$/)
  assert.equal(clock.waits.length, 4)
})

test('a server that never answers, or only drips, runs out of time, once', async () => {
  for (const first of ['', 'HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n']) {
    await using server = await openSocketServer((socket) => {
      socket.write(first)
      const timer = setInterval(() => socket.write(first ? 'x' : ''), 20)
      socket.on('close', () => clearInterval(timer))
    })
    const service = open(server.url, { secondsFor: () => 0.1 })
    assert.match(
      await errorOf(service.ask(call, neverAborted)),
      /^engine_failed: .* took more than 0\.1 s to answer\.$/,
    )
    assert.ok(server.connections() <= 1)
  }
})

test('an answer without end is refused', async () => {
  const much = Buffer.alloc(100_000)
  await using server = await openFakeService((_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(much));
    }
    response.on('drain', more)
    more()
  })
  assert.match(await errorOf(open(server.url).ask(call, neverAborted)), /^engine_failed: .* has more than 4 MB\.$/)
})

test('a redirect is not followed, wherever it leads, and the error names the place', async () => {
  await using inside = await openTestServer((_, response) => response.end('secret'))
  for (const status of [301, 302, 307, 308]) {
    const location = `${inside.url}admin?key=${key}`
    await using server = await openFakeService((_, response) => response.writeHead(status, { location }).end())
    const said = await errorOf(open(server.url).ask(call, neverAborted))
    assert.match(
      said,
      /a redirect to http:\/\/127\.0\.0\.1:\d+\/admin, which is not followed\. .* write it into TEST_URL\.$/,
    )
  }
  assert.equal(inside.connections(), 0)
})

test('no error shows the key, whatever the service repeats', async () => {
  const echo = (asked: Asked, response: ServerResponse) => {
    const said = `You sent ${JSON.stringify(asked.headers)} and ${Buffer.from(key).toString('base64')}`
    if (asked.path === '/text') response.writeHead(400).end(said)
    else sendJson(response, 400, { error: { message: said } })
  }
  await using server = await openFakeService(echo)
  for (const path of ['/text', '/json']) {
    const thrown = await open(server.url)
      .ask({ ...call, path }, neverAborted)
      .catch((error) => error)
    const everything = `${thrown.stack} ${JSON.stringify(thrown)} ${thrown.cause}`
    assert.match(everything, /You sent/)
    assert.doesNotMatch(everything, new RegExp(`${key}|${Buffer.from(key).toString('base64').slice(0, 8)}`))
  }
})

test('only so many calls are made at once, and the others wait in order', async () => {
  const held: ServerResponse[] = []
  const two = Promise.withResolvers<void>()
  await using server = await openFakeService((asked, response) => {
    if (asked.path > '/2') return void response.end('ok')
    held.push(response)
    if (held.length === 2) two.resolve()
  })
  const service = open(server.url, { calls: 2 })
  const calls = [1, 2, 3, 4].map((number) => service.ask({ ...call, path: `/${number}` }, neverAborted))
  await two.promise
  assert.equal(server.asked.length, 2)
  held[0]!.end('ok')
  assert.equal((await calls[3])!.body.toString(), 'ok')
  assert.deepEqual(pathsOf(server.asked.slice(2)), ['/3', '/4'])
  held[1]!.end('ok')
  await Promise.all(calls)
})

test('a call that is stopped ends at once with the reason: waiting for its turn, for an answer, for another try', async () => {
  await using server = await openFakeService((asked, response) => {
    if (asked.path === '/busy') sendJson(response, 503, {})
  })
  const reason = new Error('enough')
  const service = open(server.url, { calls: 1 })
  const [first, second] = [new AbortController(), new AbortController()]
  const answering = assert.rejects(service.ask(call, first.signal), reason)
  const waiting = assert.rejects(service.ask(call, second.signal), reason)
  second.abort(reason)
  await waiting
  first.abort(reason)
  await answering
  const third = new AbortController()
  const clock = { ...fakeClock(), wait: async () => third.abort(reason) }
  await assert.rejects(open(server.url, { clock }).ask({ ...call, path: '/busy' }, third.signal), reason)
})

test('closing ends all calls', async () => {
  const came = Promise.withResolvers<void>()
  await using server = await openFakeService(() => came.resolve())
  const service = open(server.url, { calls: 1 })
  const calls = [service.ask(call, neverAborted), service.ask(call, neverAborted)]
  await came.promise
  service.close()
  for (const one of calls) await assert.rejects(one, /The engine is closed/)
})

function open(url: string, more: Partial<RemoteOptions> = {}) {
  return openRemoteService({
    engineId: 'test',
    variables: { url: 'TEST_URL', key: 'TEST_KEY', model: 'TEST_MODEL' },
    url,
    headers: { 'x-key': key },
    secrets: [key],
    calls: 4,
    clock: fakeClock(),
    ...more,
  })
}

async function errorOf(asked: Promise<unknown>): Promise<string> {
  const thrown = await asked.then(
    () => assert.fail('It went well.'),
    (error) => error,
  )
  assert.ok(thrown instanceof StudioError, thrown)
  return `${thrown.code}: ${thrown.message}`
}

function pathsOf(asked: Asked[]): string[] {
  return asked.map(({ path }) => path)
}

function hostOf({ port }: { port: number }): string {
  return `127.0.0.1:${port}`
}
