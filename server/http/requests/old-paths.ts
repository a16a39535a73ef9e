/**
 * Where an address is answered now. The Studio's operations began with `/v1/projects` until 2025, and clients of that time
 * still ask there.
 * Source: the official Python client 1.9, the last to have them.
 */
export function toPresentPath(url: string): string {
  const [, rest] = /^\/v1\/projects(?=[/?]|$)(.*)$/s.exec(url) ?? []
  if (rest === undefined) return url
  const [path, query] = splitAtQuery(rest)
  return `/v1/studio${toPresentEnd(path)}${query}`
}

function toPresentEnd(path: string): string {
  if (path === '/podcast/create') return '/podcasts'
  if (path === '/add') return '/projects'
  const [, start, operation] =
    /^(\/[^/]+)\/(chapters\/add|update-content|update-pronunciation-dictionaries)$/.exec(path) ?? []
  return operation ? `/projects${start}/${presentNames[operation]}` : `/projects${path}`
}

const presentNames: Record<string, string> = {
  'chapters/add': 'chapters',
  'update-content': 'content',
  'update-pronunciation-dictionaries': 'pronunciation-dictionaries',
}

function splitAtQuery(url: string): [path: string, query: string] {
  const at = url.indexOf('?')
  return at === -1 ? [url, ''] : [url.slice(0, at), url.slice(at)]
}
