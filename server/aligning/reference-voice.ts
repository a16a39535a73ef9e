import { eq } from 'drizzle-orm'
import type { Database } from '#server/storage/database.ts'
import { settings } from '#server/storage/schema.ts'

/** How a voice is compared with the reference: with which of its voices, and how its own frequencies are stretched for it. */
export interface ReferenceVoice {
  voice: string
  stretch: number
}

/** What was chosen for the voices of engines. */
export interface ReferenceVoices {
  find(engineId: string, voice: string): Promise<ReferenceVoice | undefined>
  /** The first choice stays. */
  keep(engineId: string, voice: string, chosen: ReferenceVoice): Promise<void>
}

/** Choices that all processes share. */
export function keepReferenceVoices(db: Database): ReferenceVoices {
  return {
    async find(engineId, voice) {
      const [row] = await db
        .select()
        .from(settings)
        .where(eq(settings.key, keyOf(engineId, voice)))
      return row && (row.value as ReferenceVoice)
    },
    async keep(engineId, voice, chosen) {
      const row = { key: keyOf(engineId, voice), value: chosen }
      await db.insert(settings).values(row).onConflictDoNothing()
    },
  }
}

function keyOf(engineId: string, voice: string): string {
  return `reference_voice:${engineId}:${voice}`
}
