import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

const inspect = '/lectern/v1/documents/inspect'
const samples = join(import.meta.dirname, '..', 'samples')

test('a document is told before anything is made of it', async () => {
  await using studio = await openTestStudio()
  const from_document = new File([await readFile(join(samples, 'first-pages.epub'))], 'first-pages.epub')
  const { body } = await studio.api.form(inspect, { from_document })
  assert.deepEqual([body.format, body.language, body.chapters.length], ['EPUB', 'en-GB', 5])
  assert.deepEqual(Object.keys(body.chapters[0]), ['name', 'words', 'seconds_expected', 'blocks'])
  assert.deepEqual(
    body.left_out.map(({ what, count }: { what: string; count: number }) => [what, count]),
    [
      ['notes', 1],
      ['matter', 3],
    ],
  )
  assert.deepEqual((await studio.api.get('/v1/studio/projects')).body.projects, [])
})

test('what is no document, and a form without one, is refused', async () => {
  await using studio = await openTestStudio()
  const picture = new File([Buffer.from('89504e470d0a1a0a0000', 'hex')], 'a.png')
  assert.equal((await studio.api.form(inspect, { from_document: picture }, 400)).body.detail.code, 'invalid_file_type')
  assert.equal((await studio.api.form(inspect, {}, 400)).body.detail.code, 'invalid_parameters')
})

test('a project keeps what is read of its documents, and tells what was left out', async () => {
  await using studio = await openTestStudio()
  const page =
    '<h1>Rain</h1><p>It rains.<a href="#n" id="r"><sup>1</sup></a></p><p id="n"><a href="#r">1</a> A lot.</p>'
  const from_document = () => new File([`<!doctype html><html><body>${page}</body></html>`], 'rain.html')
  const { body } = await studio.api.form('/v1/studio/projects', { name: 'Rain', from_document: from_document() })
  const projectId = body.project.project_id
  const path = `/v1/studio/projects/${projectId}`
  const imported = async () => {
    const { creation_meta, chapters } = (await studio.api.get(path)).body
    if (creation_meta.status === 'finished') return { creation_meta, chapterId: chapters[0].chapter_id }
  }
  const textsOf = async (chapterId: string) => {
    const { content } = (await studio.api.get(`${path}/chapters/${chapterId}`)).body
    return content.blocks.map((block: { nodes: { text: string }[] }) => block.nodes[0]?.text)
  }
  const { creation_meta, chapterId } = await until('it is imported', imported)
  assert.deepEqual(await textsOf(chapterId), ['Rain', 'It rains.'])
  assert.deepEqual(creation_meta.warnings, [
    { code: 'left_out_notes', message: 'Left out: notes (1, 3 words), such as "1 A lot.".', count: 1 },
  ])
  const form = { from_document: from_document(), read_notes: 'paragraph' }
  await studio.api.form(`/v1/studio/projects/${projectId}/content`, form)
  const again = await until('it is imported again', async () => {
    const found = await imported()
    return found && found.chapterId !== chapterId ? found : undefined
  })
  assert.equal((await textsOf(again.chapterId))[1], 'It rains. Note: A lot.')
})

test('proof: a project of a web page that nobody gave a name has that of the page', async () => {
  await using site = await openTestServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html').end('<!doctype html><title>The Storm</title><p>It rains.</p>')
  })
  await using studio = await openTestStudio({ environment: { LECTERN_ALLOW_PRIVATE_URLS: '1' } })
  for (const [name, expected] of [
    ['127.0.0.1', 'The Storm'],
    ['Weather', 'Weather'],
  ]) {
    const { body } = await studio.api.form('/v1/studio/projects', { name: name!, from_url: site.url })
    const project = await studio.untilIdle(body.project.project_id)
    assert.deepEqual([project.name, project.title], [expected, 'The Storm'])
  }
})
