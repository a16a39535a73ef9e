import { readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { report } from './figure.ts'
import { openDataFolder, startService } from './service.ts'
import { makeParagraphs } from './texts.ts'

// The longest that one request holds the event loop of the web process: the worst that the contract allows, good and bad.

await using folder = await openDataFolder()
const file = join(folder.path, 'delay')
const preload = `--import=${join(import.meta.dirname, 'delay-monitor.ts')}`
await using service = await startService(folder.path, {
  LECTERN_RATE_LIMIT: '0',
  LECTERN_BENCH_DELAY: file,
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${preload}`,
})
const { baseUrl, webPid } = service
const delays = new Map<string, number>()

const json = 'application/json'
const chunkedHead = 'POST /v1/studio/projects HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'
const words = makeParagraphs(500, 18_000, 1)
const node = (text: string) => ({ type: 'tts_node', voice_id: 'tone-a', text })
const block = (text: string) => ({ sub_type: 'p', nodes: [node(text)] })
const rule = (string: string, alias: string) => ({
  type: 'alias',
  string_to_replace: string,
  alias,
  word_boundaries: false,
})

for (let round = 0; round < 2; round++) await askAll() // the first time code is compiled, too

await report([
  ...[...delays].map(([what, milliseconds]) => ({
    what: `Longest event-loop delay: ${what}`,
    unit: 'ms',
    ours: milliseconds,
    target: { of: 'ours' as const, atMost: 50 },
  })),
])

async function askAll(): Promise<void> {
  const project = await create({ name: 'Book' })
  const chapters = `/v1/studio/projects/${project}/chapters`
  const listed = (await (await get(chapters)).json()) as { chapters: { chapter_id: string }[] }
  const path = `${chapters}/${listed.chapters[0]!.chapter_id}`
  const many = { content: { blocks: Array.from({ length: 10_000 }, (_, index) => block(`Line ${index}.`)) } }
  await measure('10,000 blocks are written', () => post(path, many))
  await measure('10,000 blocks are read', () => get(path))
  const own = path.replace('/v1/studio/', '/lectern/v1/')
  const edited = await get(`${own}/editor`)
  const version = edited.headers.get('etag')!
  await edited.arrayBuffer()
  const lines = Array.from({ length: 10_000 }, (_, index) => ({
    nodes: [{ voice_id: 'tone-a', text: `Rain ${index}.` }],
  }))
  await measure('10,000 blocks are written in the editor', () =>
    send(`${own}/editor`, JSON.stringify({ blocks: lines }), { method: 'PUT', 'if-match': version }),
  )
  await measure('10,000 blocks are read in the editor', () => get(`${own}/editor`))
  await measure('a word of 10,000 blocks is said otherwise', () =>
    post(`/lectern/v1/projects/${project}/pronounce`, { text: 'Rain', alias: 'Snow' }),
  )
  await measure('10,000 blocks are to be spoken', () => post(`${own}/speak`, {}))
  await measure('they are cancelled', () => send(`${own}/cancel`, '{}'))
  const content = [{ name: 'One', blocks: words.map(block) }]
  await measure('500 blocks of 18,000 characters become a project', async () => {
    const form = new FormData()
    form.append('name', 'Long')
    form.append('from_content_json', JSON.stringify(content))
    return fetch(`${baseUrl}/v1/studio/projects`, { method: 'POST', body: form })
  })
  const long = await create({ name: 'Long', from_content_json: JSON.stringify(content) })
  await measure('they are planned', () => get(`/v1/studio/projects/${long}`))
  const rules = Array.from({ length: 10_000 }, (_, index) => rule('a'.repeat(1 + (index % 350)) + index, 'x'))
  await measure('10,000 rules are added', () =>
    post('/v1/pronunciation-dictionaries/add-from-rules', { name: 'Many', rules }),
  )
  const growing = await post('/v1/pronunciation-dictionaries/add-from-rules', {
    name: 'Growing',
    rules: [rule('a', 'b'.repeat(498)), ...rules.slice(1)],
  })
  const { id, version_id } = (await growing.json()) as { id: string; version_id: string }
  await measure('10,000 rules are downloaded', () => get(`/v1/pronunciation-dictionaries/${id}/${version_id}/download`))
  await post(`/v1/studio/projects/${long}/pronunciation-dictionaries`, {
    pronunciation_dictionary_locators: [{ pronunciation_dictionary_id: id }],
  })
  await measure('they are planned with rules that let them grow', () => get(`/v1/studio/projects/${long}`))
  const spoken = {
    prose: makeParagraphs(1, 38_000, 2)[0]!,
    'lines of one letter': 'a.\n'.repeat(12_900),
    'numbers alone': '1-'.repeat(19_500),
  }
  for (const [kind, text] of Object.entries(spoken))
    await measure(`39,000 characters of ${kind} are spoken, with timestamps`, () =>
      post('/v1/text-to-speech/tone-a/with-timestamps?output_format=wav_48000', {
        text,
        model_id: 'eleven_flash_v2_5',
      }),
    )
  await measure('the words of 38,000 characters are told with their sound', () =>
    post('/dev/captioned_speech', {
      input: 'a '.repeat(19_000),
      voice: 'tone-a',
      model: 'eleven_flash_v2_5',
      stream: false,
    }),
  )
  const nearly = await post('/v1/pronunciation-dictionaries/add-from-rules', {
    name: 'Nearly',
    rules: Array.from({ length: 3_000 }, (_, index) => rule(`${'a'.repeat(10 + (index % 480))}b${index}`, 'x')),
  })
  const nearlyId = ((await nearly.json()) as { id: string }).id
  await measure('39,000 letters are spoken by rules that nearly match everywhere', () =>
    post('/v1/text-to-speech/tone-a?output_format=wav_48000', {
      text: 'a'.repeat(39_000),
      model_id: 'eleven_flash_v2_5',
      pronunciation_dictionary_locators: [{ pronunciation_dictionary_id: nearlyId }],
    }),
  )
  await measure('10 MB of wrong items', () => send(path, `{"content":{"blocks":[${'0,'.repeat(5_000_000)}0]}}`))
  await measure('12,000 wrong blocks', () =>
    post(path, { content: { blocks: Array(12_000).fill({ sub_type: 'x', nodes: [{ type: 1, text: 2 }] }) } }),
  )
  await measure('10 MB of brackets', () => send(path, '['.repeat(10_000_000)))
  await measure('10 MB of white space', () => send(path, ' '.repeat(10_000_000)))
  await measure('as many keys as may be', () => {
    const keys = Array.from({ length: 90_000 }, (_, index) => `"${index}":1`)
    return send(path, `{${keys.join(',')}}`)
  })
  await measure('10 MB between brackets', () =>
    send(path, `${'['.repeat(49)}1,${' '.repeat(9_900_000)}1${']'.repeat(49)}`),
  )
  await measure('20,000 requests at once over one connection', () =>
    pipeline('GET /x HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(20_000)),
  )
  await measure('a form of 200,000 parts', () =>
    send('/v1/studio/projects', '--b\r\n'.repeat(200_000), { 'content-type': 'multipart/form-data; boundary=b' }),
  )
  await measure('what is said of 19,500 characters of numbers', () =>
    post('/lectern/v1/spoken', { text: '0x'.repeat(9_750), language: 'en' }),
  )
  await measure('an address of slashes', () => get(`/x${'/'.repeat(15_000)}x`))
  await measure('long messages over a socket', () => sendMessages(['a.\n'.repeat(13_000), 'I. '.repeat(13_000)]))
  const silent = `One ${'<break time="3s" />'.repeat(900)} two.`
  await (await post(path, { content: { blocks: [block(silent)] } })).arrayBuffer()
  const blockId = await untilSpoken(own)
  await measure('the wave of 45 minutes is drawn', () => get(`${own}/blocks/${blockId}/peaks?per_second=500`))
  await measure('20 bodies of 10 MB at once', async () => {
    const body = `{"content":"${'é'.repeat(4_900_000)}"}`
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(path, body)))
    return answers.toSorted((one, other) => other.status - one.status)[0]!
  })
  await measure('10 MB in chunks of a byte', () =>
    pipeline(`${chunkedHead}${'1\r\n \r\n'.repeat(10_000_000)}0\r\n\r\n`),
  )
  await measure('10 MB in one text', () => send(path, `{"content":"${'\\u00e9'.repeat(1_700_000)}"}`))
}

async function measure(what: string, ask: () => Promise<Response>): Promise<void> {
  await longestDelay()
  const answer = await ask()
  if (answer.status >= 500) throw new Error(`"${what}" was answered with ${answer.status}.`)
  await answer.arrayBuffer()
  const milliseconds = await longestDelay()
  if (process.env.LECTERN_BENCH !== 'quiet') console.error(`${what}: ${milliseconds.toFixed(0)} ms`)
  delays.set(what, milliseconds)
}

/** Ends when the socket does: the last message is longer than any may be. */
async function sendMessages(texts: string[]): Promise<Response> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/v1/text-to-speech/tone-a/stream-input`)
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }))
  for (const text of [...texts, 'x'.repeat(200_000)]) socket.send(JSON.stringify({ text }))
  await closed
  return new Response()
}

/** Ends when the connection does. */
async function pipeline(requests: string): Promise<Response> {
  const { hostname, port } = new URL(baseUrl)
  const socket = connect({ host: hostname, port: Number(port) }).resume()
  await new Promise((resolve) => socket.on('error', resolve).on('close', resolve).write(requests))
  return new Response()
}

/** Has the only block of a chapter spoken. @returns its id */
async function untilSpoken(chapter: string): Promise<string> {
  await (await post(`${chapter}/speak`, {})).arrayBuffer()
  for (;;) {
    const { blocks } = (await (await get(`${chapter}/editor`)).json()) as {
      blocks: { block_id: string; state: string }[]
    }
    if (blocks[0]!.state === 'converted') return blocks[0]!.block_id
    await delay(200)
  }
}

/** Since this was asked last. */
async function longestDelay(): Promise<number> {
  await delay(300)
  rmSync(file, { force: true })
  process.kill(webPid, 'SIGUSR2')
  for (;;) {
    await delay(10)
    const told = readToEnd()
    if (told) return Number(told)
  }
}

function readToEnd(): string | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    return text.endsWith('\n') ? text : undefined
  } catch {
    return undefined
  }
}

async function create(fields: Record<string, string>): Promise<string> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const answer = await fetch(`${baseUrl}/v1/studio/projects`, { method: 'POST', body: form })
  return ((await answer.json()) as { project: { project_id: string } }).project.project_id
}

function get(path: string): Promise<Response> {
  return fetch(`${baseUrl}${path}`)
}

function post(path: string, body: object): Promise<Response> {
  return send(path, JSON.stringify(body))
}

function send(path: string, body: string, { method = 'POST', ...headers }: Record<string, string> = {}) {
  return fetch(`${baseUrl}${path}`, { method, headers: { 'content-type': json, ...headers }, body })
}
