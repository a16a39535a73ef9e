import { StudioError } from '#server/base/errors.ts'
import { guardedFetch } from '#server/net/guarded-fetch.ts'
import type { Wheel } from '../voice-pack.ts'
import type { Registry } from './find-registries.ts'
import { headersFor } from './find-registries.ts'

const limits = { byteLength: 10_000_000, seconds: 30, redirects: 5 }
const jsonType = 'application/vnd.pypi.simple.v1+json'

/**
 * Where a wheel lies, as the page of its project tells.
 * Source: the simple repository API of the Python packaging specifications; pages are JSON (PEP 691) or HTML (PEP 503).
 * @throws StudioError `fetch_failed` when the index does not offer it
 */
export async function findWheel(index: Registry, wheel: Wheel, signal: AbortSignal) {
  const page = `${index.address}/${wheel.packageName}/`
  const headers = { accept: `${jsonType}, text/html;q=0.5`, ...headersFor(index, page) }
  const answer = await guardedFetch(page, { allowPrivate: true, headers, signal, limits })
  if (answer.status !== 200) {
    throw new StudioError('fetch_failed', `${index.host} answered ${answer.status} for ${wheel.packageName}.`)
  }
  const isJson = /json/.test(String(answer.headers['content-type']))
  const link = (isJson ? linkInJson : linkInHtml)(answer.body.toString(), wheel.fileName)
  const address = link === undefined ? null : URL.parse(link, answer.url.href)
  if (!address) throw new StudioError('fetch_failed', `${index.host} does not offer ${wheel.fileName}.`)
  address.hash = ''
  return { address, headers: headersFor(index, address) }
}

function linkInJson(page: string, fileName: string): string | undefined {
  try {
    const { files } = JSON.parse(page) as { files?: { filename: string; url: string }[] }
    return files?.find(({ filename }) => filename === fileName)?.url
  } catch {
    return undefined
  }
}

/** So long a link may be with what is said of it: a page without end is not looked through again at each of its signs. */
const longestAnchor = 2_000

/** The text of an anchor is the name of the file. */
function linkInHtml(page: string, fileName: string): string | undefined {
  for (const before of page.split(/<\/a>/i)) {
    const anchor = before.slice(-longestAnchor)
    if (!anchor.trimEnd().endsWith(fileName)) continue
    const [, href, text] = /<a\s[^<>]*?href\s*=\s*["']([^"']+)["'][^<>]*>\s*([^<]+?)\s*$/i.exec(anchor) ?? []
    if (text === fileName) return href!.replaceAll('&amp;', '&')
  }
  return undefined
}
