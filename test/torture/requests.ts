/** What became of a request: answered with 200, refused, or nobody knows: no answer, or that of a server in trouble. */
export type Outcome =
  // biome-ignore lint/suspicious/noExplicitAny: the torture looks at what the contract promises
  | { kind: 'done'; body: any; requestId: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'unknown'; reason: string }

export interface Request {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  json?: unknown
  form?: Record<string, string | File>
}

/** No request may take longer, whatever is killed meanwhile: then its reason is `hangs`. */
const longestAnswerSeconds = 60

/** Asks once, and never throws. */
export async function ask(baseUrl: string, { method, path, json, form }: Request): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(longestAnswerSeconds * 1000)
    const headers: Record<string, string> = json === undefined ? {} : { 'content-type': 'application/json' }
    const body = form ? toForm(form) : json === undefined ? undefined : JSON.stringify(json)
    const answer = await fetch(`${baseUrl}${path}`, { method, headers, body, signal })
    if (!answer.headers.get('content-type')?.includes('json')) return await listen(answer)
    return toOutcome(answer.status, await answer.json(), answer.headers.get('request-id') ?? '')
  } catch (error) {
    return { kind: 'unknown', reason: (error as Error).name === 'TimeoutError' ? 'hangs' : 'no answer' }
  }
}

/** Hears a stream to its end; the body of the outcome is how many bytes came. */
async function listen(answer: Response): Promise<Outcome> {
  const { byteLength } = await answer.arrayBuffer()
  const announced = Number(answer.headers.get('content-length'))
  if (byteLength !== announced) return { kind: 'refused', reason: `${byteLength} bytes instead of ${announced}` }
  return { kind: 'done', body: byteLength, requestId: '' }
}

// biome-ignore lint/suspicious/noExplicitAny: see above
function toOutcome(status: number, body: any, requestId: string): Outcome {
  if (status === 200) return { kind: 'done', body, requestId }
  const reason = `${status} ${body.detail?.code ?? JSON.stringify(body)}`
  return { kind: status >= 500 ? 'unknown' : 'refused', reason }
}

function toForm(fields: Record<string, string | File>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  return form
}
