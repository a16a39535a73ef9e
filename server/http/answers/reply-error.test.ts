import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fastify, { type FastifyInstance } from 'fastify'
import { z } from 'zod'
import { errorCatalogue } from '#server/base/error-catalogue.ts'
import { StudioError } from '#server/base/errors.ts'
import { replyError, toBody } from './reply-error.ts'

let app: FastifyInstance
let thrown: unknown
before(async () => {
  app = fastify({ genReqId: () => 'request-1', bodyLimit: 100 })
  app.setErrorHandler(replyError)
  app.post('/', async () => {
    throw thrown
  })
})
after(() => app.close())

test('an error of ours is a detail of six keys, with its sentence and its advice', async () => {
  const { status, body } = await failWith(new StudioError('voice_not_found', 'There is no "x".', { param: 'voice_id' }))
  assert.equal(status, 404)
  assert.deepEqual(body, {
    detail: {
      type: 'not_found',
      code: 'voice_not_found',
      message: `There is no "x". ${errorCatalogue.voice_not_found.advice}`,
      status: 'voice_not_found',
      request_id: 'request-1',
      param: 'voice_id',
    },
  })
})

test('every error of the catalogue is answered with its own status', async () => {
  for (const [code, { http }] of Object.entries(errorCatalogue) as [keyof typeof errorCatalogue, { http: number }][]) {
    const { status, body } = await failWith(new StudioError(code, 'A sentence.'))
    assert.deepEqual([status, body.detail.code], [http, code])
  }
})

test('anything else that is thrown is an internal error', async () => {
  for (const anything of [new TypeError('x is not a function'), { odd: true }, new Error('boom')]) {
    const { status, body } = await failWith(anything)
    assert.deepEqual([status, body.detail.code], [500, 'internal_error'])
  }
})

test('whoever comes while the server is busy is told when to come again', async () => {
  const { headers } = await failWith(new StudioError('system_busy', 'Busy.'))
  assert.equal(headers['retry-after'], '2')
})

test('what a schema refuses is a list that says where and why, in the names that clients know', async () => {
  const Body = z.object({
    name: z.string(),
    voice: z.string(),
    count: z.int().min(1),
    kind: z.enum(['a', 'b']),
    short: z.string().min(2),
    items: z.array(z.object({ id: z.number() })),
  })
  const refused = Body.safeParse({ name: 1, count: 0, kind: 'c', short: 'x', items: [{ id: 1 }, { id: 'x' }] })
  const { status, body } = await failWith(refused.error)
  assert.equal(status, 422)
  assert.deepEqual(
    body.detail.map(({ loc, type }: { loc: unknown[]; type: string }) => [loc, type]),
    [
      [['body', 'name'], 'string_type'],
      [['body', 'voice'], 'missing'],
      [['body', 'count'], 'greater_than_equal'],
      [['body', 'kind'], 'enum'],
      [['body', 'short'], 'string_too_short'],
      [['body', 'items', 1, 'id'], 'number_type'],
    ],
  )
  assert.ok(body.detail.every(({ msg }: { msg: string }) => msg !== ''))
})

test('where several forms are taken, it is told what is wrong with the one that is meant', async () => {
  const One = z.discriminatedUnion('type', [
    z.object({ type: z.literal('text'), text: z.string() }),
    z.object({ type: z.literal('url'), url: z.string() }),
  ])
  const Body = z.object({ source: z.union([One, z.array(One)]) })
  const cases: [unknown, unknown[], string][] = [
    [undefined, ['body', 'source'], 'missing'],
    [7, ['body', 'source'], 'object_type'],
    [{ type: 'text' }, ['body', 'source', 'text'], 'missing'],
    [{ type: 'tape' }, ['body', 'source', 'type'], 'union_tag_invalid'],
    [
      [
        { type: 'text', text: '' },
        { type: 'url', url: 7 },
      ],
      ['body', 'source', 1, 'url'],
      'string_type',
    ],
  ]
  for (const [source, loc, type] of cases) {
    const { body } = await failWith(Body.safeParse({ source }).error)
    assert.deepEqual([body.detail.length, body.detail[0].loc, body.detail[0].type], [1, loc, type])
  }
})

test('where a schema refuses a part of the address, the part is named', async () => {
  for (const [validationContext, name] of [
    ['params', 'path'],
    ['querystring', 'query'],
    ['headers', 'headers'],
  ]) {
    const { error } = z.object({ page: z.string() }).safeParse({})
    const { body } = await failWith(Object.assign(error!, { validationContext }))
    assert.deepEqual(body.detail[0].loc, [name, 'page'])
  }
})

test('what the framework refuses is the caller’s mistake, said in our words', async () => {
  const send = async (contentType: string, payload: string) => {
    const answer = await app.inject({ method: 'POST', url: '/', headers: { 'content-type': contentType }, payload })
    return [answer.statusCode, answer.json().detail.code]
  }
  assert.deepEqual(await send('application/json', '{'), [400, 'malformed_json'])
  assert.deepEqual(await send('application/json', `"${'x'.repeat(100)}"`), [413, 'request_too_large'])
  assert.deepEqual(await send('application/x-unknown', 'x'), [400, 'invalid_content_type'])
})

test('the body of an error can be made outside of a request too', () => {
  const { detail } = toBody(new StudioError('empty_text', 'Nothing to say.'), 'id')
  assert.deepEqual([detail.code, detail.request_id, detail.param], ['empty_text', 'id', null])
})

async function failWith(error: unknown) {
  thrown = error
  const answer = await app.inject({ method: 'POST', url: '/' })
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers }
}
