import { setTimeout as delay } from 'node:timers/promises'
import { report } from './figure.ts'
import { residentMegabytesOf } from './process-figures.ts'
import { openDataFolder, startService } from './service.ts'

// What the web process keeps after 10,000 requests that are refused, of every kind that we could think of, beside what it
// has when it has answered a few hundred good ones.

const rounds = 500

await using folder = await openDataFolder()
await using service = await startService(folder.path, { LECTERN_RATE_LIMIT: '0' })
const { baseUrl, webPid } = service
const projects = '/v1/studio/projects'
const speech = '/v1/text-to-speech/tone-a'

await run(20, good)
const before = await settled()
await run(rounds, hostile)
const after = await settled()

await report([
  {
    what: `Memory of the web process after ${rounds * 20} refused requests, as a multiple of what it was`,
    unit: 'times',
    ours: after / before,
    target: { of: 'ours', atMost: 1.3 },
    note: `${Math.round(before)} MB, then ${Math.round(after)} MB`,
  },
])

/** Each as often as the others, four at once. */
async function run(times: number, calls: (round: number) => Promise<Response>[]): Promise<void> {
  for (let round = 0; round < times; round++) {
    const answers = await Promise.all(calls(round))
    await Promise.all(answers.map((answer) => answer.arrayBuffer()))
    for (const { status } of answers) if (status >= 500) throw new Error(`A request was answered with ${status}.`)
  }
}

function good(): Promise<Response>[] {
  return [
    get('/v1/models'),
    get('/v1/voices'),
    get(projects),
    get('/v1/user'),
    get('/openapi.json'),
    form({ name: 'Book' }),
    post(speech, { text: 'All is well.' }),
    post(`${speech}/with-timestamps`, { text: 'All is well.' }),
  ]
}

function hostile(round: number): Promise<Response>[] {
  const wrong = Array.from({ length: 2_000 }, () => ({ nodes: [{}] }))
  return [
    get(`/v1/none/${round}`),
    get(`${projects}/${round}`),
    get(`${projects}/${'x'.repeat(9_000)}`),
    get(`/v1/voices/${round}`),
    get(`/lectern/v1/voices/${round}/preview`),
    get(`/v2/voices?search=${round}${'y'.repeat(4_000)}&page_size=0`),
    get('/v1/history?page_size=many'),
    get(projects, { origin: `https://${round}.example` }),
    post(speech, { text: '' }),
    post(speech, { text: 'x'.repeat(100_000) }),
    post(speech, { text: `${round}`, model_id: `model ${round}` }),
    post(`/v1/text-to-speech/${round}`, { text: 'x' }),
    post(`${projects}/${round}/chapters/x`, { content: { blocks: wrong } }),
    send(speech, 'application/json', `${'['.repeat(50_000)}`),
    send(speech, 'application/json', `{"text":${round}`),
    send(speech, `text/${round}`, 'x'),
    send(projects, 'multipart/form-data', 'x'),
    send(projects, 'multipart/form-data; boundary=b', '--b\r\n'),
    form({ genres: JSON.stringify([round]), from_content_json: '[{}]' }),
    form({ name: 'Book', from_document: new Blob([`${round}`]), from_url: 'http://127.0.0.1/' }),
  ]
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${baseUrl}${path}`, { headers })
}

function post(path: string, body: object): Promise<Response> {
  return send(path, 'application/json', JSON.stringify(body))
}

function send(path: string, type: string, body: string): Promise<Response> {
  return fetch(`${baseUrl}${path}`, { method: 'POST', headers: { 'content-type': type }, body })
}

function form(fields: Record<string, string | Blob>): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return fetch(`${baseUrl}${projects}`, { method: 'POST', body })
}

/** Once nothing is left to be collected. */
async function settled(): Promise<number> {
  await delay(3_000)
  return residentMegabytesOf(webPid)
}
