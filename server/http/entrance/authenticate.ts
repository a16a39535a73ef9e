import { StudioError } from '#server/base/errors.ts'
import { hashSecret, type KnownKey, roles } from '#server/keys/api-keys.ts'
import { followKeys } from '#server/keys/follow-keys.ts'
import { isEqual, openSessions, readSessionSecret, type Session } from '#server/keys/sessions.ts'
import { openSingleUseTokens } from '#server/keys/single-use-tokens.ts'
import { openUseTeller } from '#server/keys/use-teller.ts'
import type { Role } from '#server/storage/schema.ts'
import type { Studio } from '#server/studio.ts'
import { isLoopback, type Knock, requireLocal } from './admit-locally.ts'
import { networkOf } from './network-of.ts'
import { holdBack, openRateLimiter } from './rate-limit.ts'

/** Who asks. */
export interface Caller {
  role: Role
  /** The hash of their key and what it is called; left out for the person at this machine. */
  key?: string
  name?: string
}

/** Its signal is aborted when the caller would not be admitted any more: their key was revoked, or has expired. */
export interface Admission extends Disposable {
  readonly signal: AbortSignal
}

/** Says who asks, and refuses strangers. */
export interface Doorkeeper extends AsyncDisposable {
  /** @throws StudioError `missing_api_key`, `invalid_api_key`, `csrf_token_missing`, `forbidden`, `rate_limit_exceeded` */
  admit(knock: Knock): Caller
  /** For somebody else to open one socket in the caller's name. */
  makeToken(caller: Caller): string
  /** Who made a token, the first time. @throws StudioError `invalid_api_key`, `forbidden` */
  admitToken(token: string, knock: Knock): Promise<Caller>
  /** For pages that need no key: while nothing does, they too are for this machine only. @throws StudioError `forbidden` */
  admitReader(knock: Knock): void
  /** For what lasts, such as a socket. To be closed with it. */
  whileAdmitted(caller: Caller): Admission
  /** Whether a secret that is no key was sent; who guesses is slowed down as with keys. @throws StudioError `rate_limit_exceeded` */
  isKnown(given: string, right: string, knock: Knock): boolean
  /** A session of a browser for a key. @throws StudioError `invalid_api_key`, `rate_limit_exceeded` */
  signIn(secret: string, knock: Knock): { role: Role; cookie: string; csrfToken: string }
  /** Who a browser is, for its pages: a stranger has no role. */
  recognise(knock: Knock): { role: Role | null; csrfToken: string | null; keysRequired: boolean }
}

type Needs = Pick<Studio, 'db' | 'events' | 'config' | 'log'>

export const sessionCookie = 'lectern_session'

/** So many wrong keys an address may try at once, and then one each second: nobody finds a secret of eight characters. */
const wrongKeys = { burst: 300, perSecond: 1 }

/** So many are remembered of those who came in; the oldest are forgotten first, which holds them up only beside who guesses. */
const mostAdmitted = 10_000

/**
 * Keeps the valid keys in memory, and looks again when they change. Where there was never a key, the person at this
 * machine is the admin, as long as nobody else can reach it; once there was one, nobody comes in without.
 * @throws StudioError `unsafe_configuration` when there is no key and others could reach this address
 */
export async function openDoorkeeper({ db, events, config, log }: Needs): Promise<Doorkeeper> {
  await using opening = new AsyncDisposableStack()
  const known = opening.use(await followKeys({ db, events, log }, config.LECTERN_API_KEYS))
  if (known.isEmpty && !isLoopback(config.HOST)) {
    throw new StudioError('unsafe_configuration', `Without a key Lectern does not listen on ${config.HOST}.`)
  }
  if (known.isEmpty && known.everHadOne) {
    log.warn('All keys are revoked: nobody comes in until `npx lectern keys create` makes one.')
  }
  const sessionSecret = await readSessionSecret(db)
  const sessions = openSessions(sessionSecret)
  const tokens = openSingleUseTokens(db, sessionSecret)
  const limiter = openRateLimiter(wrongKeys.perSecond, { burst: wrongKeys.burst })
  const uses = opening.use(openUseTeller({ db, log }))
  const admitted = new Set<string>()
  const needsNoKey = () => known.isEmpty && !known.everHadOne && isLoopback(config.HOST)
  const parts = opening.move()

  function requireKey(secret: string, knock: Knock): Required<Caller> {
    const key = hashSecret(secret)
    const found = known.find(key)
    slowDown(key, found !== undefined, knock)
    if (!found) throw new StudioError('invalid_api_key', 'This API key is not known here, was revoked or has expired.')
    return toCaller(key, found)
  }

  /**
   * What was right before is right at once, from where it was: whoever guesses elsewhere does not hear sooner that they guessed it.
   * Guessing goes slowly, and so does what was guessed.
   */
  function slowDown(hash: string, isRight: boolean, { ip }: Knock): void {
    const network = networkOf(ip)
    const name = `${network} ${hash}`
    if (isRight && admitted.has(name)) return
    holdBack(limiter, network, 'This address tries too many keys.', isRight ? 0 : 1)
    if (!isRight) return
    const [oldest] = admitted
    if (oldest !== undefined && admitted.size >= mostAdmitted) admitted.delete(oldest)
    admitted.add(name)
  }

  function toCaller(key: string, { role, name }: KnownKey): Required<Caller> {
    uses.add(key)
    return { role, key, name }
  }

  function findSession({ headers }: Knock): (Session & { key: KnownKey }) | undefined {
    const cookie = readCookie(headers.cookie, sessionCookie)
    const session = cookie === undefined ? undefined : sessions.find(cookie)
    const key = session && known.find(session.keyHash)
    return session && key && { ...session, key }
  }

  return {
    admit(knock) {
      if (needsNoKey()) {
        requireLocal(knock, config.LECTERN_CORS_ORIGINS)
        return { role: 'admin' }
      }
      const { 'xi-api-key': given, authorization } = knock.headers
      const session = given === undefined ? findSession(knock) : undefined
      if (session) {
        requireCsrfToken(knock, session)
        return toCaller(session.keyHash, session.key)
      }
      const secret = given || readBearer(authorization) // a bearer beside a session is some proxy's
      if (typeof secret === 'string' && secret !== '') return requireKey(secret, knock)
      throw new StudioError('missing_api_key', 'This request has no API key.')
    },
    makeToken: ({ key = '' }) => tokens.make(key),
    async admitToken(token, knock) {
      if (needsNoKey()) {
        requireLocal(knock, config.LECTERN_CORS_ORIGINS)
        return { role: 'admin' }
      }
      const key = await tokens.spend(token)
      const found = key === undefined ? undefined : known.find(key)
      if (key !== undefined && found) return toCaller(key, found)
      throw new StudioError('invalid_api_key', 'This token is spent or has expired, or is none.')
    },
    admitReader(knock) {
      if (needsNoKey()) requireLocal(knock, config.LECTERN_CORS_ORIGINS)
    },
    whileAdmitted({ key }) {
      const ending = new AbortController()
      const isAdmitted = () => (key === undefined ? needsNoKey() : known.find(key) !== undefined)
      const end = () => ending.abort(new StudioError('invalid_api_key', 'The key was revoked or has expired.'))
      const stop = known.whileTrue(isAdmitted, end)
      return { signal: ending.signal, [Symbol.dispose]: stop }
    },
    isKnown(given, right, knock) {
      const isRight = isEqual(given, right)
      if (given !== '') slowDown(hashSecret(given), isRight, knock)
      return isRight
    },
    signIn(secret, knock) {
      const { role, key } = requireKey(secret, knock)
      return { role, ...sessions.open(key) }
    },
    recognise(knock) {
      if (needsNoKey()) return { role: 'admin', csrfToken: null, keysRequired: false }
      const session = findSession(knock)
      return { role: session?.key.role ?? null, csrfToken: session?.csrfToken ?? null, keysRequired: true }
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  }
}

/** @throws StudioError `insufficient_permissions` */
export function requireRole(caller: Caller, least: Role): void {
  if (roles.indexOf(caller.role) >= roles.indexOf(least)) return
  throw new StudioError('insufficient_permissions', `This needs a key with the role ${least}; yours is ${caller.role}.`)
}

/** A page of another site can send our cookie along, but not read this token. @throws StudioError `csrf_token_missing` */
function requireCsrfToken({ headers, method }: Knock, { csrfToken }: Session): void {
  if (method === 'GET' || method === 'HEAD') return
  const sent = headers['x-csrf-token']
  if (typeof sent === 'string' && isEqual(sent, csrfToken)) return
  throw new StudioError('csrf_token_missing', 'A write by cookie needs the token of its session.')
}

/** Other kinds of authorization are between the client and a proxy; a client without a key may send an empty one. */
export function readBearer(header: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)\s*$/i.exec(header ?? '')?.[1]
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const found = header?.split(';').find((one) => one.trim().startsWith(`${name}=`))
  return found?.trim().slice(name.length + 1)
}
