import { type ApiKeyResponse, ApiKeysResponse, CreateKeyBody, CreateKeyResponse, KeyPath } from '#contract/keys.ts'
import { Status } from '#contract/status.ts'
import { toUnix } from '#server/base/clock.ts'
import { type ApiKey, createKey, listKeys, revokeKey } from '#server/keys/api-keys.ts'
import { type Route, route } from '../route.ts'

const path = '/lectern/v1/keys'
const tag = 'admin'

const list = route({
  method: 'GET',
  path,
  tag,
  summary: 'List the API keys that were made here, oldest first, the revoked ones too',
  role: 'admin',
  reply: ApiKeysResponse,
  async handle({ studio, caller }) {
    const keys = await listKeys(studio.db)
    return { keys: keys.map((key) => presentKey(key, caller.key)) }
  },
})

const create = route({
  method: 'POST',
  path,
  tag,
  summary: 'Make an API key; from the first one on nobody comes in without',
  role: 'admin',
  body: CreateKeyBody,
  reply: CreateKeyResponse,
  answersSecret: true,
  async handle({ studio, body }) {
    const { id, secret } = await createKey(studio, body.name, body.role, body.days ?? undefined)
    return { key_id: id, secret }
  },
})

const revoke = route({
  method: 'DELETE',
  path: `${path}/:key_id`,
  tag,
  summary: 'Revoke an API key: what was opened with it ends at once',
  role: 'admin',
  params: KeyPath,
  reply: Status,
  async handle({ studio, params }) {
    await revokeKey(studio, params.key_id)
    return { status: 'ok' as const }
  },
})

export const keyRoutes: Route[] = [list, create, revoke]

function presentKey(key: ApiKey, callerHash: string | undefined): ApiKeyResponse {
  const { id, name, role, hash, createdAt, revokedAt, expiresAt, lastUsedAt } = key
  return {
    ...{ key_id: id, name, role },
    created_at_unix: toUnix(createdAt),
    revoked_at_unix: revokedAt && toUnix(revokedAt),
    expires_at_unix: expiresAt && toUnix(expiresAt),
    last_used_at_unix: lastUsedAt && toUnix(lastUsedAt),
    is_current: hash === callerHash,
  }
}
