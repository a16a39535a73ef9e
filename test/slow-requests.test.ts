import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import type { Manifest } from '#server/snapshots/manifest.ts'
import { chapterSnapshots, projectSnapshots } from '#server/storage/schema.ts'
import { openTestStudio, snapshotPath, type TestStudio } from './studio.ts'
import { until } from './until.ts'

const environment = {
  LECTERN_HEAD_SECONDS: '1',
  LECTERN_BODY_SECONDS: '1',
  LECTERN_CONNECTIONS: '3',
  LECTERN_API_KEYS: 'me:key-number-one',
}
const twoKeys = { LECTERN_API_KEYS: 'me:key-number-one,you:key-number-two' }
const form = 'content-type: multipart/form-data; boundary=b\r\n'

test('who does not send on is told so, and the connection ends', async () => {
  await using studio = await openTestStudio({ environment })
  const head = 'POST /v1/studio/projects HTTP/1.1\r\nhost: x\r\n'
  const key = 'xi-api-key: key-number-one\r\n'
  const heads = [head, '', `${head}${key}${form}content-length: 9000\r\n\r\n--b`, `${head}content-length: 9\r\n\r\n`]
  const [half, nothing, stopped] = await Promise.all(heads.slice(0, 3).map((sent) => say(studio, sent)))
  for (const answer of [half!, stopped!]) assert.match(answer, /^HTTP\/1.1 408 [\s\S]*"code":"request_timeout"/)
  assert.match(nothing!, /^(HTTP\/1.1 408 |$)/)
  assert.match(await say(studio, heads[3]!), /^HTTP\/1.1 401 [\s\S]*"code":"missing_api_key"/)
})

test('what Node refuses has the shape of all errors', async () => {
  await using studio = await openTestStudio({ environment })
  assert.match(
    await say(studio, `GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`),
    /^HTTP\/1.1 431 [\s\S]*"type":"invalid_/,
  )
  assert.match(await say(studio, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400 [\s\S]*"code":"bad_request"/)
  const noHost = 'GET /health HTTP/1.1\r\nconnection: close\r\n\r\n'
  assert.match(await say(studio, noHost), /^HTTP\/1.1 400 [\s\S]*"code":"bad_request"/)
})

test('a socket that is asked for in a wrong way is refused in the shape of all errors', async () => {
  await using studio = await openTestStudio({ environment })
  const head = 'GET /v1/text-to-speech/tone-a/stream-input HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\n'
  for (const more of [
    'version: 99\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
    'version: 13',
    'version: 13\r\nsec-websocket-key: x',
  ]) {
    const answer = await say(studio, `${head}connection: upgrade\r\nsec-websocket-${more}\r\n\r\n`)
    assert.match(
      answer,
      /^HTTP\/1.1 400 [\s\S]*"code":"bad_request","message":"This is no handshake of a WebSocket:/,
      more,
    )
    assert.match(answer, /\r\nsec-websocket-version: 13\r\n/)
  }
})

test('who sends all before reading hears at once why it was refused', async () => {
  const patience = { LECTERN_HEAD_SECONDS: '90', LECTERN_BODY_SECONDS: '90' }
  await using studio = await openTestStudio({ environment: { ...environment, ...patience } })
  const field = `--b\r\ncontent-disposition: form-data; name="name"\r\n\r\n${'x'.repeat(30_000_000)}\r\n--b--\r\n`
  for (const [key, status] of [
    ['key-number-one', 413],
    ['two', 401],
  ]) {
    const length = `content-length: ${field.length}\r\nconnection: close\r\n`
    const socket = await open(studio)
    const head = `POST /v1/studio/projects HTTP/1.1\r\nhost: x\r\nxi-api-key: ${key}\r\n`
    const error = await new Promise((resolve) => socket.write(`${head}${form}${length}\r\n${field}`, resolve))
    assert.equal(error, null)
    assert.match(await text(socket), new RegExp(`^HTTP/1.1 ${status} `))
  }
})

test('proof: a body in chunks of a byte is read as any other; one in more of them than any program sends is refused, read or not', async () => {
  await using studio = await openTestStudio({ environment })
  const head = `POST /v1/single-use-token/tts_websocket HTTP/1.1\r\nhost: x\r\nconnection: close\r\n`
  const key = 'xi-api-key: key-number-one\r\n'
  const chunked = (bytes: number) =>
    `transfer-encoding: chunked\r\n\r\n${'1\r\n \r\n'.repeat(bytes)}2\r\n{}\r\n0\r\n\r\n`
  assert.match(await say(studio, `${head}${key}${chunked(100_000)}`), /^HTTP\/1.1 200 /)
  // Who still sends when the connection ends may not hear why.
  for (const body of ['', form]) {
    const answer = await say(studio, `${head}${key}${body}${chunked(500_000)}`).catch(() => 'ended')
    assert.match(answer, /^ended$|^HTTP\/1.1 413 [\s\S]*small pieces/)
  }
  const stranger = await open(studio)
  const closed = new Promise((resolve) => stranger.once('close', resolve))
  stranger.resume().write(`${head}${chunked(500_000).slice(0, -5)}`) // it never ends
  await closed
})

test('who holds all connections and asks nothing makes room for those who come', async () => {
  await using studio = await openTestStudio({ environment })
  const held: Socket[] = []
  for (let opened = 0; opened < 10; opened++) held.push(await open(studio))
  const closed = held.slice(0, 7).map((socket) => (socket.resume() && socket.closed) || once(socket, 'close'))
  assert.ok(await isServed(studio))
  await Promise.all(closed)
  for (const socket of held) socket.destroy()
})

test('where all connections are busy, the oldest request of whoever has most of them makes room', async () => {
  const limits = { LECTERN_CONNECTIONS: '6', LECTERN_HEAD_SECONDS: '15' }
  await using studio = await openTestStudio({ environment: { ...environment, ...twoKeys, ...limits } })
  const held = [await follow(studio, 'key-number-two')]
  while (held.length < 6) held.push(await follow(studio))
  const [other, oldest, ...others] = held
  const closed = once(oldest!.resume(), 'close')
  assert.ok(await isServed(studio))
  await closed
  assert.ok([other!, ...others].every((socket) => !socket.closed))
  for (const socket of held) socket.destroy()
})

test('a stranger who begins requests on all connections and ends none keeps nobody out', async () => {
  const patience = { LECTERN_BODY_SECONDS: '60', LECTERN_HEAD_SECONDS: '15', LECTERN_CONNECTIONS: '20' }
  await using studio = await openTestStudio({ environment: { ...environment, ...patience } })
  const mine = await follow(studio)
  const head =
    'POST /lectern/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n'
  const held: Socket[] = []
  while (held.length < 40) {
    const socket = await open(studio)
    socket.resume().write(head)
    held.push(socket)
  }
  assert.ok(await isServed(studio))
  assert.ok(!mine.closed)
  for (const socket of [mine, ...held]) socket.destroy()
})

test('of requests that are sent without waiting for answers a few are begun, and the rest ends the connection', async () => {
  await using studio = await openTestStudio({ environment })
  const last = toRequest('/health', 'close')
  assert.equal(await countAnswers(studio, toRequest('/health').repeat(31) + last), 32)
  const answers = await countAnswers(studio, toRequest('/health').repeat(5_000) + last)
  assert.ok(answers < 5_000, `${answers}`)
  assert.ok(await isServed(studio))
})

test('who expects what nobody knows is answered all the same, and counted like others', async () => {
  await using studio = await openTestStudio({ environment })
  const request = 'GET /health HTTP/1.1\r\nhost: x\r\nexpect: wonders\r\n'
  const last = `${request}connection: close\r\n\r\n`
  assert.equal(await countAnswers(studio, last), 1)
  const answers = await countAnswers(studio, `${request}\r\n`.repeat(5_000) + last)
  assert.ok(answers < 5_000, `${answers}`)
})

test('who has no key is waited for with no long body, and one key holds no more bodies than two hundred megabytes', async () => {
  await using studio = await openTestStudio({
    environment: { ...environment, LECTERN_CONNECTIONS: '100', LECTERN_BODY_SECONDS: '60' },
  })
  const begin = async (path: string, more: string, bytes: number) => {
    const socket = (await open(studio)).setEncoding('utf8')
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${more}content-type: application/json\r\n`)
    socket.write(`content-length: ${bytes}\r\n\r\n"`)
    return socket
  }
  const statusOf = async (socket: Socket) => Number(String((await once(socket, 'data'))[0]).split(' ')[1])
  assert.equal(await statusOf(await begin('/x', '', 1_000_000)), 404)
  assert.equal(await statusOf(await begin('/lectern/v1/session', '', 1_000_000)), 413)
  const key = 'xi-api-key: key-number-one\r\n'
  const path = '/v1/studio/projects/x/chapters/x'
  const held = await Promise.all(Array.from({ length: 20 }, () => begin(path, key, 10_485_760)))
  assert.equal(await Promise.race([...held, await begin(path, key, 10_485_760)].map(statusOf)), 429)
  for (const socket of held) socket.destroy()
  await until('another body is read', async () => (await statusOf(await begin(path, key, 1))) !== 429)
})

test('who does not read an answer gives the place back, and who waits for events keeps it', async () => {
  await using studio = await openTestStudio({
    environment: { ...environment, ...twoKeys, LECTERN_HEAD_SECONDS: '15', LECTERN_UNREAD_SECONDS: '1' },
  })
  const following = [await follow(studio), await follow(studio, 'key-number-two')]
  const unread = await open(studio)
  unread.write(toRequest('/openapi.json').repeat(30)) // more than the network keeps for us
  await once(unread, 'data')
  unread.pause()
  assert.equal(await isServed(studio), false, 'nobody has two of the three')
  await until('there is a place', () => isServed(studio))
  assert.ok(following.every((socket) => !socket.closed))
  for (const socket of [unread, ...following]) socket.destroy()
})

test('proof: of one key, no more than two hundred megabytes of answers wait until they are taken', async () => {
  await using studio = await openTestStudio({
    environment: { ...environment, LECTERN_HEAD_SECONDS: '15', LECTERN_CONNECTIONS: '100' },
  })
  studio.api.key = 'key-number-one'
  const { projectId, chapterId } = await studio.addChapter(Array(490).fill('So they went on. '.repeat(1_170)))
  const path = `/v1/studio/projects/${projectId}/chapters/${chapterId}`
  await assertUnreadIsBounded(studio, path, { moreThan: 10, lessThan: 40 })
})

test('proof: what is written while it is taken counts as what is kept for it', async () => {
  await using studio = await openTestStudio({
    environment: { ...environment, LECTERN_HEAD_SECONDS: '15', LECTERN_CONNECTIONS: '100' },
  })
  studio.api.key = 'key-number-one'
  const chapter = await studio.addChapter(['It was dark.'])
  await studio.convertProject(chapter.projectId)
  const paths: string[] = []
  for (const each of [chapter, chapter.projectId]) paths.push(snapshotPath((await studio.listSnapshots(each))[0]!))
  const { db } = studio.studio
  const [one] = await db.select().from(chapterSnapshots)
  const { blocks, segments } = one!.manifest as Manifest
  const characters = 1_000_000
  const manifest = { segments, blocks: [{ ...blocks[0]!, text: 'a'.repeat(characters) }] }
  await db.update(chapterSnapshots).set({ manifest, characterTimes: Buffer.alloc(8 * characters) })
  const [whole] = await db.select().from(projectSnapshots)
  const chapters = whole!.chapters.map((each) => ({
    ...each,
    sampleCount: 2_000_000_000,
  }))
  await db.update(projectSnapshots).set({ chapters })
  for (const path of paths) await assertUnreadIsBounded(studio, path, { moreThan: 5, lessThan: 30 })
})

test('proof: of one key, four hundred files or sounds at most are sent to those who do not take them', async () => {
  await using studio = await openTestStudio({
    environment: { ...environment, LECTERN_HEAD_SECONDS: '15', LECTERN_CONNECTIONS: '1000', LECTERN_RATE_LIMIT: '0' },
  })
  studio.api.key = 'key-number-one'
  const path = `/lectern/v1/projects/${await studio.addProject([])}/cover`
  const head = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAC0lEQVR4nGNgwAUAABoAAfRm1UUAAAAASUVORK5CYII=',
    'base64',
  )
  const cover = new FormData()
  cover.append('cover', new Blob([head, Buffer.alloc(9_000_000)]), 'cover.png')
  await studio.api.json(path, { method: 'PUT', body: cover }, 200)
  await assertUnreadIsBounded(studio, path, { moreThan: 390, lessThan: 410 })
})

/** So many ask for an answer and do not take it until one is refused; once they have gone it is answered again. */
async function assertUnreadIsBounded(
  studio: TestStudio,
  path: string,
  { moreThan, lessThan }: { moreThan: number; lessThan: number },
): Promise<void> {
  const unread: Socket[] = []
  const ask = async () => {
    const socket = await open(studio)
    unread.push(socket)
    socket.write(toRequest(path))
    const [head] = await once(socket, 'data')
    socket.pause()
    return Number(String(head).split(' ')[1])
  }
  const leave = () => unread.forEach((socket) => void socket.destroy())
  let status = 200
  while (status === 200 && unread.length < lessThan) status = await ask()
  assert.equal(status, 429, path)
  assert.ok(unread.length > moreThan)
  leave()
  await until('it is answered again', async () => (await ask()) === 200)
  leave()
}

/** Whether one who comes now is let in. */
async function isServed(studio: TestStudio): Promise<boolean> {
  const answer = await say(studio, toRequest('/health', 'close')).catch(() => '')
  return answer.startsWith('HTTP/1.1 200 ')
}

/** How many of these requests are answered well until their connection ends. */
async function countAnswers(studio: TestStudio, requests: string): Promise<number> {
  const socket = (await open(studio)).setEncoding('utf8')
  let answered = ''
  socket.on('data', (piece) => (answered += piece)).write(requests)
  await new Promise((resolve) => socket.on('close', resolve))
  return answered.match(/HTTP\/1\.1 200 /g)?.length ?? 0
}

function toRequest(path: string, connection = 'keep-alive', key = 'key-number-one'): string {
  return `GET ${path} HTTP/1.1\r\nhost: x\r\nxi-api-key: ${key}\r\nconnection: ${connection}\r\n\r\n`
}

/** Asks for the events, and hears the first. */
async function follow(studio: TestStudio, key?: string): Promise<Socket> {
  const socket = await open(studio)
  socket.write(toRequest('/lectern/v1/events', 'keep-alive', key))
  await once(socket, 'data')
  return socket
}

async function open({ api }: TestStudio): Promise<Socket> {
  const { port, hostname } = new URL(api.baseUrl)
  const socket = connect({ port: Number(port), host: hostname })
  await once(socket, 'connect')
  socket.on('error', () => {})
  return socket
}

/** Says something and no more, and answers what is said until the connection ends. */
async function say(studio: TestStudio, sent: string): Promise<string> {
  const socket = await open(studio)
  socket.write(sent)
  return text(socket)
}
