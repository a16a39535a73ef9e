import type { FastifyInstance } from 'fastify'

/** What the hosted service answers to a preflight, and the headers of ours that a page may read. */
const allowed = {
  'access-control-allow-methods': 'POST, PATCH, OPTIONS, DELETE, GET, PUT',
  // The star stands for all but this one. Source: Fetch standard, CORS non-wildcard request-header name.
  'access-control-allow-headers': '*, authorization',
  'access-control-max-age': '600',
}
const exposed = [
  'request-id',
  'x-request-id',
  'history-item-id',
  'character-cost',
  'lectern-warnings',
  'content-disposition',
  'content-length',
  'content-range',
  'accept-ranges',
  'retry-after',
  'x-ratelimit-reset',
].join(', ')

/**
 * Lets pages of other origins read our answers (CORS). Never with cookies: such a page needs a key of its own.
 * @param origins `https://my.app` and its like, or `*` for any
 */
export function allowOrigins(app: FastifyInstance, origins: string[]): void {
  if (origins.length === 0) return
  const isOpen = origins.includes('*')
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers
    if (!isOpen) reply.header('vary', 'origin')
    if (origin === undefined || !(isOpen || origins.includes(origin))) return
    reply.headers({ 'access-control-allow-origin': isOpen ? '*' : origin, 'access-control-expose-headers': exposed })
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    if (isPreflight) return reply.code(204).headers(allowed).send()
  })
}
