import assert from 'node:assert/strict'
import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { Engine, Take, Utterance } from '#server/engines/engine.ts'
import { openToneEngine } from '#server/engines/tone/tone-engine.ts'
import { listRoutes } from '#server/http/routes/index.ts'
import { epubFiles, zipOf } from '#server/importing/reading/documents.test-kit.ts'
import { validateAnswer } from './contract-check.ts'
import { hurrying } from './hurry.ts'
import { chapterPath, openTestStudio, type TestStudio, toBlock } from './studio.ts'
import { until } from './until.ts'

// What goes wrong is told by code and sentence, costs nothing that was acknowledged, and is over when its cause is.

test('a broken EPUB fails its import with a reason, and the studio goes on', async () => {
  await using studio = await openTestStudio()
  const epub = await zipOf(epubFiles({ one: '<h1>Rain</h1><p>It rains.</p>' }))
  const broken = await upload(studio, new File([new Uint8Array(epub.subarray(0, epub.length / 2))], 'book.epub'))
  assert.deepEqual([broken.state, broken.creation_meta.status], ['default', 'failed'])
  assert.equal(broken.creation_meta.error.code, 'document_broken')
  assert.match(broken.creation_meta.error.message, /book\.epub/)
  const whole = await upload(studio, new File([new Uint8Array(epub)], 'book.epub'))
  assert.equal(whole.creation_meta.status, 'finished')
  await studio.convertProject(whole.project_id)
  assert.equal((await studio.listSnapshots(whole.project_id)).length, 1)
})

test('proof: a file that is no document is named as such', async () => {
  await using studio = await openTestStudio()
  for (const file of [new File([new Uint8Array(5_000).fill(0xff)], 'x.bin'), new File([''], 'nothing.epub')]) {
    const { creation_meta } = await upload(studio, file)
    assert.equal(creation_meta.status, 'failed', file.name)
    assert.ok(['invalid_file_type', 'document_broken'].includes(creation_meta.error.code), creation_meta.error.code)
  }
})

test('a voice that does not exist is refused wherever it is named, and nothing is changed', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  const before = await studio.read(chapter)
  const blocks = [before.content.blocks[0], toBlock('Who?', 'nobody')]
  const content = JSON.stringify([{ name: 'One', blocks: [toBlock('Who?', 'nobody')] }])
  const project = `/v1/studio/projects/${chapter.projectId}`
  const names = { name: 'x', default_title_voice_id: 'nobody', default_paragraph_voice_id: 'tone-a' }
  const answers = [
    await studio.api.post(chapterPath(chapter), { name: 'New', content: { blocks } }, 404),
    await studio.api.post(project, names, 404),
    await studio.api.form('/v1/studio/projects', { name: 'x', from_content_json: content }, 404),
    await studio.api.form('/v1/studio/projects', { name: 'x', default_paragraph_voice_id: 'nobody' }, 404),
    await studio.api.post('/v1/text-to-speech/nobody', { text: 'Who?' }, 404),
    await studio.api.get('/v1/voices/nobody', 404),
  ]
  for (const { body } of answers) {
    assert.equal(body.detail.code, 'voice_not_found')
    assert.match(body.detail.message, /nobody.*GET \/v1\/voices/)
  }
  assert.deepEqual(await studio.read(chapter), before)
  assert.equal((await studio.api.get('/v1/studio/projects')).body.projects.length, 1)
})

test('proof: a body of 100 MB is refused, with its length told or not', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  for (const length of [100 * 2 ** 20, undefined]) {
    const answer = await sendMuch(`${studio.api.baseUrl}${chapterPath(chapter)}`, length)
    assert.equal(answer.statusCode, 413)
    const body = await json(answer)
    answer.socket.destroy()
    validateAnswer('POST', chapterTemplate, 413, body)
    assert.equal((body as { detail: { code: string } }).detail.code, 'request_too_large')
  }
  await studio.convert(chapter)
})

test('JSON that is none, or holds what cannot be kept, is an error of the request', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  const before = await studio.read(chapter)
  const block = (text: string) =>
    `{"content":{"blocks":[{"nodes":[{"type":"tts_node","voice_id":"tone-a","text":${text}}]}]}}`
  const bodies = {
    malformed_json: ['{', '{"name":}', '\u0000', 'name=x', block('"x"').slice(1)],
    invalid_parameters: [],
  }
  const unstorable = [block('"a\\u0000b"'), block('"a\\ud83db"'), '{"name":"\\u0000"}']
  for (const [code, list] of Object.entries({ ...bodies, invalid_parameters: unstorable })) {
    for (const body of list) {
      const answer = await studio.api.json(chapterPath(chapter), { method: 'POST', headers: jsonType, body }, 400)
      assert.equal(answer.body.detail.code, code, body)
    }
  }
  assert.deepEqual(await studio.read(chapter), before)
})

const oddIds = {
  '': ['..%2F..%2Fetc%2Fpasswd'],
  'proof: ': [
    '..%2F..%2Fetc%2Fpasswd',
    '%00',
    '%F0%9F%91%8D',
    '👍',
    '%FF',
    '%',
    "'%20or%201=1;--",
    '%0A',
    'x'.repeat(10_000),
  ],
}
for (const [half, odd] of Object.entries(oddIds)) {
  test(`${half}an id that looks like a path, or like nothing at all, is not found or refused on every route`, async () => {
    await using studio = await openTestStudio()
    const chapter = await studio.addChapter(['It was dark.'])
    const real: Record<string, string> = { ':project_id': chapter.projectId, ':chapter_id': chapter.chapterId }
    const routes = listRoutes().filter(({ path, socket }) => path.includes(':') && !socket) // sockets look later
    assert.ok(routes.length > 15)
    for (const { method, path } of routes) {
      const behindRealOnes = path.replace(/:\w+(?=.*\/:)/g, (name) => real[name] ?? 'x')
      for (const id of odd) {
        await refuses(studio, method, behindRealOnes.replace(/:\w+/, id))
        if (id.length < 100) await refuses(studio, method, path.replace(/:\w+/g, id))
      }
    }
    await studio.convert(chapter)
  })
}

describe('what fails while speaking', () => {
  test('an engine that fails in the middle keeps the rest; when it is healthy again only what failed is spoken', async () => {
    let isHealthy = false
    const beforeSpeak = ({ text }: { text: string }) => {
      if (text === 'Three.' && !isHealthy) throw new Error('the weights are gone')
    }
    const environment = { LECTERN_SPEECH_PROCESSES: '1' }
    await using studio = await openTestStudio({ beforeSpeak, environment, mayLog: /the weights are gone/ })
    const chapter = await studio.addChapter(['One.', 'Two.', 'Three.', 'Four.'])
    const failed = await hurrying(studio, () => studio.convert(chapter))
    assert.match(failed.last_conversion_error, /the weights are gone/)
    assert.deepEqual(
      [failed.state, failed.can_be_downloaded, failed.last_conversion_date_unix],
      ['default', false, null],
    )
    assert.deepEqual([failed.statistics.paragraphs_converted, failed.statistics.paragraphs_unconverted], [3, 1])
    assert.deepEqual(studio.spoken(), ['One.', 'Two.', 'Four.'])
    isHealthy = true
    const healed = await studio.convert(chapter)
    assert.equal(healed.last_conversion_error, null)
    assert.deepEqual(studio.spoken(), ['One.', 'Two.', 'Four.', 'Three.'])
    assert.equal((await studio.listSnapshots(chapter)).length, 1)
  })

  test('proof: an engine that fails once is asked again, and nobody hears of it', async () => {
    let failures = 0
    await using studio = await openTestStudio({
      mayLog: /A hiccup/,
      beforeSpeak() {
        if (failures++ === 0) throw new StudioError('engine_failed', 'A hiccup.')
      },
    })
    const { last_conversion_error, can_be_downloaded } = await studio.convert(await studio.addChapter(['One.', 'Two.']))
    assert.deepEqual([last_conversion_error, can_be_downloaded], [null, true])
  })

  test('proof: an engine that answers rubbish fails its own paragraphs, and a project without them is fine', async () => {
    const track = { samples: new Int16Array(0), sampleRate: Number.NaN }
    const engine: Engine = { ...openToneEngine(), id: 'rubbish', speak: async () => ({ track }) as unknown as Take }
    await using studio = await openTestStudio({ engines: [engine], mayLog: /Engine rubbish/ })
    const chapter = await studio.addChapter(['One.'])
    const [one] = (await studio.read(chapter)).content.blocks
    await studio.write(chapter, [one, toBlock('Rubbish.', 'rubbish-a')])
    const { last_conversion_error, statistics } = await hurrying(studio, () => studio.convert(chapter))
    assert.match(last_conversion_error, /Engine rubbish gave no take for "Rubbish\."/)
    assert.equal(statistics.paragraphs_converted, 1)
    await studio.write(chapter, [one])
    assert.equal((await studio.convert(chapter)).last_conversion_error, null)
  })

  test('proof: a project with a chapter that fails publishes nothing of its own, but the chapters that went well', async () => {
    const beforeSpeak = ({ text }: { text: string }) => {
      if (text === 'Bad.') throw new StudioError('invalid_parameters', 'This cannot be said.')
    }
    await using studio = await openTestStudio({ beforeSpeak })
    const projectId = await studio.addProject([['Good.'], ['Bad.']])
    const project = await studio.convertProject(projectId)
    const [good, bad] = project.chapters
    assert.deepEqual([good.can_be_downloaded, good.last_conversion_error], [true, null])
    assert.deepEqual([bad.can_be_downloaded, bad.last_conversion_error], [false, 'This cannot be said.'])
    assert.deepEqual(await studio.listSnapshots(projectId), [])
  })

  test('a full disk is named as such, keeps what fitted, and converting goes on when there is room again', async () => {
    let room = 1
    await using studio = await openTestStudio({
      mayLog: /no room left/,
      files: (real) => ({
        ...real,
        put: async (key, content) => {
          if (room-- <= 0) throw new StudioError('disk_full', `There is no room left to store ${key}.`)
          await real.put(key, content)
        },
      }),
    })
    const chapter = await studio.addChapter(['One.', 'Two.', 'Three.'])
    const failed = await hurrying(studio, () => studio.convert(chapter))
    assert.match(failed.last_conversion_error, /no room left/)
    assert.equal(failed.statistics.paragraphs_converted, 1)
    const document = new File(['It was dark.'], 'x.txt')
    const refused = await studio.api.form('/v1/studio/projects', { name: 'x', from_document: document }, 507)
    assert.equal(refused.body.detail.code, 'disk_full')
    await studio.edit(chapter, ['One.', 'Two, again.', 'Three.'])
    room = Number.POSITIVE_INFINITY
    assert.equal((await studio.convert(chapter)).last_conversion_error, null)
  })

  test('proof: the last room of the disk is kept from all that is spoken, and in the end from all that is written', async () => {
    let room = Number.POSITIVE_INFINITY
    await using studio = await openTestStudio({
      mayLog: /of the disk are/,
      files: (real) => ({ ...real, room: async () => room }),
    })
    const heard = await studio.addChapter(['One.'])
    await studio.convert(heard)
    const silent = await studio.addChapter(['Two.', 'Three.'])
    room = 499_000_000
    const failed = await hurrying(studio, () => studio.convert(silent))
    assert.match(failed.last_conversion_error, /500 MB of the disk are kept/)
    const refused = await studio.api.post('/v1/text-to-speech/tone-a', { text: 'Four.' }, 507)
    assert.equal(refused.body.detail.code, 'disk_full')
    await studio.edit(silent, ['Two, again.'])

    room = 99_000_000
    await until('nothing is written any more', async () => {
      const answer = await studio.api.fetch(`/v1/studio/projects/${silent.projectId}/convert`, { method: 'POST' })
      return answer.status === 507
    })
    assert.equal((await studio.read(silent)).content.blocks.length, 1)
    await studio.api.post(`/lectern/v1/projects/${silent.projectId}/cancel`)
    await studio.api.delete(`/v1/studio/projects/${silent.projectId}`)

    room = Number.POSITIVE_INFINITY
    await until('it is written again', async () => {
      const answer = await studio.api.fetch(`/v1/studio/projects/${heard.projectId}/convert`, { method: 'POST' })
      return answer.status === 200
    })
    assert.ok((await studio.stream(heard)).length > 0)
  })
})

const jsonType = { 'content-type': 'application/json' }
const chapterTemplate = '/v1/studio/projects/{project_id}/chapters/{chapter_id}'

async function refuses(studio: TestStudio, method: string, address: string): Promise<void> {
  const body = method === 'POST' || method === 'PATCH' ? { headers: jsonType, body: '{"text":"x"}' } : {}
  const answer = await studio.api.fetch(address, { method, ...body })
  const what = `${method} ${address.slice(0, 100)}: ${answer.status}`
  assert.ok([400, 404, 422].includes(answer.status), what)
  const { detail, error } = (await answer.json()) as { detail?: object; error?: object }
  const keys = Object.keys(detail ?? error ?? {}).length
  assert.ok(Array.isArray(detail) || keys === (detail ? 6 : 4), what)
}

/** Creates a project from a document and answers it when it is imported, or has failed to be. */
async function upload(studio: TestStudio, file: File) {
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'x', from_document: file })
  return studio.untilIdle(body.project.project_id)
}

/** Sends 100 MB, or as much as it takes to get an answer. */
function sendMuch(url: string, length: number | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { ...jsonType, ...(length && { 'content-length': length }) }
    const sending = request(url, { method: 'POST', headers })
    let isAnswered = false
    sending.once('response', (answer) => {
      isAnswered = true
      resolve(answer)
    })
    sending.on('error', (error) => isAnswered || reject(error))
    const piece = Buffer.alloc(2 ** 20, ' ')
    const send = (left: number): void => {
      if (left === 0 || isAnswered) return void sending.end()
      sending.write(piece, () => setImmediate(send, left - 1))
    }
    send(100)
  })
}

test('proof: a voice that speaks nothing any more ends a book after a few of its sentences, and not after all of them', async () => {
  const refuse = async () => {
    await makeOlder(studio)
    throw new StudioError('engine_failed', 'Nobody is at home.')
  }
  await using studio = await openTestStudio({ beforeSpeak: refuse, mayLog: /A job failed/ })
  const sentences = (chapter: number) => Array.from({ length: 40 }, (_, index) => `${chapter} and ${index}.`.repeat(40))
  const projectId = await studio.addProject([sentences(1), sentences(2), sentences(3)])
  await hurrying(studio, () => studio.convertProject(projectId))
  for (const chapter of await studio.listChapters(projectId)) {
    const { last_conversion_error } = await studio.read(chapter)
    assert.match(last_conversion_error, /Nobody is at home\. .*the rest was not tried/)
  }
})

test('proof: a voice that speaks nothing any more ends only what lacks it: a chapter in one that is slow to begin is spoken', async () => {
  const { promise: firstEnded, resolve: endFirst } = Promise.withResolvers<void>()
  const beforeSpeak = async ({ voice }: Utterance) => {
    await makeOlder(studio)
    if (voice === 'b') throw new StudioError('engine_failed', 'Nobody is at home.')
    await firstEnded
  }
  await using studio = await openTestStudio({ beforeSpeak, mayLog: /A job failed/ })
  const inVoice = (voiceId: string, count: number) =>
    Array.from({ length: count }, (_, index) => toBlock(`This is sentence ${index}. `.repeat(20), voiceId))
  const content = [
    { name: 'Gone', blocks: inVoice('tone-b', 40) },
    { name: 'Slow', blocks: inVoice('tone-a', 1) },
  ]
  const { body } = await studio.api.form('/v1/studio/projects', {
    name: 'Two voices',
    from_content_json: JSON.stringify(content),
  })
  const [gone, slow] = await studio.listChapters(body.project.project_id)
  await studio.api.post(`/v1/studio/projects/${gone!.projectId}/convert`)
  await hurrying(studio, async () => {
    const { last_conversion_error } = await studio.untilConverted(gone!)
    assert.match(last_conversion_error, /the rest was not tried/)
    endFirst()
    await studio.untilIdle(gone!.projectId)
  })
  assert.equal((await studio.read(slow!)).last_conversion_error, null)
  assert.equal((await studio.listSnapshots(slow!)).length, 1)
})

/** As if all that could not be spoken had been tried long ago. */
async function makeOlder({ studio }: TestStudio): Promise<void> {
  await studio.db.execute(sql`update conversion_takes set failed_at = failed_at - interval '1 hour'`)
}
