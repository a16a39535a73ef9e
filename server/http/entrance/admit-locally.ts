import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import { StudioError } from '#server/base/errors.ts'
import { isForwarded } from './forwarded.ts'

/** What is looked at of a request: `ips` is there when proxies are trusted, the one who asked last. */
export type Knock = Pick<FastifyRequest, 'headers' | 'method' | 'ip' | 'ips'> & {
  raw?: Pick<FastifyRequest['raw'], 'httpVersion'>
}

/**
 * No key is asked for, so nobody may come in over a proxy of this machine, unless it is trusted and names someone here,
 * and nobody may speak through the person's browser: not a page of another site (Origin, Sec-Fetch-Site) unless it is
 * named, and not a name that someone else's DNS points here (Host).
 * @param named origins whose pages may use the API @throws StudioError `forbidden`
 */
export function requireLocal({ headers, ip, ips = [], raw }: Knock, named: string[] = []): void {
  const { host = '', origin, 'sec-fetch-site': site } = headers
  // nginx speaks HTTP/1.0 unless it is told otherwise, and tells nothing; programs of today do not.
  const isPassedOn = isForwarded(headers) || raw?.httpVersion === '1.0'
  const isHere = isPassedOn ? ips.length > 1 && isLoopback(ip) : true
  if (!isHere) throw refuse('that a proxy passes on')
  const isNamed = origin !== undefined && named.includes(origin)
  const isOwnPage = origin === undefined ? isOfNoOtherSite(site) : hostOf(origin) === host
  if ((isOwnPage || isNamed) && isLoopback(host.replace(/:\d+$/, ''))) return
  throw refuse(`from ${origin ?? (isOwnPage ? host : 'a page of another site')}`)
}

/** Also where other machines can reach this server. @throws StudioError `forbidden` */
export function requireThisMachine(knock: Knock): void {
  requireLocal(knock)
  if (!isLoopback(knock.ip)) throw refuse(`from ${knock.ip}`)
}

/** The names of this machine for itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^::ffff:/i, '')
  return bare === 'localhost' || bare === '::1' || bare === '[::1]' || (isIPv4(bare) && bare.startsWith('127.'))
}

function refuse(whose: string): StudioError {
  return new StudioError('forbidden', `Without a key, requests come from this machine only, and none ${whose}.`)
}

/** What browsers tell of a request without Origin, such as that of an image in a page; other programs tell nothing. */
function isOfNoOtherSite(site: string | string[] | undefined): boolean {
  return site === undefined || site === 'same-origin' || site === 'none'
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
