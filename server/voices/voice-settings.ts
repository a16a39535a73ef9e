import { eq, sql } from 'drizzle-orm'
import { defaultVoiceSettings, type VoiceSettings } from '#server/engines/engine.ts'
import type { Database } from '#server/storage/database.ts'
import { voiceSettings } from '#server/storage/schema.ts'

/** How a voice sounds unless a project or a request says otherwise: what was stored for it, else the defaults. */
export async function getVoiceSettings(db: Database, voiceId: string): Promise<VoiceSettings> {
  const [row] = await db.select().from(voiceSettings).where(eq(voiceSettings.voiceId, voiceId))
  return { ...defaultVoiceSettings, ...row?.settings }
}

/** The stored settings of all voices that have some. */
export async function listVoiceSettings(db: Database): Promise<Map<string, VoiceSettings>> {
  const rows = await db.select().from(voiceSettings)
  return new Map(rows.map((row) => [row.voiceId, { ...defaultVoiceSettings, ...row.settings }]))
}

/** Stores settings of a voice for later projects and requests; what is left out stays as it is. */
export async function editVoiceSettings(db: Database, voiceId: string, changes: Partial<VoiceSettings>): Promise<void> {
  await db
    .insert(voiceSettings)
    .values({ voiceId, settings: changes })
    .onConflictDoUpdate({
      target: voiceSettings.voiceId,
      set: { settings: sql`${voiceSettings.settings} || excluded.settings` },
    })
}
