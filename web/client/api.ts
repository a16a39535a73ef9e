import { tellRefusal } from '../i18n/refusals.ts'
import { translate } from '../i18n/translate.ts'

/** What the server says when it refuses. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** The server cannot be reached just now. */
export class NotConnected extends Error {}

interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  json?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
  keepalive?: boolean
}

let csrfToken: string | null = null

/** Which token goes with every write: that of the session, null where none is needed. */
export function sendCsrfToken(token: string | null): void {
  csrfToken = token
}

/** Asks the server for JSON. @throws ApiError, NotConnected */
export async function ask<Answer>(path: string, request: Request = {}): Promise<Answer> {
  return (await askRaw(path, request)).json() as Promise<Answer>
}

/** The whole answer. @throws ApiError, NotConnected */
export async function askRaw(path: string, { json, headers, ...rest }: Request = {}): Promise<Response> {
  const answer = await fetch(path, {
    ...rest,
    headers: {
      ...(json !== undefined && { 'content-type': 'application/json' }),
      ...(csrfToken && { 'x-csrf-token': csrfToken }),
      ...headers,
    },
    body: json === undefined ? undefined : JSON.stringify(json),
  }).catch((error) => {
    if (rest.signal?.aborted) throw error
    throw notConnected()
  })
  if (!answer.ok) throw await toError(answer)
  return answer
}

/** Reads an answer of JSON lines while it comes. @throws ApiError, NotConnected */
export async function* readLines<Line>(path: string): AsyncGenerator<Line> {
  const reader = (await askRaw(path)).body!.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop()!
    for (const line of lines) yield JSON.parse(line) as Line
  }
}

/** Sends a form and tells how much of it has gone, from 0 to 1: fetch does not. @throws ApiError, NotConnected */
export function upload<Answer>(
  path: string,
  form: FormData,
  {
    method = 'POST',
    onProgress,
    signal,
  }: { method?: 'POST' | 'PUT'; onProgress?: (progress: number) => void; signal?: AbortSignal } = {},
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const request = new XMLHttpRequest()
  request.open(method, path)
  if (csrfToken) request.setRequestHeader('x-csrf-token', csrfToken)
  request.upload.onprogress = ({ loaded, total }) => onProgress?.(total === 0 ? 1 : loaded / total)
  request.onerror = () => reject(notConnected())
  request.onload = () => {
    const answer = new Response(request.responseText, { status: request.status })
    if (answer.ok) resolve(JSON.parse(request.responseText))
    else toError(answer).then(reject)
  }
  signal?.addEventListener('abort', () => {
    request.abort()
    reject(signal.reason)
  })
  request.send(form)
  return promise
}

function notConnected(): NotConnected {
  return new NotConnected(translate('The server cannot be reached.'))
}

async function toError(answer: Response): Promise<Error> {
  const body = await answer.json().catch(() => ({}))
  const detail = body?.detail
  if (Array.isArray(detail)) {
    const [first] = detail
    return new ApiError(
      answer.status,
      first?.type ?? 'invalid',
      `${(first?.loc ?? []).slice(1).join('.')}: ${first?.msg}`,
    )
  }
  if (typeof detail?.code === 'string') return new ApiError(answer.status, detail.code, tellRefusal(detail))
  return new ApiError(
    answer.status,
    'unknown',
    translate('The server answered {status}.', { status: `${answer.status}` }),
  )
}
