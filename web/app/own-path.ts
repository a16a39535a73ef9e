/**
 * Where a link leads that says where to go on, as the one to sign in does: anybody may have written it, and it leads nowhere
 * but into this studio.
 * @returns a path of this origin; the shelf for an address elsewhere
 */
export function toOwnPath(address: string, origin: string): string {
  const url = URL.parse(address, origin)
  const path = url?.origin === origin ? `${url.pathname}${url.search}${url.hash}` : '/'
  return path.startsWith('//') ? '/' : path
}
