import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { ElevenLabsClient } from '@elevenlabs/elevenlabs-js'
import { sql } from 'drizzle-orm'
import type { ChapterId, ChapterSnapshotId, ProjectId, ProjectSnapshotId } from '#server/base/ids.ts'
import { openLog } from '#server/base/log.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import type { AddOptions, NewJob } from '#server/jobs/add-jobs.ts'
import { type Jobs, openJobs } from '#server/jobs/jobs.ts'
import type { Queue } from '#server/jobs/queue.ts'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { callbacks, projects } from '#server/storage/schema.ts'
import { openTestDatabase, type TestDatabase } from '#test/database.ts'
import { until } from '#test/until.ts'
import { type CallbackMessage, chapterConversionMessage, projectConversionMessage } from './callback-messages.ts'
import { readCallbackSecret } from './callback-secret.ts'
import type { CallbackId } from './callback-store.ts'
import { type DeliverNeeds, deliverCallback, giveUpCallback } from './deliver-callback.ts'
import { listCallbacks } from './list-callbacks.ts'
import { type CallbackJob, callbackQueue, queueCallbacks } from './queue-callback.ts'

const log = openLog('silent')
const projectId = 'p1' as ProjectId
const secret = 'wsec_test'
const endedAt = new Date(1_700_000_000_999)
const message = projectConversionMessage({ requestId: 'r1', projectId, outcome: { error: 'Grüße "x"' }, endedAt })

let database: TestDatabase
let events: Events
let jobs: Jobs
let needs: DeliverNeeds
before(async () => {
  database = await openTestDatabase()
  events = await openEvents({ connection: database.connection, log })
  jobs = await openJobs({ connection: database.connection, events, log, role: 'worker' })
  needs = { db: database.db, outgoing: { allowPrivate: true }, callbackSecret: secret }
  await addProject(projectId)
})
after(async () => {
  await jobs[Symbol.asyncDispose]()
  await events[Symbol.asyncDispose]()
  await database[Symbol.asyncDispose]()
})

test('the four messages are those of the public API, with null keys present', () => {
  const common = { requestId: 'r', projectId, endedAt }
  const chapterId = 'c' as ChapterId
  const messages = [
    projectConversionMessage({ ...common, outcome: { snapshotId: 's' as ProjectSnapshotId } }),
    projectConversionMessage({ ...common, outcome: { error: 'No voice.' } }),
    chapterConversionMessage({ ...common, chapterId, outcome: { snapshotId: 's' as ChapterSnapshotId } }),
    chapterConversionMessage({ ...common, chapterId, outcome: { error: 'No voice.' } }),
  ]
  assert.deepEqual(
    messages.map((one) => JSON.stringify(one)),
    [
      '{"type":"project_conversion_status","event_timestamp":1700000000,"data":{"request_id":"r","project_id":"p1","conversion_status":"success","project_snapshot_id":"s","error_details":null}}',
      '{"type":"project_conversion_status","event_timestamp":1700000000,"data":{"request_id":"r","project_id":"p1","conversion_status":"error","project_snapshot_id":null,"error_details":"No voice."}}',
      '{"type":"chapter_conversion_status","event_timestamp":1700000000,"data":{"request_id":"r","project_id":"p1","chapter_id":"c","conversion_status":"success","chapter_snapshot_id":"s","error_details":null}}',
      '{"type":"chapter_conversion_status","event_timestamp":1700000000,"data":{"request_id":"r","project_id":"p1","chapter_id":"c","conversion_status":"error","chapter_snapshot_id":null,"error_details":"No voice."}}',
    ],
  )
})

test('a callback is posted as written, and the official client accepts its signature', async () => {
  await using receiver = await openReceiver(() => 200)
  const callback = await deliver(await add(receiver.url))
  assert.deepEqual(
    [callback.state, callback.attempts, callback.lastStatus, callback.lastError],
    ['delivered', 1, 200, null],
  )
  assert.ok(callback.deliveredAt! >= callback.createdAt)
  const [{ headers, method, body }] = receiver.got as [Got]
  assert.deepEqual([method, body], ['POST', JSON.stringify(message)])
  assert.deepEqual([headers['content-type'], headers['user-agent']], ['application/json', 'Lectern'])
  const { webhooks } = new ElevenLabsClient({ apiKey: 'x' })
  const signature = headers['elevenlabs-signature'] as string
  assert.deepEqual(await webhooks.constructEvent(body, signature, secret), message)
  await assert.rejects(webhooks.constructEvent(`${body} `, signature, secret))
  await assert.rejects(webhooks.constructEvent(body, signature, 'wsec_other'))
})

test('an answer that is no 2xx counts as an attempt and is worth another; the next 200 is the delivery', async () => {
  const answers = [500, 302, 204]
  await using receiver = await openReceiver(() => answers.shift()!)
  const id = await add(receiver.url)
  await assert.rejects(deliver(id), { code: 'callback_refused', http: 502 })
  const once = await find(id)
  assert.deepEqual([once.state, once.attempts, once.lastStatus], ['waiting', 1, 500])
  assert.equal(once.lastError, `127.0.0.1:${receiver.port} answered 500: the answer to 1.`)
  await assert.rejects(deliver(id), { code: 'callback_refused' })
  const { state, attempts, lastStatus, lastError } = await deliver(id)
  assert.deepEqual([state, attempts, lastStatus, lastError], ['delivered', 3, 204, null])
  await deliver(id)
  assert.equal(receiver.got.length, 3, 'what is delivered is not sent again')
})

test('of a long answer 300 characters are kept, and an endless one delivers all the same', async () => {
  await using refusing = await openTestServer((_, response) => response.writeHead(500).end('x\0\n'.repeat(99_000)))
  const refused = await add(refusing.url)
  await assert.rejects(deliver(refused))
  const { lastError } = await find(refused)
  assert.ok(lastError!.length < 350 && lastError!.endsWith('x x.'))
  await using endless = await openTestServer((_, response) => void response.writeHead(200).write('x'))
  assert.equal((await deliver(await add(endless.url))).state, 'delivered')
})

test('a receiver that cannot be reached is an attempt without a status', async () => {
  const receiver = await openReceiver(() => 200)
  await receiver[Symbol.asyncDispose]()
  const id = await add(receiver.url)
  await assert.rejects(deliver(id), { code: 'fetch_failed' })
  const { attempts, lastStatus, lastError } = await find(id)
  assert.deepEqual([attempts, lastStatus], [1, null])
  assert.match(lastError!, /could not be fetched/)
})

test('who was asleep, and fails after another has delivered, changes nothing', async () => {
  const arrived = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  let calls = 0
  await using receiver = await openReceiver(async () => {
    if (++calls > 1) return 200
    arrived.resolve()
    await release.promise
    return 500
  })
  const callbackId = await add(receiver.url)
  const sleeper = assert.rejects(deliver(callbackId))
  await arrived.promise
  await deliver(callbackId)
  release.resolve()
  await sleeper
  const { state, attempts, lastStatus, lastError } = await find(callbackId)
  assert.deepEqual([state, attempts, lastStatus, lastError], ['delivered', 1, 200, null])
})

test('a run that is aborted is no attempt', async () => {
  const stop = new AbortController()
  await using receiver = await openTestServer(() => stop.abort(new Error('stopping')))
  const id = await add(receiver.url)
  await assert.rejects(deliverCallback(needs, { callbackId: id }, { signal: stop.signal }), { message: 'stopping' })
  assert.equal((await find(id)).attempts, 0)
})

test('through the queue: delivered when the transaction commits; a private address stays undelivered, and is not reached', async () => {
  await using receiver = await openReceiver(() => 200)
  const url = receiver.url.replace('127.0.0.1', 'inside.test')
  const outgoing = {
    ...needs.outgoing,
    allowPrivate: false,
    isPublic: (address: string) => address === '127.0.0.1',
    lookup: async (name: string) => [{ address: name === 'outside.test' ? '127.0.0.1' : '127.0.0.2', family: 4 }],
  }
  await jobs.work({
    queue: callbackQueue,
    concurrency: 1,
    run: (job, run) => deliverCallback({ ...needs, outgoing }, job, run),
    giveUp: (job, failure) => giveUpCallback(needs, job, failure),
  })
  const urls = [url, url.replace('inside', 'outside')]
  const given = urls.map((url) => ({ projectId, url, asker: '', message }))
  const [forbidden, allowed] = await database.db.transaction((inTransaction) =>
    queueCallbacks({ jobs }, given, { inTransaction }),
  )
  await until(
    'both have ended',
    async () => (await stateOf(forbidden!)) !== 'waiting' && (await stateOf(allowed!)) !== 'waiting',
  )
  assert.equal(await stateOf(allowed!), 'delivered')
  const { state, attempts, lastStatus, lastError } = await find(forbidden!)
  assert.deepEqual([state, attempts, lastStatus], ['failed', 1, null])
  assert.match(lastError!, /is not on the public internet/)
  assert.equal(receiver.connections(), 1)
})

test('who names many receivers holds up nobody else', async () => {
  const other: Queue = { ...callbackQueue, name: 'callbacks-in-turns', family: 'callbacks-in-turns' }
  const addMany = (_: unknown, added: NewJob<object>[], options: AddOptions) => jobs.addMany(other, added, options)
  const elsewhere = { jobs: { addMany } as unknown as Jobs }
  const queue = (asker: string, hosts: string[]) =>
    database.db.transaction((inTransaction) => {
      const given = hosts.map((host) => ({ projectId, url: `http://${host}/`, asker, message }))
      return queueCallbacks(elsewhere, given, { inTransaction })
    })
  for (let n = 0; n < 6; n++) await queue('one', [`${n}.test`])
  const [ofTwo] = await queue('two', ['two.test'])
  const order: string[] = []
  const run = async (job: object) => void order.push((job as CallbackJob).callbackId)
  await jobs.work({ queue: other, concurrency: 1, run, giveUp: async () => {} })
  await until('all were sent', () => order.length === 7)
  assert.equal(order.indexOf(ofTwo!), 1)
  await database.db.delete(callbacks)
})

test('the retries of a callback add up to about a day', () => {
  const { retryLimit, retryDelaySeconds, retryDelayMaxSeconds } = callbackQueue
  const pauses = Array.from({ length: retryLimit }, (_, n) =>
    Math.min(retryDelaySeconds * 2 ** n, retryDelayMaxSeconds),
  )
  const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3600
  assert.ok(hours > 20 && hours < 28, `${hours} hours`)
})

test('all processes get the same secret, the configured one before the one that was made', async () => {
  const made = await Promise.all([1, 2, 3].map(() => readCallbackSecret(database.db, undefined)))
  assert.equal(new Set(made).size, 1)
  assert.match(made[0]!, /^wsec_[0-9a-f]{64}$/)
  assert.equal(await readCallbackSecret(database.db, 'mine'), 'mine')
  assert.equal(await readCallbackSecret(database.db, undefined), made[0])
})

test('callbacks are listed newest first, page by page, and outlive their project', async () => {
  const other = 'p2' as ProjectId
  await addProject(other)
  const ids: CallbackId[] = []
  for (let n = 0; n < 5; n++) ids.unshift(await add('http://x.test/', other))
  const first = await listCallbacks(database.db, { projectId: other, pageSize: 2 })
  const second = await listCallbacks(database.db, { projectId: other, pageSize: 2, cursor: first.nextCursor! })
  const third = await listCallbacks(database.db, { projectId: other, pageSize: 2, cursor: second.nextCursor! })
  const pages = [first, second, third]
  assert.deepEqual(
    pages.map(({ callbacks }) => callbacks.map(({ id }) => id)),
    [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)],
  )
  assert.equal(third.nextCursor, null)
  assert.deepEqual(first.callbacks[0]!.body, message)
  await database.db.delete(projects).where(sql`id = ${other}`)
  assert.deepEqual((await listCallbacks(database.db, { projectId: other, pageSize: 2 })).callbacks, first.callbacks)
  await database.db.delete(callbacks).where(sql`project_id = ${other}`)
  const gone = listCallbacks(database.db, { pageSize: 2, cursor: ids[0]! })
  await assert.rejects(gone, { code: 'invalid_parameters', param: 'cursor' })
  await deliver(ids[0]!).catch(() => assert.fail('a callback that is gone is nothing to do'))
})

type Got = { method: string; headers: IncomingMessage['headers']; body: string }

/** A receiver that answers with a status and keeps what it got. */
async function openReceiver(statusFor: (got: Got) => number | Promise<number>) {
  const got: Got[] = []
  const server = await openTestServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await Array.fromAsync(request)).join('')
    got.push({ method: request.method!, headers: request.headers, body })
    response.writeHead(await statusFor(got.at(-1)!), { location: '/elsewhere' })
    response.end(response.statusCode === 204 ? undefined : `the answer\n to ${got.length}`)
  })
  return { ...server, got }
}

/** Writes a callback down; no worker takes its job. */
async function add(url: string, of = projectId, body: CallbackMessage = message): Promise<CallbackId> {
  const idle = { jobs: { addMany: async () => 1 } as unknown as Jobs }
  const [id] = await database.db.transaction((db) =>
    queueCallbacks(idle, [{ projectId: of, url, asker: '', message: body }], { inTransaction: db }),
  )
  return id!
}

async function deliver(callbackId: CallbackId) {
  await deliverCallback(needs, { callbackId }, { signal: AbortSignal.timeout(60_000) })
  return find(callbackId)
}

async function find(id: CallbackId) {
  const { callbacks } = await listCallbacks(database.db, { pageSize: 1000 })
  return callbacks.find((callback) => callback.id === id)!
}

async function stateOf(id: CallbackId | undefined) {
  return (await find(id!)).state
}

async function addProject(id: ProjectId): Promise<void> {
  await database.db.execute(sql`
    insert into projects (id, name, volume_normalization, quality_preset, apply_text_normalization, default_model_id,
      default_title_voice_ref_id, default_paragraph_voice_ref_id, creation_status, creation_progress)
    values (${id}, 'Test', false, 'standard', 'auto', 'tone', 'v', 'v', 'finished', 1)`)
}
