import type { Config } from '#server/base/config.ts'
import { printable } from '#server/base/printable.ts'
import { type Events, openEvents } from '#server/events/events.ts'
import { type ApiKey, createKey, isRole, listKeys, revokeKey, roles } from '#server/keys/api-keys.ts'
import type { Database } from '#server/storage/database.ts'
import { migrateDatabase } from '#server/storage/migrate.ts'
import { openStorage } from '#server/storage/open-storage.ts'
import { misused } from '../command.ts'
import { openQuietLog } from '../quiet-log.ts'

/** Makes a key and prints its secret: alone on the standard output, for scripts. */
export async function create(
  config: Config,
  { name, role = 'admin', days }: { name?: string; role?: string; days?: string },
): Promise<number> {
  if (!name?.trim()) throw misused('`lectern keys create` needs --name with what the key is for.')
  if (!isRole(role)) throw misused(`There is no role "${role}"; there are ${roles.join(', ')}.`)
  if (days !== undefined && !/^[1-9]\d{0,4}$/.test(days)) throw misused(`"${days}" is no number of days.`)
  return withKeys(config, async (needs) => {
    const { id, secret } = await createKey(needs, name.trim(), role, days ? Number(days) : undefined)
    console.error(`Key ${id} for ${name.trim()} (${role}). Its secret, which is shown only this once:`)
    console.log(secret)
  })
}

export async function revoke(config: Config, keyId: string): Promise<number> {
  return withKeys(config, async (needs) => {
    await revokeKey(needs, keyId)
    console.log(`Key ${keyId} is revoked.`)
  })
}

export async function list(config: Config): Promise<number> {
  return withKeys(config, async ({ db }) => {
    const keys = await listKeys(db)
    if (keys.length === 0) console.log('There are no keys; `npx lectern keys create --name me` makes one.')
    for (const key of keys) console.log(printable(describe(key)))
  })
}

/** Opens only the database, beside a running server or without one. */
async function withKeys(
  config: Config,
  work: (needs: { db: Database; events: Events }) => Promise<void>,
): Promise<number> {
  const log = openQuietLog(config)
  await using storage = await openStorage({ config, log, applicationName: 'keys', poolSize: 1 })
  await migrateDatabase(storage.sessionConnection)
  await using events = await openEvents({ connection: storage.sessionConnection, log })
  await work({ db: storage.db, events })
  return 0
}

function describe({ id, name, role, createdAt, revokedAt, expiresAt, lastUsedAt }: ApiKey): string {
  const since = `since ${toDay(createdAt)}`
  const until = expiresAt && (expiresAt <= new Date() ? 'expired' : `until ${toDay(expiresAt)}`)
  const use = lastUsedAt ? [`last used ${toDay(lastUsedAt)}`] : []
  return [id, role.padEnd(6), revokedAt ? 'revoked' : (until ?? since), ...use, name].join('  ')
}

function toDay(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}
