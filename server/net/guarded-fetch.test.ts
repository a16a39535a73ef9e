import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { type GuardedRequest, guardedFetch, openGuarded } from './guarded-fetch.ts'
import { openSocketServer, openTestServer } from './server.test-kit.ts'

const limits = { byteLength: 100_000, seconds: 30, redirects: 5 }
/** As people have it who allow private addresses. */
const anywhere: GuardedRequest = { allowPrivate: true, limits }

/** Loopback stands for the public internet, and names resolve as a test says. */
function publicIsLoopback(names: Record<string, string[]>): GuardedRequest {
  return {
    allowPrivate: false,
    isPublic: (address) => address === '127.0.0.1',
    lookup: async (name) => (names[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    limits,
  }
}

test('an answer comes with status, headers, its final URL and its body', async () => {
  await using server = await openTestServer((request, response) => {
    response.writeHead(404, { 'x-seen': `${request.method} ${request.headers['user-agent']}` })
    response.end(`not ${request.url}`)
  })
  const answer = await guardedFetch(`${server.url}here?a=b`, anywhere)
  assert.equal(answer.status, 404)
  assert.equal(answer.headers['x-seen'], 'GET Lectern')
  assert.equal(answer.url.href, `${server.url}here?a=b`)
  assert.equal(answer.body.toString(), 'not /here?a=b')
})

test('who foretells an answer again and again is left', async () => {
  const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'
  const answer = (hints: number) => `${hint.repeat(hints)}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nHello`
  const answerWith = (hints: number) =>
    openSocketServer((socket) => socket.once('data', () => socket.end(answer(hints))))
  await using few = await answerWith(3)
  assert.equal(String((await guardedFetch(few.url, anywhere)).body), 'Hello')
  await using many = await answerWith(10_000)
  await assert.rejects(guardedFetch(many.url, anywhere), { code: 'fetch_failed', message: /never comes to its answer/ })
})

test('who changes to another protocol instead of answering is left', async () => {
  const switching = 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n'
  await using server = await openSocketServer((socket) => socket.once('data', () => socket.write(switching)))
  await assert.rejects(guardedFetch(server.url, anywhere), { code: 'fetch_failed', message: /without an answer/ })
})

test('a body is sent with its headers', async () => {
  await using server = await openTestServer(async (request, response) => {
    const sent = (await Array.fromAsync(request)).join('')
    response.end(`${request.method} ${request.headers['content-type']} ${request.headers['content-length']} ${sent}`)
  })
  const headers = { 'content-type': 'application/json' }
  const { body } = await guardedFetch(server.url, { ...anywhere, method: 'POST', headers, body: '{"a":"ü"}' })
  assert.equal(body.toString(), 'POST application/json 10 {"a":"ü"}')
})

test('a name that resolves to a forbidden address is refused, and nothing connects there', async () => {
  await using server = await openTestServer((_, response) => response.end('secret'))
  const request = { allowPrivate: false, limits }
  for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '10.0.0.1', '64:ff9b::7f00:1']) {
    const lookup = async () => [{ address, family: address.includes(':') ? 6 : 4 }]
    const fetching = guardedFetch(`http://public.test:${server.port}/`, { ...request, lookup })
    await assert.rejects(fetching, { code: 'fetch_refused', message: /test:\d+\/ is not on the public internet/ })
  }
  await assert.rejects(guardedFetch(server.url, request), { code: 'invalid_parameters' })
  await assert.rejects(guardedFetch(`http://localhost:${server.port}/`, request), { code: 'invalid_parameters' })
  assert.equal(server.connections(), 0)
})

test('the connection goes to the address that was checked: the name is resolved once', async () => {
  await using server = await openTestServer((request, response) => response.end(request.headers.host))
  let asked = 0
  const lookup = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '127.0.0.2', family: 4 }]
  const request = { ...publicIsLoopback({}), lookup }
  const { body } = await guardedFetch(`http://rebinding.test:${server.port}/`, request)
  assert.equal(body.toString(), `rebinding.test:${server.port}`)
  assert.equal(asked, 1)
})

test('of a name with allowed and forbidden addresses only the allowed ones are reached', async () => {
  await using server = await openTestServer((request, response) => response.end(request.socket.localAddress))
  const request = publicIsLoopback({ 'mixed.test': ['127.0.0.2', '::1', '127.0.0.1'] })
  assert.equal((await guardedFetch(`http://mixed.test:${server.port}/`, request)).body.toString(), '127.0.0.1')
})

test('a redirect is checked like the first URL, and nothing connects to a forbidden place', async () => {
  await using secret = await openTestServer((_, response) => response.end('secret'))
  let location = ''
  await using server = await openTestServer((_, response) => response.writeHead(302, { location }).end())
  const request = publicIsLoopback({ 'public.test': ['127.0.0.1'], 'inside.test': ['127.0.0.2'] })
  const forbidden = [
    'http://inside.test:P/',
    'http://127.0.0.2:P/',
    'http://localhost:P/',
    'http://[::1]:P/',
    'file:///x',
  ]
  for (const place of [...forbidden, 'http://user:pass@public.test:P/']) {
    location = place.replace('P', String(secret.port))
    const fetching = guardedFetch(`http://public.test:${server.port}/`, request)
    await assert.rejects(fetching, { code: 'fetch_refused' }, location)
  }
  assert.equal(secret.connections(), 0)
})

test('redirects are followed up to the limit; with none allowed a redirect is an answer', async () => {
  await using server = await openTestServer((request, response) => {
    const left = Number(request.url!.slice(1))
    if (left === 0) response.end(request.method)
    else response.writeHead(301, { location: `./${left - 1}` }).end()
  })
  const { url, body } = await guardedFetch(`${server.url}5`, { ...anywhere, method: 'POST', body: 'x' })
  assert.deepEqual([url.pathname, body.toString()], ['/0', 'GET'])
  await assert.rejects(guardedFetch(`${server.url}6`, anywhere), { code: 'fetch_failed', message: /more than 5 times/ })
  const { status } = await guardedFetch(`${server.url}6`, { ...anywhere, limits: { ...limits, redirects: 0 } })
  assert.equal(status, 301)
})

test('keys do not follow a redirect to another host', async () => {
  await using other = await openTestServer((request, response) => response.end(JSON.stringify(request.headers)))
  await using server = await openTestServer((_, response) => response.writeHead(307, { location: other.url }).end())
  const headers = { authorization: 'Bearer x', 'xi-api-key': 'x', accept: 'text/html' }
  const seen = JSON.parse((await guardedFetch(server.url, { ...anywhere, headers })).body.toString())
  assert.deepEqual([seen.authorization, seen['xi-api-key'], seen.accept], [undefined, undefined, 'text/html'])
})

test('compressed answers are unfolded', async () => {
  const text = 'It rains. '.repeat(100)
  const encoded = { gzip: gzipSync(text), deflate: deflateSync(text), br: brotliCompressSync(text), identity: text }
  await using server = await openTestServer((request, response) => {
    const encoding = request.url!.slice(1) as keyof typeof encoded
    response.writeHead(200, { 'content-encoding': encoding }).end(encoded[encoding] ?? 'x')
  })
  for (const encoding of Object.keys(encoded))
    assert.equal((await guardedFetch(server.url + encoding, anywhere)).body.toString(), text)
  await assert.rejects(guardedFetch(`${server.url}zip`, anywhere), {
    code: 'fetch_failed',
    message: /compression "zip"/,
  })
})

test('proof: an answer that is too large, endless, or unfolds without end is refused', async () => {
  const zeros = Buffer.alloc(50_000_000)
  const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros) }
  await using server = await openTestServer((request, response) => {
    const encoding = request.url!.slice(1) as 'gzip' | 'br'
    if (encoding in bombs) return void response.writeHead(200, { 'content-encoding': encoding }).end(bombs[encoding])
    const more = () => {
      while (!response.destroyed && response.write(zeros.subarray(0, 65_536)));
    }
    response.on('drain', more)
    more()
  })
  for (const path of ['', 'gzip', 'br'])
    await assert.rejects(guardedFetch(server.url + path, anywhere), { code: 'fetch_too_large' })
})

test('an answer in chunks of a byte is read; one in more of them than any server sends is refused', async () => {
  await using server = await openSocketServer((socket) => {
    socket.once('data', (asked) => {
      const bytes = Number(/\d+/.exec(String(asked)))
      socket.end(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'1\r\nx\r\n'.repeat(bytes)}0\r\n\r\n`)
    })
  })
  const most = { ...anywhere, limits: { ...limits, byteLength: 1_000_000, seconds: 60 } }
  assert.equal((await guardedFetch(`${server.url}9000`, most)).body.length, 9_000)
  await assert.rejects(guardedFetch(`${server.url}400000`, most), { code: 'fetch_failed', message: /small pieces/ })
})

test('a server that never answers, drips its head, its body or interim answers runs out of time', async () => {
  const speakers = {
    silent: { first: '', drip: '' },
    head: { first: 'HTTP/1.1 200 OK\r\nx-', drip: 'x' },
    body: { first: 'HTTP/1.1 200 OK\r\ncontent-length: 10000\r\n\r\n', drip: 'x' },
    interim: { first: '', drip: 'HTTP/1.1 100 Continue\r\n\r\n' },
  }
  for (const [name, { first, drip }] of Object.entries(speakers)) {
    await using server = await openSocketServer((socket) => {
      socket.write(first)
      const timer = setInterval(() => socket.write(drip), 20)
      socket.on('close', () => clearInterval(timer))
    })
    const request = { ...anywhere, limits: { ...limits, seconds: 0.2 } }
    await assert.rejects(guardedFetch(server.url, request), { code: 'fetch_timeout' }, name)
  }
})

test('a resolver that never answers runs out of time too', async () => {
  // An open server keeps the process from ending while nothing else happens.
  await using server = await openTestServer(() => {})
  const lookup = () => new Promise<never>(() => {})
  const request = { allowPrivate: false, lookup, limits: { ...limits, seconds: 0.05 } }
  await assert.rejects(guardedFetch(`http://slow.test:${server.port}/`, request), { code: 'fetch_timeout' })
})

test('a head without end, a broken answer and a closed port are failures with a sentence', async () => {
  const speakers = [`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(200_000)}`, 'SSH-2.0-OpenSSH\r\n', '']
  for (const text of speakers) {
    await using server = await openSocketServer((socket) => socket.end(text))
    await assert.rejects(guardedFetch(server.url, anywhere), { code: 'fetch_failed', message: /could not be fetched/ })
  }
  const server = await openTestServer(() => {})
  await server[Symbol.asyncDispose]()
  await assert.rejects(guardedFetch(server.url, anywhere), { code: 'fetch_failed' })
  const nowhere = publicIsLoopback({})
  await assert.rejects(guardedFetch('http://nowhere.test/', nowhere), {
    message: 'The host nowhere.test is not known.',
  })
})

test('a body that breaks off is a failure, not a short body', async () => {
  await using server = await openSocketServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nIt'))
  await assert.rejects(guardedFetch(server.url, anywhere), { code: 'fetch_failed' })
})

test('aborting ends the request with the reason', async () => {
  const stop = new AbortController()
  await using server = await openTestServer(() => stop.abort(new Error('enough')))
  await assert.rejects(guardedFetch(server.url, { ...anywhere, signal: stop.signal }), { message: 'enough' })
  await assert.rejects(guardedFetch(server.url, { ...anywhere, signal: stop.signal }), { message: 'enough' })
})

test('a body that nobody reads ends its connection when the answer is closed', async () => {
  const closed = Promise.withResolvers<void>()
  await using server = await openTestServer((request, response) => {
    request.socket.on('close', closed.resolve)
    response.write('It rains.')
  })
  {
    await using answer = await openGuarded(server.url, anywhere)
    assert.equal(answer.status, 200)
  }
  await closed.promise
})

test('a proxy of the environment is not used', async () => {
  await using proxy = await openTestServer((_, response) => response.end('by proxy'))
  await using server = await openTestServer((_, response) => response.end('directly'))
  const program = `
    import { get } from 'node:http'
    import { text } from 'node:stream/consumers'
    import { guardedFetch } from '#server/net/guarded-fetch.ts'
    get(process.argv[1], async (response) => {
      const request = { allowPrivate: true, limits: { byteLength: 100, seconds: 30, redirects: 0 } }
      const { body } = await guardedFetch(process.argv[1], request)
      console.log(await text(response), String(body))
    })`
  const proxies = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url }
  const running = promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, server.url], {
    cwd: import.meta.dirname,
    env: { ...process.env, ...proxies, NO_PROXY: '', no_proxy: '' },
  })
  assert.equal((await running).stdout, 'by proxy directly\n')
})
