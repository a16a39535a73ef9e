import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '#server/base/config.ts'
import type { Log } from '#server/base/log.ts'
import { openEvents } from '#server/events/events.ts'
import { openStorage } from '#server/storage/open-storage.ts'
import { openServerPlace } from '#server/storage/postgres/place.ts'
import { findServerProcess } from '#server/storage/postgres/server-process.ts'
import { openVoicePacks, type VoicePacks } from '#server/voices/packs/open-voice-packs.ts'
import type { VoicePack } from '#server/voices/packs/voice-pack.ts'
import { voicesChanged } from '#server/voices/voice-catalogue.ts'
import { openQuietLog } from '../quiet-log.ts'

/** The voice packs without a studio; a studio that runs is told what came or went. @param packs others in tests */
export function openPacks(config: Config, packs?: VoicePack[]): VoicePacks {
  const log = openQuietLog(config)
  const onChanged = async ({ id }: VoicePack) => {
    await tellStudio(config, log, id).catch((error) => log.error({ err: error }, 'A running studio was not told.'))
  }
  return openVoicePacks({ config, log, packs, onChanged })
}

async function tellStudio(config: Config, log: Log, packId: string): Promise<void> {
  if (!config.DATABASE_URL && !(await isDatabaseRunning(config))) return
  await using storage = await openStorage({ config, log, applicationName: 'voices', poolSize: 1 })
  await using events = await openEvents({ connection: storage.sessionConnection, log })
  await events.publish({ topic: voicesChanged, payload: { pack: packId } })
}

/** Without the embedded server nobody listens. */
async function isDatabaseRunning({ LECTERN_DATA }: Config): Promise<boolean> {
  const folder = join(LECTERN_DATA, 'postgres')
  return existsSync(folder) && findServerProcess(await openServerPlace(folder, true)) !== undefined
}
