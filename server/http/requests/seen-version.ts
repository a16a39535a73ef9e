import type { FastifyRequest } from 'fastify'
import { StudioError } from '#server/base/errors.ts'

/**
 * The version that a writer saw, as If-Match names it: `"12"`, as the ETag says it; a weak one counts as well.
 * @throws StudioError `invalid_parameters`
 */
export function findSeenVersion({ headers }: Pick<FastifyRequest, 'headers'>): number | undefined {
  const sent = headers['if-match']
  if (sent === undefined || sent.trim() === '*') return undefined
  const [, version] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(sent.trim()) ?? []
  if (version !== undefined) return Number(version)
  throw new StudioError('invalid_parameters', `If-Match says ${sent.slice(0, 50)}, which is no version.`, {
    param: 'if-match',
  })
}

export function versionHeader(version: number): { etag: string } {
  return { etag: `"${version}"` }
}
