import { and, eq, ne, notInArray, sql } from 'drizzle-orm'
import type { Engine, EngineVoice } from '#server/engines/engine.ts'
import { processName } from '#server/storage/application-name.ts'
import type { Database } from '#server/storage/database.ts'
import { workerEngines } from '#server/storage/schema.ts'

/** What planning needs to know of an engine: it is all but the speaking. */
export type EngineDescription = Omit<Engine, 'voices' | 'speak' | 'prepare' | 'close'>

/** An engine of some worker, and the voices that it has there. */
export interface WorkerEngine {
  engine: EngineDescription
  voices: EngineVoice[]
}

interface WorkerState {
  id: string
  /** Its default voice still loads: it takes jobs, which wait for that. */
  isStarting: boolean
}

/** A worker that did not tell for so long has died, or lost the database: others do not count on its voices. */
const silenceSeconds = 45
/** How often a worker tells what it has. */
export const tellingMilliseconds = 15_000

const silence = sql`${silenceSeconds} * interval '1 second'`
/** What was told in the future was told before the clock was set back. */
const isAlive = sql`${workerEngines.seenAt} between now() - ${silence} and now() + ${silence}`

/** Tells what a worker has, all of it. */
export async function tellWorkerVoices(
  db: Database,
  { id: workerId, isStarting }: WorkerState,
  engines: WorkerEngine[],
): Promise<void> {
  await db.transaction(async (transaction) => {
    for (const { engine, voices } of engines) {
      const told = {
        ...{ description: { ...engine, isStarting }, voices, voiceNames: voices.map(({ name }) => name) },
        ...{ process: processName, seenAt: sql`now()` },
      }
      await transaction
        .insert(workerEngines)
        .values({ workerId, engineId: engine.id, ...told })
        .onConflictDoUpdate({ target: [workerEngines.workerId, workerEngines.engineId], set: told })
    }
    const ids = engines.map(({ engine }) => engine.id)
    const others = ids.length > 0 ? notInArray(workerEngines.engineId, ids) : undefined
    await transaction.delete(workerEngines).where(and(eq(workerEngines.workerId, workerId), others))
    await transaction.delete(workerEngines).where(sql`${workerEngines.seenAt} < now() - interval '1 day'`)
  })
}

/** A worker takes its leave. */
export async function forgetWorker(db: Database, workerId: string): Promise<void> {
  await db.delete(workerEngines).where(eq(workerEngines.workerId, workerId))
}

/** A worker that lives. */
export interface LivingWorker {
  id: string
  /** How its connections begin in `pg_stat_activity`; null of an older Lectern. */
  process: string | null
  engines: string[]
  voiceCount: number
}

export async function listLivingWorkers(db: Database): Promise<LivingWorker[]> {
  return db
    .select({
      id: workerEngines.workerId,
      process: sql<string | null>`max(${workerEngines.process})`,
      engines: sql<string[]>`array_agg(${workerEngines.engineId} order by ${workerEngines.engineId})`,
      voiceCount: sql<number>`sum(cardinality(${workerEngines.voiceNames}))::int`,
    })
    .from(workerEngines)
    .where(isAlive)
    .groupBy(workerEngines.workerId)
    .orderBy(workerEngines.workerId)
}

/** Whether any worker lives that has loaded what it is to speak with. */
export async function hasReadyWorker(db: Database): Promise<boolean> {
  const isStarting = sql`coalesce((${workerEngines.description}->>'isStarting')::boolean, false)` // an older Lectern does not tell
  const found = await db
    .select({ workerId: workerEngines.workerId })
    .from(workerEngines)
    .where(and(isAlive, sql`not ${isStarting}`))
    .limit(1)
  return found.length > 0
}

/** How many utterances of an engine all living workers speak at once. An older Lectern does not tell of each; it counts as one. */
export async function countPlaces(db: Database, engineId: string): Promise<number> {
  const ofWorker = sql`coalesce((${workerEngines.description}->>'concurrency')::int, 1)`
  const [row] = await db
    .select({ places: sql<number>`coalesce(sum(${ofWorker}), 0)::int` })
    .from(workerEngines)
    .where(and(eq(workerEngines.engineId, engineId), isAlive))
  return row!.places
}

/** What all living workers but one have: each engine once, with the voices of all that have it. */
export async function listWorkerEngines(db: Database, exceptId: string): Promise<WorkerEngine[]> {
  const rows = await db
    .select()
    .from(workerEngines)
    .where(and(isAlive, ne(workerEngines.workerId, exceptId)))
    .orderBy(workerEngines.engineId, workerEngines.workerId)
  return [...Map.groupBy(rows, (row) => row.engineId).values()].map((ofEngine) => {
    const voices = ofEngine.flatMap((row) => row.voices as EngineVoice[])
    return {
      engine: ofEngine[0]!.description as EngineDescription,
      voices: [...new Map(voices.map((voice) => [voice.name, voice])).values()],
    }
  })
}

/** Whether some living worker has the voice of an engine; both are SQL expressions. */
export function hasWorker(engineId: ReturnType<typeof sql>, voiceName: ReturnType<typeof sql>) {
  return sql`exists (select from ${workerEngines}
    where ${workerEngines.engineId} = ${engineId} and ${voiceName} = any(${workerEngines.voiceNames}) and ${isAlive})`
}
