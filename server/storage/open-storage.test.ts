import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { test } from 'node:test'
import { readConfig } from '#server/base/config.ts'
import { openLog } from '#server/base/log.ts'
import { openTestDatabase, toUrl } from '#test/database.ts'
import { openStorage } from './open-storage.ts'

const log = openLog('silent')

test('sessions go past a pooler where there is one, and else where all connections go', async () => {
  await using database = await openTestDatabase()
  await using folder = await mkdtempDisposable(`${tmpdir()}/lectern-storage-`)
  const url = toUrl(database.connection)
  const open = (environment: Record<string, string>) =>
    openStorage({
      config: readConfig({ LECTERN_DATA: folder.path, ...environment }),
      log,
      applicationName: 'test',
      poolSize: 1,
    })
  const direct = `${url}&keepalives=1`
  await using pooled = await open({ DATABASE_URL: url, DATABASE_SESSION_URL: direct })
  assert.deepEqual(pooled.sessionConnection, { connectionString: direct })
  await using plain = await open({ DATABASE_URL: url })
  assert.deepEqual(plain.sessionConnection, { connectionString: url })
  await assert.rejects(open({ DATABASE_SESSION_URL: direct }), { code: 'invalid_configuration' })
})
