import { existsSync, globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export type ShowPage = (request: FastifyRequest, reply: FastifyReply) => FastifyReply

/** Where the built pages lie: scripts/build-web.js. */
const webFolder = join(import.meta.dirname, '..', '..', '..', 'web', 'dist')

/** Addresses that the pages themselves know; all of them are the one page. */
const pages = [
  '/',
  '/settings',
  '/sign-in',
  '/projects/:project_id',
  '/projects/:project_id/listen',
  '/projects/:project_id/cast',
  '/projects/:project_id/script',
  '/projects/:project_id/chapters/:chapter_id',
]

// Nothing of our pages comes from elsewhere, and no script or style but our files runs.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.epub': 'application/epub+zip',
}

/**
 * Serves the studio's pages, if they were built. Their files are read once: they are small, and compressed beforehand. What
 * has a fingerprint in its name may be kept for ever; the page that names those is asked for each time.
 * @returns what shows the page, which says itself that an address is none of its own
 */
export function serveWebPages(app: FastifyInstance, folder = webFolder): ShowPage | undefined {
  if (!existsSync(join(folder, 'index.html'))) return undefined
  const files = readFiles(folder)
  const page = files.get('index.html')!
  const show: ShowPage = (request, reply) => {
    reply.headers({ 'content-security-policy': policy, 'cache-control': 'no-cache' })
    return sendFile(page, request, reply)
  }
  for (const url of pages) app.get(url, { schema: { hide: true } }, async (request, reply) => show(request, reply))
  for (const [name, file] of files) {
    if (name === 'index.html') continue
    const isForEver = name.startsWith('assets/')
    app.get(`/${name}`, { schema: { hide: true } }, async (request, reply) => {
      reply.header('cache-control', isForEver ? 'public, max-age=31536000, immutable' : 'public, max-age=3600')
      return sendFile(file, request, reply)
    })
  }
  return show
}

/** A person with a browser, not a program. */
export function looksAtPages({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept?.includes('text/html') ?? false)
}

/** A file and its compressed forms, by the name of the encoding. */
interface WebFile {
  contentType: string
  bytes: Buffer
  encoded: Map<string, Buffer>
}

const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const

function readFiles(folder: string): Map<string, WebFile> {
  const names = globSync('**/*.{html,js,css,svg,woff2,epub}', { cwd: folder }).map((name) => name.replaceAll('\\', '/'))
  return new Map(names.map((name) => [name, readFile(join(folder, name))]))
}

function readFile(path: string): WebFile {
  const encoded = encodings.flatMap(([encoding, ending]): [string, Buffer][] => {
    return existsSync(path + ending) ? [[encoding, readFileSync(path + ending)]] : []
  })
  return { contentType: types[extname(path)]!, bytes: readFileSync(path), encoded: new Map(encoded) }
}

function sendFile(
  { contentType, bytes, encoded }: WebFile,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const accepted = listAccepted(String(request.headers['accept-encoding'] ?? ''))
  const encoding = encodings.find(([name]) => encoded.has(name) && accepted.has(name))?.[0]
  reply.headers({ 'content-type': contentType, vary: 'accept-encoding' })
  if (encoding) reply.header('content-encoding', encoding)
  return reply.send(encoding ? encoded.get(encoding)! : bytes)
}

/** The encodings that a header names and does not refuse (`;q=0`). Source: RFC 9110, 12.5.3. */
function listAccepted(header: string): Set<string> {
  const named = header.split(',').map((one) => one.toLowerCase().replace(/\s/g, ''))
  return new Set(named.filter((one) => !/;q=0(\.0*)?$/.test(one)).map((one) => one.split(';')[0]!))
}
