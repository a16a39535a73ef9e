import { and, eq, or, type SQL } from 'drizzle-orm'
import { integratedLoudness } from '#server/audio/loudness/loudness.ts'
import type { TakeSums } from '#server/audio/loudness/take-sums.ts'
import type { Database } from '#server/storage/database.ts'
import { voiceLevels } from '#server/storage/schema.ts'
import { findSums, type StoredTake } from './take-store.ts'

/** What all voices are brought to, so that those of one project are equally loud. */
const commonLufs = -19
/** A voice that is further away is hardly speech, or its noise would be made loud. */
const mostDecibels = 12
/** So much of a voice is measured; then its level stays, and what is published sounds the same again. */
const enoughSeconds = 60
/** What it may be off until then, before it is changed: less than can be heard. */
const tolerance = 0.5

type VoiceLevel = Pick<typeof voiceLevels.$inferSelect, 'engineId' | 'voice' | 'lufs' | 'seconds'>
export type VoiceName = Pick<StoredTake, 'engineId' | 'voice'>

/** How much louder a voice is played, in decibels. */
export type VoiceGains = (of: VoiceName) => number

/** The gains of these voices, as far as they have been measured; 0 for others. */
export async function readVoiceGains(db: Database, voices: Iterable<VoiceName>): Promise<VoiceGains> {
  return toGains(await listLevels(db, listVoices(voices)))
}

/** The same, once those that are not known well are measured by these takes. */
export async function settleVoiceGains(db: Database, takes: Iterable<StoredTake>): Promise<VoiceGains> {
  const all = [...takes]
  const levels = new Map((await listLevels(db, listVoices(all))).map((level) => [nameOf(level), level]))
  const ofVoice = Map.groupBy(all, nameOf)
  for (const name of [...ofVoice.keys()].sort()) {
    const known = levels.get(name)
    if (known && known.seconds >= enoughSeconds) continue
    const measured = await measureVoice(db, ofVoice.get(name)!)
    if (!measured || (known && measured.seconds <= known.seconds)) continue
    const isRight = known && Math.abs(known.lufs - measured.lufs) <= tolerance
    const level = { ...measured, lufs: isRight ? known.lufs : measured.lufs }
    await storeLevel(db, level)
    levels.set(name, level)
  }
  return toGains([...levels.values()])
}

function toGains(levels: VoiceLevel[]): VoiceGains {
  const gains = new Map(levels.map((level) => [nameOf(level), gainFrom(level.lufs)]))
  return (of) => gains.get(nameOf(of)) ?? 0
}

function gainFrom(lufs: number): number {
  return Math.max(-mostDecibels, Math.min(commonLufs - lufs, mostDecibels))
}

function nameOf({ engineId, voice }: VoiceName): string {
  return `${engineId} ${voice}`
}

function listVoices(voices: Iterable<VoiceName>): VoiceName[] {
  return [...new Map(Array.from(voices, (voice) => [nameOf(voice), voice])).values()]
}

async function listLevels(db: Database, voices: VoiceName[]): Promise<VoiceLevel[]> {
  if (voices.length === 0) return []
  return db
    .select()
    .from(voiceLevels)
    .where(or(...voices.map(isVoice)))
}

function isVoice({ engineId, voice }: VoiceName): SQL | undefined {
  return and(eq(voiceLevels.engineId, engineId), eq(voiceLevels.voice, voice))
}

/** @param takes of one voice @returns undefined when nothing is heard in them, or too little */
async function measureVoice(db: Database, takes: StoredTake[]): Promise<VoiceLevel | undefined> {
  const sums = await findSums(
    db,
    takes.slice(0, mostTakes).map((take) => take.key),
  )
  const energies: number[] = []
  let seconds = 0
  for (const sum of sums.values()) {
    if (seconds >= enoughSeconds) break
    for (const energy of sum.energies.subarray(0, wholeTenths(sum))) energies.push(energy)
    seconds += sum.durationSeconds - sum.quietSeconds
  }
  const lufs = integratedLoudness(energies)
  const { engineId, voice } = takes[0]!
  return Number.isFinite(lufs) ? { engineId, voice, lufs, seconds } : undefined
}

/** A minute of speech is hardly ever in more of them. */
const mostTakes = 100

function wholeTenths({ durationSeconds }: TakeSums): number {
  return Math.floor(durationSeconds * 10 + 1e-6)
}

async function storeLevel(db: Database, level: VoiceLevel): Promise<void> {
  const { lufs, seconds } = level
  const target = [voiceLevels.engineId, voiceLevels.voice]
  await db.insert(voiceLevels).values(level).onConflictDoUpdate({ target, set: { lufs, seconds } })
}
