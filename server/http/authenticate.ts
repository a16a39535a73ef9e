import { isIPv4 } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Config } from '#server/base/config.ts'
import { StudioError } from '#server/base/errors.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { hashSecret, keysChanged, readRoles, roles } from './api-keys.ts'

/** Who asks. */
export interface Caller {
  role: Role
  /** The hash of their key; left out for the person at this machine. */
  key?: string
}

/** Says who asks, and refuses strangers. */
export interface Doorkeeper extends Disposable {
  /** @throws StudioError `missing_api_key`, `invalid_api_key`, `forbidden` */
  admit(request: Pick<FastifyRequest, 'headers'>): Caller
}

type Needs = Pick<Studio, 'db' | 'events' | 'config' | 'log'>

/**
 * Keeps the valid keys in memory, and looks again when they change. Without any key the person at this machine is the
 * admin, as long as nobody else can reach it; where others can, nobody is admitted once the last key is revoked.
 * @throws StudioError `unsafe_configuration` when there is no key and others could reach this address
 */
export async function openDoorkeeper({ db, events, config, log }: Needs): Promise<Doorkeeper> {
  let known = await readRoles(db, config.LECTERN_API_KEYS)
  if (known.size === 0 && !isLoopback(config.HOST)) {
    throw new StudioError('unsafe_configuration', `Without a key Lectern does not listen on ${config.HOST}.`)
  }
  const lookAgain = () =>
    readRoles(db, config.LECTERN_API_KEYS).then(
      (roles) => (known = roles),
      (error) => log.warn({ err: error }, 'The keys could not be read again.'),
    )
  const unsubscribe = events.subscribe(keysChanged.topic, lookAgain)
  return {
    admit(request) {
      if (known.size === 0 && isLoopback(config.HOST)) return admitLocally(request, config)
      const secret = request.headers['xi-api-key']
      if (typeof secret !== 'string' || secret === '') {
        throw new StudioError('missing_api_key', 'This request has no API key.')
      }
      const key = hashSecret(secret)
      const role = known.get(key)
      if (!role) throw new StudioError('invalid_api_key', 'This API key is not known here, or was revoked.')
      return { role, key }
    },
    [Symbol.dispose]: unsubscribe,
  }
}

/** @throws StudioError `insufficient_permissions` */
export function requireRole(caller: Caller, least: Role): void {
  if (roles.indexOf(caller.role) >= roles.indexOf(least)) return
  throw new StudioError('insufficient_permissions', `This needs a key with the role ${least}; yours is ${caller.role}.`)
}

/** The names of this machine for itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
}

/**
 * No key is asked for, so nobody may speak through the person's browser: not a page of another site (Origin) unless the
 * configuration names it, and not a name that someone else's DNS points here (Host).
 */
function admitLocally(
  { headers }: Pick<FastifyRequest, 'headers'>,
  { LECTERN_CORS_ORIGINS: named = [] }: Config,
): Caller {
  const { host = '', origin } = headers
  const name = host.replace(/:\d+$/, '')
  const isKnown = origin === undefined || hostOf(origin) === host || named.includes(origin)
  if (isKnown && isLoopback(name)) return { role: 'admin' }
  throw new StudioError('forbidden', `Without a key, requests come from this machine only, not from ${origin ?? host}.`)
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
