import type { IncomingMessage } from 'node:http'
import { StudioError } from '#server/base/errors.ts'
import { nameOf, type Reach, whyRefused } from './allowed-url.ts'
import type { PlainRequest } from './send-request.ts'

/** Headers that are meant for one host only. */
const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization', 'xi-api-key', 'elevenlabs-signature'])

/**
 * Where a response sends us and what to send there; nothing when it is no redirect.
 * Source: the Fetch standard, "HTTP-redirect fetch": after 303, and after 301 or 302 to a POST, it is a GET.
 * @throws StudioError `fetch_refused` when it leads to a forbidden place
 */
export function nextRequest(
  from: URL,
  request: PlainRequest,
  { statusCode, headers }: IncomingMessage,
  reach: Reach,
): { url: URL; request: PlainRequest } | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode!) || !headers.location) return undefined
  const url = URL.parse(headers.location, from.href)
  if (!url) throw new StudioError('fetch_failed', `${nameOf(from)} redirects to something that is not a URL.`)
  const refusal = whyRefused(url, reach)
  if (refusal) throw new StudioError('fetch_refused', `${nameOf(from)} redirects. ${refusal}`)
  const becomesGet = statusCode === 303 ? request.method !== 'HEAD' : statusCode! < 303 && request.method === 'POST'
  const next = becomesGet ? asGet(request) : request
  return { url, request: url.origin === from.origin ? next : withoutHeaders(next, (name) => secretHeaders.has(name)) }
}

function asGet(request: PlainRequest): PlainRequest {
  const { headers } = withoutHeaders(request, (name) => name.startsWith('content-'))
  return { method: 'GET', headers }
}

function withoutHeaders(request: PlainRequest, isDropped: (name: string) => boolean): PlainRequest {
  const kept = Object.entries(request.headers).filter(([name]) => !isDropped(name.toLowerCase()))
  return { ...request, headers: Object.fromEntries(kept) }
}
