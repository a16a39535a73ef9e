import { createHash, randomBytes } from 'node:crypto'
import { asc, eq, inArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { newId } from '#server/base/ids.ts'
import type { Events } from '#server/events/events.ts'
import type { Database } from '#server/storage/database.ts'
import { apiKeys, type Role } from '#server/storage/schema.ts'

type Needs = { db: Database; events: Events }

/** A key as it is kept: its secret is only known as a hash. */
export interface ApiKey {
  id: string
  name: string
  role: Role
  hash: string
  createdAt: Date
  revokedAt: Date | null
  /** Null for ever. */
  expiresAt: Date | null
  /** To the minute; null when it was never used. */
  lastUsedAt: Date | null
}

export const roles = ['viewer', 'editor', 'admin'] as const satisfies Role[]

/** Tells all processes to look at the keys again. */
export const keysChanged = { topic: 'keys:changed', payload: null } as const

/** Of secrets that people choose. Source: NIST SP 800-63B, 5.1.1.2. */
const leastSecretLength = 8

/** Makes a key, for some days when they are given. The secret is answered here and never again. */
export async function createKey(
  needs: Needs,
  name: string,
  role: Role,
  days?: number,
): Promise<{ id: string; secret: string }> {
  const secret = `lct_${randomBytes(24).toString('base64url')}`
  const id = newId<never>()
  const expiresAt = days === undefined ? null : sql`now() + ${days} * interval '1 day'`
  await needs.db.insert(apiKeys).values({ id, name, role, hash: hashSecret(secret), expiresAt })
  await needs.events.publish(keysChanged)
  return { id, secret }
}

/** All keys, oldest first, the revoked ones too. */
export async function listKeys(db: Database): Promise<ApiKey[]> {
  return db.select().from(apiKeys).orderBy(asc(apiKeys.createdAt))
}

/** Makes a key useless, in all processes at once. @throws StudioError `invalid_parameters` */
export async function revokeKey(needs: Needs, keyId: string): Promise<void> {
  const revoked = await needs.db
    .update(apiKeys)
    .set({ revokedAt: sql`now()` })
    .where(eq(apiKeys.id, keyId))
    .returning({ id: apiKeys.id })
  if (revoked.length === 0) throw new StudioError('invalid_parameters', `There is no key "${keyId}".`)
  await needs.events.publish(keysChanged)
}

/** A key that is valid, as long as it has not expired. */
export interface KnownKey {
  name: string
  role: Role
  expiresAt: Date | null
}

/** The keys that are valid now. */
export interface KnownKeys {
  /** By the hash of the secret. */
  byHash: Map<string, KnownKey>
  /** Whether a key was ever made, even if it is revoked by now. */
  everHadOne: boolean
}

/** The valid keys: those of the database, and those of the environment. @throws StudioError `invalid_configuration` */
export async function readKnownKeys(db: Database, configured: string | undefined): Promise<KnownKeys> {
  const rows = await db.select().from(apiKeys)
  const valid = rows.filter(({ revokedAt }) => revokedAt === null).map((key) => [key.hash, key] as const)
  return {
    byHash: new Map<string, KnownKey>([...valid, ...parseConfiguredKeys(configured)]),
    everHadOne: rows.length > 0,
  }
}

/** Notes that keys were used just now. */
export async function noteUse(db: Database, hashes: string[]): Promise<void> {
  await db.update(apiKeys).set({ lastUsedAt: sql`now()` }).where(inArray(apiKeys.hash, hashes))
}

/** What is made here is random, so a plain SHA-256 keeps it; of what people choose, wrong guesses are slowed down. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text)
}

/** @param configured `name:secret[:role]`, comma-separated @throws StudioError `invalid_configuration` */
function parseConfiguredKeys(configured = ''): [string, KnownKey][] {
  const entries = configured.split(',').filter((entry) => entry.trim() !== '')
  return entries.map((entry, index) => {
    const [name, secret, role = 'admin', ...more] = entry.trim().split(':')
    if (!name || !secret || !isRole(role) || more.length > 0) {
      const sentence = `Key ${index + 1} of LECTERN_API_KEYS is not written name:secret[:${roles.join('|')}].`
      throw new StudioError('invalid_configuration', sentence)
    }
    if (secret.length < leastSecretLength) {
      const sentence = `The secret of key ${index + 1} of LECTERN_API_KEYS has fewer than ${leastSecretLength} characters.`
      throw new StudioError('invalid_configuration', sentence)
    }
    return [hashSecret(secret), { name, role, expiresAt: null }]
  })
}
