import { createHmac, randomBytes } from 'node:crypto'
import type { Database } from '#server/storage/database.ts'
import { idempotentRequests } from '#server/storage/schema.ts'
import { isEqual } from './sessions.ts'

/** Who has a key lets somebody else, such as a page in a browser, open one socket. A token says whose key it stands for, and until when, signed. */
export interface SingleUseTokens {
  /** @param keyHash empty where no key is asked for */
  make(keyHash: string): string
  /** The key's hash, the first time; undefined for a token that is spent, ended or not ours, in every process. */
  spend(token: string): Promise<string | undefined>
}

/** Source: the hosted service. */
const lifeSeconds = 15 * 60

/** Under it the spent ones stand among the requests that are answered once; those are forgotten after a day. */
const caller = 'single-use token'

/** @param secret from `readSessionSecret` */
export function openSingleUseTokens(db: Database, secret: string): SingleUseTokens {
  const sign = (payload: string) => createHmac('sha256', secret).update(`${caller} ${payload}`).digest('base64url')
  return {
    make(keyHash) {
      const payload = `sutkn_${randomBytes(16).toString('hex')}.${keyHash}.${Math.floor(Date.now() / 1000) + lifeSeconds}`
      return `${payload}.${sign(payload)}`
    },
    async spend(token) {
      const [name = '', keyHash = '', until = '', signature = ''] = token.split('.')
      if (!isEqual(signature, sign(`${name}.${keyHash}.${until}`)) || Number(until) * 1000 < Date.now())
        return undefined
      const spent = await db
        .insert(idempotentRequests)
        .values({ caller, name, operation: 'spend' })
        .onConflictDoNothing()
        .returning({ name: idempotentRequests.name })
      return spent.length > 0 ? keyHash : undefined
    },
  }
}
