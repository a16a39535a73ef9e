import { posix } from 'node:path'

/** Where a link leads: a path in the archive, and the fragment behind `#`. */
export function resolveHref(fromPath: string, href: string): { path: string; fragment: string } {
  const [location = '', fragment = ''] = href.trim().split('#', 2)
  const decoded = decodePercents(location.replace(/\?.*$/, ''))
  const joined = decoded.startsWith('/') ? decoded.slice(1) : posix.join(posix.dirname(fromPath), decoded)
  return { path: location === '' ? fromPath : posix.normalize(joined), fragment: decodePercents(fragment) }
}

function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
