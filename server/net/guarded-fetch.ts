import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { StudioError } from '#server/base/errors.ts'
import { orAborted } from '#server/base/or-aborted.ts'
import { assertAllowedUrl, nameOf, type Reach } from './allowed-url.ts'
import { acceptedEncodings, decodedBody } from './read-body.ts'
import { nextRequest } from './redirects.ts'
import { type Lookup, resolveHost } from './resolve-host.ts'
import { type PlainRequest, type RequestHeaders, sendRequest } from './send-request.ts'

/** How the outside is reached; `lookup` and `isPublic` are others in tests. */
export interface Guard extends Reach {
  lookup?: Lookup
}

export interface GuardedRequest extends Guard {
  /** GET when not given. */
  method?: string
  /** Lower case. */
  headers?: RequestHeaders
  body?: string | Buffer
  signal?: AbortSignal
  limits: FetchLimits
}

export interface FetchLimits {
  /** Of the body, decompressed. */
  byteLength: number
  /** For everything: finding the address, all redirects, reading the body to its end. */
  seconds: number
  /** How many are followed; with 0 a redirect is an answer like any other. */
  redirects: number
}

export interface GuardedAnswer<Body> {
  status: number
  headers: IncomingHttpHeaders
  /** Where the answer came from, after redirects. */
  url: URL
  body: Body
}

/**
 * Fetches from a URL that somebody else chose. Only http and https; every address that its name resolves to is checked,
 * and the connection goes to a checked one; the same again at each redirect.
 * @throws StudioError `invalid_parameters` when the URL itself is forbidden; `fetch_refused` when its address or a
 *   redirect is; `fetch_failed`, `fetch_too_large`, `fetch_timeout`; the signal's reason when aborted
 */
export async function guardedFetch(url: string, request: GuardedRequest): Promise<GuardedAnswer<Buffer>> {
  await using answer = await openGuarded(url, request)
  const { status, headers, url: from } = answer
  return { status, headers, url: from, body: await answer.read() }
}

/** An answer whose body may be read or left; closing it ends the connection. */
export interface OpenAnswer extends GuardedAnswer<Readable>, AsyncDisposable {
  /** Reads the body to its end. @throws as `guardedFetch` */
  read(): Promise<Buffer>
}

/** As `guardedFetch`, without reading the body. The limits hold until the answer is closed. */
export async function openGuarded(url: string, request: GuardedRequest): Promise<OpenAnswer> {
  const first = assertAllowedUrl(url, request)
  const stop = new AbortController()
  const timeLimit = AbortSignal.timeout(request.limits.seconds * 1000)
  const signal = AbortSignal.any([stop.signal, timeLimit, ...(request.signal ? [request.signal] : [])])
  const explain = (thrown: unknown) => explainFailure(thrown, first, request, timeLimit)
  try {
    const { response, url: from } = await follow(first, request, signal)
    const body = decodedBody(response, nameOf(from), request.limits.byteLength)
    return {
      status: response.statusCode!,
      headers: response.headers,
      url: from,
      body,
      read: () => buffer(body).catch((thrown) => Promise.reject(explain(thrown))),
      [Symbol.asyncDispose]: async () => stop.abort(),
    }
  } catch (thrown) {
    stop.abort()
    throw explain(thrown)
  }
}

async function follow(
  first: URL,
  request: GuardedRequest,
  signal: AbortSignal,
): Promise<{ response: IncomingMessage; url: URL }> {
  let [url, plain] = [first, toPlain(request)]
  for (let redirects = 0; ; redirects++) {
    const addresses = await orAborted(resolveHost(url, request), signal) // DNS cannot be interrupted
    const response = await sendRequest(url, plain, addresses, signal)
    const next = request.limits.redirects > 0 ? nextRequest(url, plain, response, request) : undefined
    if (!next) return { response, url }
    response.destroy()
    if (redirects === request.limits.redirects) {
      throw new StudioError('fetch_failed', `${nameOf(first)} redirects more than ${redirects} times.`)
    }
    ;[url, plain] = [next.url, next.request]
  }
}

function toPlain({ method = 'GET', headers, body }: GuardedRequest): PlainRequest {
  return { method, headers: { 'user-agent': 'Lectern', 'accept-encoding': acceptedEncodings, ...headers }, body }
}

function explainFailure(thrown: unknown, url: URL, request: GuardedRequest, timeLimit: AbortSignal): unknown {
  if (request.signal?.aborted) return request.signal.reason
  if (thrown instanceof StudioError) return thrown
  if (timeLimit.aborted) {
    return new StudioError('fetch_timeout', `${nameOf(url)} took more than ${request.limits.seconds} s to answer.`)
  }
  const reason = thrown instanceof Error ? thrown.message || (thrown as NodeJS.ErrnoException).code : String(thrown)
  return new StudioError('fetch_failed', `${nameOf(url)} could not be fetched: ${reason}`, { cause: thrown })
}
