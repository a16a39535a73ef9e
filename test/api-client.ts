import assert from 'node:assert/strict'
import { publicApi, validateAnswer } from './contract-check.ts'

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what the contract promises, and validateAnswer checks it
  body: any
  headers: Headers
}

interface Request {
  method: string
  headers?: Record<string, string>
  body?: string | FormData | Uint8Array
  signal?: AbortSignal
}

/** Asks a running server, and checks every JSON answer against the public API's own schema. */
export class ApiClient {
  readonly baseUrl: string
  /** Sent with every request. */
  key: string | undefined

  constructor(baseUrl: string) {
    this.baseUrl = baseUrl
  }

  get(path: string, expected = 200): Promise<Answer> {
    return this.json(path, { method: 'GET' }, expected)
  }

  /** @param body sent as JSON; nothing at all when undefined, as the official clients do for convert */
  post(path: string, body?: unknown, expected = 200): Promise<Answer> {
    return this.json(path, { method: 'POST', ...toJsonBody(body) }, expected)
  }

  patch(path: string, body: unknown, expected = 200): Promise<Answer> {
    return this.json(path, { method: 'PATCH', ...toJsonBody(body) }, expected)
  }

  delete(path: string, expected = 200): Promise<Answer> {
    return this.json(path, { method: 'DELETE' }, expected)
  }

  form(path: string, fields: Record<string, string | Blob>, expected = 200): Promise<Answer> {
    const body = new FormData()
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') body.append(name, value)
      else body.append(name, value, value instanceof File ? value.name : 'blob')
    }
    return this.json(path, { method: 'POST', body }, expected)
  }

  /** The bytes of an answer that is not JSON. */
  async bytes(
    path: string,
    request: Partial<Request> = {},
    expected = 200,
  ): Promise<{ bytes: Buffer; headers: Headers }> {
    const answer = await this.fetch(path, { method: 'POST', ...request })
    const bytes = Buffer.from(await answer.arrayBuffer())
    assert.equal(answer.status, expected, `${path}: ${bytes.subarray(0, 300)}`)
    return { bytes, headers: answer.headers }
  }

  async json(path: string, request: Request, expected: number): Promise<Answer> {
    const answer = await this.fetch(path, request)
    const text = await answer.text()
    assert.equal(answer.status, expected, `${request.method} ${path}: ${text.slice(0, 500)}`)
    const body = text === '' ? undefined : JSON.parse(text)
    const template = operationOf(request.method, path)?.split(' ')[1]
    if (template) validateAnswer(request.method, template, answer.status, body)
    return { status: answer.status, body, headers: answer.headers }
  }

  fetch(path: string, { method, headers, body, signal }: Request): Promise<Response> {
    const key = this.key === undefined ? {} : { 'xi-api-key': this.key }
    return fetch(`${this.baseUrl}${path}`, {
      method,
      headers: { ...key, ...headers },
      body: body as RequestInit['body'],
      signal,
    })
  }
}

function toJsonBody(body: unknown): Partial<Request> {
  if (body === undefined) return {}
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

/** The operation of the public API that a request asks for, such as `GET /v1/voices/{voice_id}`: the one with the most words of its own. */
export function operationOf(method: string, path: string): string | undefined {
  const steps = path.split('?')[0]!.split('/')
  const matching = Object.entries(publicApi.paths).filter(([template, operations]) => {
    const parts = template.split('/')
    const fits =
      parts.length === steps.length && parts.every((part, index) => part.startsWith('{') || part === steps[index])
    return fits && method.toLowerCase() in operations
  })
  const [closest] = matching.map(([template]) => template).sort((a, b) => countNames(a) - countNames(b))
  return closest && `${method.toUpperCase()} ${closest}`
}

function countNames(template: string): number {
  return template.split('{').length
}
