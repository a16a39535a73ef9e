import { createHash, randomBytes } from 'node:crypto'
import { asc, eq, isNull, sql } from 'drizzle-orm'
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
  createdAt: Date
  revokedAt: Date | null
}

export const roles = ['viewer', 'editor', 'admin'] as const satisfies Role[]

/** Tells all processes to look at the keys again. */
export const keysChanged = { topic: 'keys:changed', payload: null } as const

/** Makes a key. The secret is answered here and never again. */
export async function createKey(needs: Needs, name: string, role: Role): Promise<{ id: string; secret: string }> {
  const secret = `lct_${randomBytes(24).toString('base64url')}`
  const id = newId<never>()
  await needs.db.insert(apiKeys).values({ id, name, role, hash: hashSecret(secret) })
  await needs.events.publish(keysChanged)
  return { id, secret }
}

/** All keys, oldest first, the revoked ones too. */
export async function listKeys(db: Database): Promise<ApiKey[]> {
  const { id, name, role, createdAt, revokedAt } = apiKeys
  return db.select({ id, name, role, createdAt, revokedAt }).from(apiKeys).orderBy(asc(createdAt))
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

/** The roles of all valid keys by the hash of their secret: those of the database, and those of the environment. */
export async function readRoles(db: Database, configured: string | undefined): Promise<Map<string, Role>> {
  const rows = await db.select().from(apiKeys).where(isNull(apiKeys.revokedAt))
  const stored = rows.map(({ hash, role }) => [hash, role] as const)
  return new Map([...stored, ...parseConfiguredKeys(configured)])
}

/** Secrets are random, so a plain SHA-256 keeps them. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text)
}

/** @param configured `name:secret[:role]`, comma-separated @throws StudioError `invalid_configuration` */
function parseConfiguredKeys(configured = ''): [string, Role][] {
  const entries = configured.split(',').filter((entry) => entry.trim() !== '')
  return entries.map((entry, index) => {
    const [name, secret, role = 'admin', ...more] = entry.trim().split(':')
    if (!name || !secret || !isRole(role) || more.length > 0) {
      const sentence = `Key ${index + 1} of LECTERN_API_KEYS is not written name:secret[:${roles.join('|')}].`
      throw new StudioError('invalid_configuration', sentence)
    }
    return [hashSecret(secret), role]
  })
}
