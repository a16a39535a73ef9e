import { and, eq, inArray, notInArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import { addInTurn } from '#server/jobs/add-in-turn.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import { defineQueue } from '#server/jobs/queue.ts'
import type { Asker } from '#server/keys/key-usage.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { casts } from '#server/storage/schema.ts'
import { updateProject } from './edit-project.ts'
import { lockProject } from './find-project.ts'
import { isBeingImported } from './project.ts'

/** Whose lines are to be looked for (casting/find-cast.ts). */
export interface CastJob {
  projectId: ProjectId
  /** Forgets what was found and changed before; else only paragraphs that are new or changed are looked at. */
  again: boolean
  /** Gives the voices to the text, and converts it then when that was asked for: `auto_assign_voices`. */
  assign?: Assigning
}

export interface Assigning {
  autoConvert: boolean
  /** Who asks for it. */
  asker?: Asker
}

/** With a language model a long book may take hours. */
export const castQueue = defineQueue<CastJob>({ name: 'cast', retryLimit: 2, expireInSeconds: 6 * 3600 })

type Needs = { db: Database; jobs: Jobs }

/**
 * Has the cast of a project looked for, unless that is under way.
 * @param asker the hash of a key
 * @throws StudioError `project_not_found`, `already_processing` while a document is imported into it
 */
export async function queueCast(needs: Needs, job: CastJob, asker?: string): Promise<void> {
  await needs.db.transaction(async (db) => {
    const project = await lockProject(db, job.projectId)
    if (isBeingImported(project)) {
      throw new StudioError('already_processing', `The content of "${project.name}" is still being made.`)
    }
    await queue({ ...needs, db }, job, asker)
  })
}

/** Has the voices of a project's characters found and given to its text. Part of the transaction that makes its content. */
export async function queueAssigning(
  needs: { db: Transaction; jobs: Jobs },
  projectId: ProjectId,
  assign: Assigning,
): Promise<void> {
  const pending = {
    creationType: 'auto_assign_voices',
    creationStatus: 'pending',
    creationProgress: 0,
    creationError: null,
    isToBeConverted: assign.autoConvert,
  } as const
  await updateProject(needs.db, projectId, pending)
  await stopLooking(needs, projectId)
  await queue(needs, { projectId, again: true, assign }, assign.asker?.key)
}

/** Who looks for the cast of a text that is no more would give nobody a voice. */
async function stopLooking({ db, jobs }: { db: Transaction; jobs: Jobs }, projectId: ProjectId): Promise<void> {
  await db
    .update(casts)
    .set({ state: 'cancelled' })
    .where(and(eq(casts.projectId, projectId), notInArray(casts.state, [...ended])))
  await cancelLooking({ db, jobs }, projectId)
}

/** Cancels what looks for the cast of a project, and what waits to be given up of it: it would fail the one that is looked for next. */
export async function cancelLooking(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  projectId: ProjectId,
): Promise<void> {
  await jobs.cancelWith(castQueue, { projectId }, { inTransaction: db, alsoGivingUp: true })
}

async function queue(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  job: CastJob,
  asker: string | undefined,
): Promise<void> {
  const { projectId } = job
  const begun = { state: 'queued', progress: 0, errorCode: null, errorMessage: null } as const
  const [row] = await db
    .insert(casts)
    .values({ projectId, ...begun })
    .onConflictDoUpdate({ target: casts.projectId, set: begun, setWhere: inArray(casts.state, [...ended]) })
    .returning({ isNew: sql<boolean>`true` })
  if (!row) return
  await addInTurn({ db, jobs }, castQueue, job, { asker, id: projectId })
  await tellStudio(db, [{ kind: 'cast.changed', projectId, state: 'queued', progress: 0 }])
}

const ended = ['ready', 'failed', 'cancelled'] as const
