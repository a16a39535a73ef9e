import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listRoutes } from '#server/http/routes/index.ts'
import { openServer } from '#server/http/server.ts'
import { chapterPath, openTestStudio, toBlock } from './studio.ts'

test('every answer has a request id of its own, and an error says the same', async () => {
  await using studio = await openTestStudio()
  const { headers } = await studio.api.get('/v1/voices')
  const missing = await studio.api.get('/v1/voices/nobody', 404)
  assert.equal(missing.headers.get('request-id'), missing.body.detail.request_id)
  assert.notEqual(headers.get('request-id'), missing.headers.get('request-id'))
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
})

test('a path that is not served is answered as FastAPI does', async () => {
  await using studio = await openTestStudio()
  for (const path of ['/v1/nothing', '/v2/studio/projects', '/v1/studio']) {
    assert.deepEqual((await studio.api.get(path, 404)).body, { detail: 'Not Found' })
  }
  assert.deepEqual((await studio.api.post('/v1/voices', {}, 404)).body, { detail: 'Not Found' })
})

test('an error object has six keys that old and new clients read', async () => {
  await using studio = await openTestStudio()
  const { body } = await studio.api.get('/v1/studio/projects/nothing', 404)
  assert.deepEqual(Object.keys(body.detail).toSorted(), ['code', 'message', 'param', 'request_id', 'status', 'type'])
  const { type, code, status, message } = body.detail
  assert.deepEqual([type, code, status], ['not_found', 'project_not_found', 'project_not_found'])
  assert.match(message, /"nothing".*List the projects/)
})

test('what is wrong with a request is listed with where it stands and of what kind it is', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  const project = `/v1/studio/projects/${chapter.projectId}`
  const blocks = [
    toBlock('One.'),
    {
      nodes: [
        { type: 'tts_node', voice_id: 'tone-a', text: 'Two.' },
        { type: 'tts_node', voice_id: 'tone-a' },
      ],
    },
  ]
  const speech = '/v1/text-to-speech/tone-a'
  const wrong: [string, unknown, (string | number)[], string][] = [
    [speech, {}, ['body', 'text'], 'missing'],
    [speech, undefined, ['body'], 'missing'],
    [speech, [], ['body'], 'object_type'],
    [speech, { text: 5 }, ['body', 'text'], 'string_type'],
    [speech, { text: 'x', seed: -1 }, ['body', 'seed'], 'greater_than_equal'],
    [
      speech,
      { text: 'x', voice_settings: { stability: 2 } },
      ['body', 'voice_settings', 'stability'],
      'less_than_equal',
    ],
    [`${speech}?output_format=mp3_1_1`, { text: 'x' }, ['query', 'output_format'], 'enum'],
    [`${speech}/stream?output_format=wav_44100`, { text: 'x' }, ['query', 'output_format'], 'enum'],
    [chapterPath(chapter), { content: { blocks } }, ['body', 'content', 'blocks', 1, 'nodes', 1, 'text'], 'missing'],
    [
      chapterPath(chapter),
      { content: { blocks: [{ ...toBlock('x'), sub_type: 'h9' }] } },
      ['body', 'content', 'blocks', 0, 'sub_type'],
      'enum',
    ],
    [project, { name: 'x' }, ['body', 'default_title_voice_id'], 'missing'],
    [`/v1/text-to-speech/${'x'.repeat(99)}`, { text: 'x' }, ['path', 'voice_id'], 'string_too_long'],
  ]
  for (const [path, body, loc, type] of wrong) {
    const { detail } = (await studio.api.post(path, body, 422)).body
    assert.deepEqual([detail[0].loc, detail[0].type], [loc, type], `${path} ${JSON.stringify(body)}`)
    assert.ok(detail[0].msg.length > 0)
  }
  for (const size of ['0', '101', 'many', '1.5']) {
    const { detail } = (await studio.api.get(`/v2/voices?page_size=${size}`, 422)).body
    assert.deepEqual(detail[0].loc, ['query', 'page_size'], size)
  }
})

test('what is wrong with a form is listed alike, and its files are not kept', async () => {
  await using studio = await openTestStudio()
  const wrong: [Record<string, string>, string, string][] = [
    [{}, 'name', 'missing'],
    [{ name: 'x', language: 'eng' }, 'language', 'string_too_long'],
    [{ name: 'x', language: 'e' }, 'language', 'string_too_short'],
    [{ name: 'x', quality_preset: 'best' }, 'quality_preset', 'enum'],
    [{ name: 'x', mature_content: '2' }, 'mature_content', 'boolean_type'],
    [{ name: 'x', original_publication_date: 'May' }, 'original_publication_date', 'string_pattern_mismatch'],
  ]
  for (const [fields, name, type] of wrong) {
    const form = { ...fields, from_document: new File(['It was dark.'], 'night.txt') }
    const { detail } = (await studio.api.form('/v1/studio/projects', form, 422)).body
    assert.deepEqual([detail[0].loc, detail[0].type], [['body', name], type])
  }
  assert.deepEqual(await Array.fromAsync(studio.studio.files.list('uploads/')), [])
  assert.deepEqual((await studio.api.get('/v1/studio/projects')).body.projects, [])
})

test('two sources of content at once are refused', async () => {
  await using studio = await openTestStudio()
  const form = { name: 'x', from_content_json: '[]', from_document: new File(['x'], 'x.txt') }
  assert.equal((await studio.api.form('/v1/studio/projects', form, 400)).body.detail.code, 'invalid_parameters')
})

test('the OpenAPI document is of version 3.1 and has every route, and a page to read it loads', async () => {
  await using studio = await openTestStudio()
  const { body: document } = await studio.api.get('/openapi.json')
  assert.match(document.openapi, /^3\.1\./)
  for (const { method, path, summary, tag } of listRoutes()) {
    const operation = document.paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    assert.deepEqual([operation?.summary, operation?.tags[0]], [summary, tag], `${method} ${path}`)
    const inPath = (operation.parameters ?? []).filter((parameter: { in: string }) => parameter.in === 'path')
    assert.equal(inPath.length, path.split(':').length - 1, `${method} ${path}`)
    assert.ok(operation.responses[200], `${method} ${path}`)
  }
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)]
  for (const [, name] of references) assert.ok(document.components.schemas[name!], `${name} is defined`)
  const page = await studio.api.fetch('/docs', { method: 'GET' })
  assert.equal(page.status, 200)
  assert.match(await page.text(), /<html/i)
  const policy = page.headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'self'.*frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /https:|upgrade-insecure|swagger\.io/)
})

test('the OpenAPI document and its page are held as the rest is: nobody reads them under the name of another host', async () => {
  await using studio = await openTestStudio()
  const app = await openServer(studio.studio)
  try {
    for (const url of ['/openapi.json', '/docs', '/docs/json', '/docs/yaml', '/docs/static/swagger-ui.css']) {
      const [own, other] = await Promise.all(
        ['127.0.0.1', 'evil.example'].map((host) => app.inject({ url, headers: { host } })),
      )
      assert.equal(own!.statusCode, 200, url)
      assert.equal(other!.statusCode, 403, url)
    }
  } finally {
    await app.close()
  }
})
