import type { FastifyRequest } from 'fastify'

/**
 * A path of this server as the one who asks can reach it: under the name that they used, and with https when a trusted
 * proxy (`LECTERN_TRUST_PROXY`) says so.
 */
export function ownUrl({ protocol, host }: FastifyRequest, path: string): string {
  return `${protocol}://${host}${path}`
}
