import { isIP } from 'node:net'
import { StudioError } from '#server/base/errors.ts'
import { isPublicAddress } from './public-address.ts'

/** Which places may be reached. */
export interface Reach {
  /** Also this machine and private networks, for people who mean it. */
  allowPrivate: boolean
  /** Whether an IP address may be reached when private ones may not; another one in tests. */
  isPublic?: (address: string) => boolean
}

/**
 * Reads a URL and refuses what can be told without asking DNS: a wrong scheme, a password in it, a forbidden address.
 * @param param the name of the field that the URL came in
 * @throws StudioError `invalid_parameters`
 */
export function assertAllowedUrl(text: string, reach: Reach, param?: string): URL {
  const url = URL.parse(text)
  if (!url) throw new StudioError('invalid_parameters', `"${text.slice(0, 200)}" is not a URL.`, { param })
  const refusal = whyRefused(url, reach)
  if (refusal) throw new StudioError('invalid_parameters', refusal, { param })
  return url
}

/** A sentence when the URL itself tells that it is forbidden. */
export function whyRefused(url: URL, reach: Reach): string | undefined {
  if (!/^https?:$/.test(url.protocol)) return `${nameOf(url)} is not an http or https URL.`
  if (url.username || url.password) return `The URL of ${url.host} holds a user name or password; leave them out.`
  const name = hostOf(url)
  const isForbidden = isIP(name) ? !mayReach(name, reach) : isNameOfThisMachine(name) && !reach.allowPrivate
  return isForbidden ? notPublic(url) : undefined
}

export function mayReach(address: string, { allowPrivate, isPublic = isPublicAddress }: Reach): boolean {
  return allowPrivate || isPublic(address)
}

/** Never says which private address a name has: that is for its own network to know. */
export function notPublic(url: URL): string {
  return `${nameOf(url)} is not on the public internet, and this server does not fetch from private networks.`
}

/** The host without the brackets of IPv6 and the dot that may end a name. URL has already unfolded odd spellings of IPv4. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

/** A URL for a sentence: without its query, which may hold secrets. */
export function nameOf(url: URL): string {
  const isWeb = /^https?:$/.test(url.protocol)
  return isWeb ? `${url.origin}${url.pathname}`.slice(0, 200) : `A URL of the scheme ${url.protocol.slice(0, 40)}`
}

function isNameOfThisMachine(name: string): boolean {
  return /(?:^|\.)(?:localhost|localhost\.localdomain|localhost6|ip6-localhost|ip6-loopback)$/.test(name)
}
