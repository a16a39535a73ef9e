import type { FastifyRequest } from 'fastify'

/**
 * A path of this server as the one who asks can reach it: under the name that they used, and with https when a proxy in
 * front of us says so.
 */
export function ownUrl(request: FastifyRequest, path: string): string {
  const isSecure = request.headers['x-forwarded-proto'] === 'https'
  return `${isSecure ? 'https' : request.protocol}://${request.host}${path}`
}
