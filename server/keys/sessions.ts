import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from '#server/storage/database.ts'
import { readKeptSecret } from '#server/storage/kept-secret.ts'

/** A browser that signed in with a key: the key's hash, and what proves that a write comes from our own page. */
export interface Session {
  keyHash: string
  csrfToken: string
}

/** Sessions are kept nowhere: the cookie says which key it stands for and until when, signed. They end with their key. */
export interface Sessions {
  /** The value of a cookie for a key. */
  open(keyHash: string): { cookie: string } & Session
  /** Undefined for a cookie that is not ours, or has ended. */
  find(cookie: string): Session | undefined
}

export const sessionSeconds = 30 * 24 * 60 * 60

/** @param secret from `readSessionSecret` @param now milliseconds since 1970 */
export function openSessions(secret: string, now: () => number = Date.now): Sessions {
  const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url')
  return {
    open(keyHash) {
      const payload = `${keyHash}.${Math.floor(now() / 1000) + sessionSeconds}`
      return { keyHash, cookie: `${payload}.${sign(payload)}`, csrfToken: sign(`csrf ${payload}`) }
    },
    find(cookie) {
      const [keyHash = '', until = '', signature = ''] = cookie.split('.')
      const payload = `${keyHash}.${until}`
      if (!isEqual(signature, sign(payload)) || Number(until) * 1000 < now()) return undefined
      return { keyHash, csrfToken: sign(`csrf ${payload}`) }
    },
  }
}

/** Compared in the same time however much of it is right. */
export function isEqual(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** All processes know each other's sessions by it. */
export function readSessionSecret(db: Database): Promise<string> {
  return readKeptSecret(db, 'session_secret')
}
