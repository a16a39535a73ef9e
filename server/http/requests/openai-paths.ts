import type { IncomingHttpHeaders } from 'node:http'

/**
 * Where an address is answered that programs for OpenAI's API ask: their base may end in `/v1`, in `/openai/v1` or in neither,
 * or in a slash too many. Two addresses are the public API's as well; they mean OpenAI's for who shows a key in OpenAI's way.
 */
export function toOpenaiPath(url: string, headers: IncomingHttpHeaders): string {
  const at = url.indexOf('?')
  const query = at === -1 ? '' : url.slice(at)
  const path = (at === -1 ? url : url.slice(0, at)).replace(/\/{2,}/g, '/')
  const [, isNamed, rest = ''] = /^(\/openai)?(?:\/v1)?(\/.*?)\/?$/.exec(path) ?? []
  const isCertain = isNamed !== undefined || !path.startsWith('/v1') || isOpenaiKey(headers)
  if (rest === '/dev/captioned_speech') return `${rest}${query}`
  if (/^\/audio\/(speech|voices|models)$/.test(rest)) return `/v1${rest}${query}`
  if (rest === '/audio/speech/voices' || (rest === '/voices' && isCertain)) return `/v1/audio/voices${query}`
  if (/^\/models\/[^/]+$/.test(rest) || (rest === '/models' && isCertain)) return `/openai/v1${rest}${query}`
  return url
}

function isOpenaiKey(headers: IncomingHttpHeaders): boolean {
  return /^Bearer\b/i.test(headers.authorization ?? '') && headers['xi-api-key'] === undefined
}
