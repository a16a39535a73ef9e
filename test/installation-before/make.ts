// Makes installation.tar.gz: what a Lectern of an older commit has written, and what it answers about it. The commit is checked
// out and has its dependencies in a folder of its own; needs Debian's PostgreSQL, whose dump a newer server takes too.
//   git archive 0a0da45 | tar -x -C FOLDER && (cd FOLDER && npm ci) && node test/installation-before/make.ts FOLDER
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiClient } from '../api-client.ts'
import { openPostgresServer } from '../postgres-server.ts'
import { until } from '../until.ts'
import { askOf, type Expected, hashOf } from './installation-before.ts'

const older = process.argv[2]!
await using folder = await mkdtempDisposable(join(tmpdir(), 'lectern-before-'))
await using postgres = await openPostgresServer()
const environment = {
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  DATABASE_URL: postgres.url,
  LECTERN_DATA: folder.path,
  LECTERN_ENGINES: 'tone',
  LECTERN_ENGINE_DEFAULT: 'tone',
  LECTERN_VOICES: 'none',
  LECTERN_ALLOW_PRIVATE_URLS: '1',
  PORT: '0',
}
await using receiver = await openReceiver()
const expected: Expected = { key: makeKey(), answers: {}, sounds: {}, underWay: '' }
await withLectern('all', async (api) => {
  const projects = await fill(api)
  for (const path of await pathsOf(api, projects)) expected.answers[path] = await askOf(api, path)
  for (const [method, path] of await soundsOf(api, projects)) {
    const { bytes } = await api.bytes(path, { method })
    expected.sounds[`${method} ${path}`] = { byteLength: bytes.length, sha256: hashOf(bytes) }
  }
})
await withLectern('web', async (api) => {
  expected.underWay = await addProject(api, { name: 'Under way' }, [['Nobody has spoken this yet.']])
  await api.post(`/v1/studio/projects/${expected.underWay}/convert`)
})
rmSync(join(folder.path, 'files', 'renditions'), { recursive: true, force: true })
writeFileSync(join(folder.path, 'expected.json'), JSON.stringify(expected, undefined, 1))
writeFileSync(join(folder.path, 'tables.sql'), dumpTables())
run('tar', [
  '-czf',
  join(import.meta.dirname, 'installation.tar.gz'),
  '-C',
  folder.path,
  'expected.json',
  'tables.sql',
  'files',
])

function makeKey(): string {
  const said = run(process.execPath, [join(older, 'server/main.ts'), 'keys', 'create', '--name', 'me'])
  return /sk_\S+|\S{32,}/.exec(said)![0]
}

function dumpTables(): string {
  const [program] = spawnSync('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/pg_dump'], { encoding: 'utf8' }).stdout.split(
    '\n',
  )
  const dump = run(program!, ['--inserts', '--no-owner', '--no-privileges', postgres.url])
  return dump.replaceAll(/^\\(un)?restrict .*$/gm, '')
}

function run(program: string, words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    env: environment,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`)
  return stdout
}

async function withLectern(role: 'all' | 'web', work: (api: ApiClient) => Promise<void>): Promise<void> {
  const child = spawn(process.execPath, [join(older, 'server/main.ts')], {
    env: { ...environment, LECTERN_ROLE: role },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece) => (said += piece))
  const address = await until('it is ready', () => /ready at (http:\S+)/.exec(said)?.[1], { seconds: 300 })
  const api = new ApiClient(address)
  api.key = expected.key
  await work(api)
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function openReceiver() {
  const server = createServer((request, response) => {
    request.resume()
    response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { url, [Symbol.asyncDispose]: async () => void server.close() }
}

/** Makes some of everything, and answers the projects. */
async function fill(api: ApiClient): Promise<string[]> {
  const book = await addProject(
    api,
    { name: 'A book', title: 'Rain', author: 'Ann Author', callback_url: receiver.url },
    [
      ['It was dark.', 'Rain fell on the river.'],
      ['“Who is there?” — “Nobody.”', 'Mr Bennet slept.'],
    ],
  )
  await convert(api, book)
  const [first] = (await api.get(`/v1/studio/projects/${book}/chapters`)).body.chapters
  const chapter = `/v1/studio/projects/${book}/chapters/${first.chapter_id}`
  const { content } = (await api.get(chapter)).body
  content.blocks[0].nodes[0].text = 'It was light.'
  await api.post(chapter, { content })
  const rules = [{ type: 'alias', string_to_replace: 'Bennet', alias: 'Benn it' }]
  const { body: dictionary } = await api.post('/v1/pronunciation-dictionaries/add-from-rules', { name: 'Names', rules })
  const more = [{ type: 'alias', string_to_replace: 'river', alias: 'stream' }]
  await api.post(`/v1/pronunciation-dictionaries/${dictionary.id}/add-rules`, { rules: more })
  await api.post(`/v1/studio/projects/${book}/pronunciation-dictionaries`, {
    pronunciation_dictionary_locators: [{ pronunciation_dictionary_id: dictionary.id }],
  })
  await convert(api, book)
  const loud = { name: 'A loud one', volume_normalization: 'true', quality_preset: 'high' }
  const second = await addProject(api, loud, [['Snow fell.']])
  await convert(api, second)
  await api.post('/v1/voices/tone-b/settings/edit', { stability: 0.3, similarity_boost: 0.6, speed: 1.1 })
  const { body: collection } = await api.post('/v1/voices/collections', { title: 'Calm', icon: 'leaf' })
  await api.post(`/v1/voices/collections/${collection.collection_id}/voice/tone-a`)
  const json = { 'content-type': 'application/json' }
  const text = JSON.stringify({ text: 'This is kept in the history.' })
  await api.bytes('/v1/text-to-speech/tone-a', { headers: json, body: text })
  const inputs = [
    { text: 'Who is there?', voice_id: 'tone-a' },
    { text: 'Nobody.', voice_id: 'tone-b' },
  ]
  await api.bytes('/v1/text-to-dialogue', { headers: json, body: JSON.stringify({ inputs }) })
  const { body: article } = await api.form('/v1/audio-native', { name: 'An article', text_color: '#123' })
  return [book, second, article.project_id]
}

async function addProject(api: ApiClient, fields: Record<string, string>, chapters: string[][]): Promise<string> {
  const content = chapters.map((paragraphs, index) => ({
    name: `Chapter ${index + 1}`,
    blocks: paragraphs.map((text) => ({ sub_type: 'p', nodes: [{ type: 'tts_node', voice_id: 'tone-a', text }] })),
  }))
  const { body } = await api.form('/v1/studio/projects', { ...fields, from_content_json: JSON.stringify(content) })
  return body.project.project_id
}

async function convert(api: ApiClient, projectId: string): Promise<void> {
  await api.post(`/v1/studio/projects/${projectId}/convert`)
  await until('it is converted', async () => {
    const { body } = await api.get(`/v1/studio/projects/${projectId}`)
    return body.state === 'default'
  })
}

/** What is asked of both versions. */
async function pathsOf(api: ApiClient, projects: string[]): Promise<string[]> {
  const { body: dictionaries } = await api.get('/v1/pronunciation-dictionaries')
  const paths = ['/v1/pronunciation-dictionaries', '/v1/history', '/v1/voices/collections']
  for (const { id } of dictionaries.pronunciation_dictionaries) paths.push(`/v1/pronunciation-dictionaries/${id}`)
  paths.push('/v1/voices/tone-b/settings', '/v1/voices/tone-a', '/lectern/v1/callbacks')
  for (const id of projects) {
    const project = `/v1/studio/projects/${id}`
    paths.push(project, `${project}/chapters`, ...(await snapshotsOf(api, project, 'project_snapshot_id')))
    for (const { chapter_id } of (await api.get(`${project}/chapters`)).body.chapters) {
      const chapter = `${project}/chapters/${chapter_id}`
      paths.push(chapter, ...(await snapshotsOf(api, chapter, 'chapter_snapshot_id')))
    }
  }
  return [...paths, `/v1/audio-native/${projects.at(-1)}/settings`]
}

async function snapshotsOf(api: ApiClient, of: string, id: string): Promise<string[]> {
  const { body } = await api.get(`${of}/snapshots`)
  return [`${of}/snapshots`, ...body.snapshots.map((one: Record<string, string>) => `${of}/snapshots/${one[id]}`)]
}

/** Sound, and the dictionary as its file. */
async function soundsOf(api: ApiClient, projects: string[]): Promise<[method: string, path: string][]> {
  const paths = (await pathsOf(api, projects)).filter((path) => /\/snapshots\/[^/]+$/.test(path))
  const { body: history } = await api.get('/v1/history')
  const { body } = await api.get('/v1/pronunciation-dictionaries')
  return [
    ...paths.map((path): [string, string] => ['POST', `${path}/stream`]),
    ...history.history.map((item: { history_item_id: string }) => ['GET', `/v1/history/${item.history_item_id}/audio`]),
    ...body.pronunciation_dictionaries.map((one: Record<string, string>) => [
      'GET',
      `/v1/pronunciation-dictionaries/${one.id}/${one.latest_version_id}/download`,
    ]),
  ]
}
