import { type LookupAddress, promises } from 'node:dns'
import { isIP } from 'node:net'
import { StudioError } from '#server/base/errors.ts'
import { hostOf, mayReach, notPublic, type Reach } from './allowed-url.ts'

/** Answers all addresses of a name. */
export type Lookup = (name: string) => Promise<LookupAddress[]>

/**
 * The addresses of a URL's host that may be reached. A name with public and other addresses is reached by the public
 * ones: networks with DNS64 give every name an address that we refuse, besides its own.
 * @throws StudioError `fetch_refused` when there are only others, `fetch_failed` when the name is unknown
 */
export async function resolveHost(url: URL, reach: Reach & { lookup?: Lookup }): Promise<LookupAddress[]> {
  const host = hostOf(url)
  const all = isIP(host) ? [{ address: host, family: isIP(host) }] : await lookUp(host, reach.lookup ?? lookUpAll)
  const allowed = all.filter(({ address }) => mayReach(address, reach))
  if (allowed.length === 0) throw new StudioError('fetch_refused', notPublic(url))
  return allowed
}

async function lookUp(name: string, lookup: Lookup): Promise<LookupAddress[]> {
  const unknown = (cause?: unknown) => new StudioError('fetch_failed', `The host ${name} is not known.`, { cause })
  const addresses = await lookup(name).catch((cause) => {
    throw unknown(cause)
  })
  if (addresses.length === 0) throw unknown()
  return addresses
}

function lookUpAll(name: string): Promise<LookupAddress[]> {
  return promises.lookup(name, { all: true })
}
