import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { processEnvironment } from '#server/base/process-environment.test-kit.ts'
import { runLectern } from '#server/cli/lectern-process.test-kit.ts'
import { openTestServer } from '#server/net/server.test-kit.ts'
import { openStudioWithPlainVoices } from './plain-voices.ts'
import { openTestStudio } from './studio.ts'
import { until } from './until.ts'

const main = join(import.meta.dirname, '..', 'server', 'main.ts')

test('an assistant makes a project of a file, converts it, asks how far it is, and exports it', async () => {
  await using studio = await openStudioWithPlainVoices()
  await using assistant = await openAssistant(studio.api.baseUrl)
  const { folder, call } = assistant
  assert.deepEqual(await assistant.listTools(), [
    ...['list_voices', 'speak_text', 'list_projects', 'create_project', 'convert_project'],
    ...['project_state', 'export_project'],
  ])
  const { voices } = await call('list_voices', { search: 'Rachel' })
  assert.deepEqual(
    voices.map(({ voice_id }: { voice_id: string }) => voice_id),
    ['21m00Tcm4TlvDq8ikWAM'],
  )

  const file = join(folder, 'book.md')
  await writeFile(file, '# One\n\nIt was dark.\n\n# Two\n\nRain fell.\n')
  const { project_id } = await call('create_project', { name: 'A book', file, voice_id: 'tone-b' })
  const state = await until('it is converted', async () => {
    const now = await call('project_state', { project_id })
    return now.is_converted ? now : undefined
  })
  assert.deepEqual(
    state.chapters.map(({ name }: { name: string }) => name),
    ['One', 'Two'],
  )
  assert.equal((await call('list_projects')).projects[0].name, 'A book')
  await call('convert_project', { project_id })
  await studio.untilIdle(project_id)
  const output = join(folder, 'out', 'book.wav')
  const made = await call('export_project', { project_id, format: 'wav', output_path: output })
  assert.deepEqual([made.path, made.byte_length], [output, (await stat(output)).size])
  assert.equal((await readFile(output)).toString('latin1', 0, 4), 'RIFF')

  const spoken = await call('speak_text', { text: 'Well done.', voice: 'tone-a', output_path: folder })
  assert.equal(spoken.path, join(folder, 'Well done.mp3'))
  assert.ok(spoken.byte_length > 1_000)
  const ofText = await call('create_project', { name: 'A text', text: 'One.\n\nTwo.', convert: false })
  assert.equal((await studio.untilIdle(ofText.project_id)).name, 'A text')
})

test('what cannot be done is told in a sentence, and the assistant may go on', async () => {
  await using studio = await openTestStudio({ environment: { LECTERN_API_KEYS: 'me:secret-key' } })
  await using stranger = await openAssistant(studio.api.baseUrl, 'wrong-key')
  assert.match(await stranger.refusal('list_projects'), /API key/)
  await using assistant = await openAssistant(studio.api.baseUrl, 'secret-key')
  assert.match(await assistant.refusal('create_project', { name: 'Nothing' }), /one of file, url and text/)
  assert.match(await assistant.refusal('speak_text', { text: 'One.', voice: 'nobody' }), /nobody/)
  assert.match(await assistant.refusal('speak_text', { text: 'One.', output_path: 'here.mp3' }), /absolute/)
  assert.match(await assistant.refusal('project_state', { project_id: 'nothing' }), /no project/i)
  assert.deepEqual((await assistant.call('list_projects')).projects, [])
})

test('proof: an assistant that is talked into it replaces no file, and reads none that is no document', async () => {
  await using studio = await openStudioWithPlainVoices()
  await using assistant = await openAssistant(studio.api.baseUrl)
  const { folder } = assistant
  const mine = join(folder, 'mine.mp3')
  await writeFile(mine, 'mine')
  await writeFile(join(folder, 'id_rsa'), 'a secret')
  await writeFile(join(folder, 'settings.json'), '{}')
  const say = { text: 'One.', voice: 'tone-a' }
  assert.equal((await assistant.call('speak_text', { ...say, output_path: mine })).path, join(folder, 'mine (2).mp3'))
  assert.equal((await assistant.call('speak_text', { ...say, output_path: mine })).path, join(folder, 'mine (3).mp3'))
  assert.equal(await readFile(mine, 'utf8'), 'mine')
  const settings = join(folder, 'settings.json')
  assert.match(await assistant.refusal('speak_text', { ...say, output_path: settings }), /end in \.mp3/)
  for (const file of [join(folder, 'id_rsa'), settings, '/proc/self/environ', 'book.md'])
    assert.match(await assistant.refusal('create_project', { name: 'Mine', file }), /a document: \.epub/)
  assert.deepEqual((await assistant.call('list_projects')).projects, [])
})

test('it ends with its input, also where that is a file, and refuses what is no address', async () => {
  assert.equal((await runLectern(['mcp'], {})).code, 0)
  const { code, stderr } = await runLectern(['mcp', '--url', 'localhost:8080'], {})
  assert.deepEqual([code, /begins with http/.test(stderr)], [2, true])
})

test('proof: an assistant that goes while Lectern does not answer is not waited for, nor one that reads no more', async () => {
  const asked = Promise.withResolvers<void>()
  await using mute = await openTestServer(() => asked.resolve())
  const start = () => {
    const words = ['mcp', '--url', mute.url]
    const child = spawn(process.execPath, [main, ...words], { env: { PATH: process.env.PATH! } })
    const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    const ended = once(child, 'exit')
    const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    send({ id: 1, method: 'initialize', params: client })
    return { child, send, ended, said: text(child.stderr.setEncoding('utf8')) }
  }
  const leaving = start()
  leaving.send({ method: 'notifications/initialized' })
  leaving.send({ id: 2, method: 'tools/call', params: { name: 'list_projects', arguments: {} } })
  await asked.promise
  leaving.child.stdin.end()
  assert.deepEqual(await leaving.ended, [0, null])
  const deaf = start()
  await once(deaf.child.stdout, 'data')
  deaf.child.stdout.destroy()
  deaf.child.stdin.on('error', () => {})
  for (let id = 2; id < 5; id++) deaf.send({ id, method: 'tools/list' })
  assert.deepEqual(await deaf.ended, [0, null])
  assert.equal(await deaf.said, '')
})

test('a server that means no good gets no key for others, names no hidden file, and its answers have an end', async () => {
  const keys: (string | undefined)[] = []
  await using elsewhere = await openTestServer((request, response) => {
    keys.push(request.headers['xi-api-key'] as string | undefined)
    response.end('{"projects":[]}')
  })
  const made = { export_id: 'e', state: 'ready', progress: 1, file_name: '/.ssh/.bashrc', error: null }
  await using server = await openTestServer((request, response) => {
    const path = request.url!
    if (path === '/v1/studio/projects') response.writeHead(302, { location: elsewhere.url }).end()
    else if (path.startsWith('/v2/voices')) pipeline(Readable.from(endless()), response, () => {})
    else if (path.endsWith('/snapshots')) response.end('{"snapshots":[{"project_snapshot_id":"s"}]}')
    else if (path.endsWith('/exports/mp3')) response.end(JSON.stringify(made))
    else if (path.endsWith('/file')) response.end('sound')
    else response.writeHead(500).end('{"detail":{"message":{"toString":1}}}')
  })
  await using assistant = await openAssistant(server.url, 'secret-key')
  assert.match(await assistant.refusal('list_projects'), /answered 302/)
  assert.deepEqual(keys, [])
  assert.match(await assistant.refusal('list_voices'), /more than 50000000 bytes/)
  await assistant.refusal('convert_project', { project_id: 'p' })
  const { path } = await assistant.call('export_project', { project_id: 'p', output_path: assistant.folder })
  assert.equal(path, join(assistant.folder, 'bashrc.mp3'))
})

function* endless(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(1_000_000, ' ')
}

/** `lectern mcp` as a process of its own, as assistants start it. */
async function openAssistant(baseUrl: string, key = '') {
  const folder = await mkdtemp(join(tmpdir(), 'lectern-mcp-'))
  const client = new Client({ name: 'test', version: '1' })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [main, 'mcp', '--url', baseUrl],
    env: { ...processEnvironment, LECTERN_KEY: key, LECTERN_DATA: folder, HOME: folder },
  })
  await client.connect(transport)
  async function ask(name: string, given: Record<string, unknown>) {
    const answer = await client.callTool({ name, arguments: given })
    const [{ text }] = answer.content as [{ text: string }]
    return { text, isError: answer.isError === true }
  }
  return {
    folder,
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    async call(name: string, given: Record<string, unknown> = {}) {
      const { text, isError } = await ask(name, given)
      assert.ok(!isError, text)
      return JSON.parse(text)
    },
    async refusal(name: string, given: Record<string, unknown> = {}): Promise<string> {
      const { text, isError } = await ask(name, given)
      assert.ok(isError, text)
      return text
    },
    async [Symbol.asyncDispose]() {
      await client.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
