import { type SQL, sql } from 'drizzle-orm'
import type { BlockId, ChapterId, ProjectId, TakeKey } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import { type StudioChange, tellStudio } from '#server/events/tell-studio.ts'
import type { Jobs } from '#server/jobs/jobs.ts'
import type { JobEnd, JobFailure } from '#server/jobs/run-job.ts'
import { withoutWork } from '#server/jobs/worked-on.ts'
import { lockProject } from '#server/projects/find-project.ts'
import { type SpeakTask, speakQueues } from '#server/speaking/speak-queue.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import type { BlockSpeechState } from '#server/storage/schema.ts'
import { hasWorker } from '#server/voices/worker-voices.ts'

// The blocks that somebody asked to hear, as rows: a row is there while its block waits or is being spoken, and when it
// could not be; and with it the takes that it waits for. It goes with the block that changes. A job whose takes nobody
// waits for any more has nothing left to do, and nothing to say.
//
// Mostly these tables are empty, and so PostgreSQL takes them to be when thousands of rows have just come: joined to others
// they would be gone through once for each. So no statement joins them; rows are found by the ids that are given.

/** A block and the takes that it lacks. */
export interface AwaitedBlock {
  blockId: BlockId
  tasks: SpeakTask[]
}

/** Notes that blocks wait for takes, instead of those that they waited for before, and tells it. */
export async function insertSpeeches(
  db: Database,
  ids: { projectId: ProjectId; chapterId: ChapterId },
  awaited: AwaitedBlock[],
  groupId: string,
): Promise<void> {
  for (const some of inGroups(awaited, takesAtOnce, ({ tasks }) => tasks.length)) await insertSome(db, some, groupId)
  await tellStates(
    db,
    awaited.map(({ blockId }) => ({ ...ids, blockId, state: 'queued' })),
  )
}

/** Writing more down at once would hold up the event loop: a paragraph may wait for hundreds. */
const takesAtOnce = 2_000

async function insertSome(db: Database, awaited: AwaitedBlock[], groupId: string): Promise<void> {
  const blockIds = awaited.map(({ blockId }) => blockId)
  await db.execute(sql`
    insert into block_speeches (block_id, state, group_id)
    select block_id, 'queued', ${groupId} from unnest(${sql.param(blockIds)}::text[]) as block_id
    on conflict (block_id) do update set state = 'queued', group_id = excluded.group_id,
      error_code = null, error_message = null`)
  await replaceTakes(db, awaited)
}

async function replaceTakes(db: Database, awaited: AwaitedBlock[]): Promise<void> {
  const rows = awaited.flatMap(({ blockId, tasks }) =>
    tasks.map(({ takeKey, engineId, utterance }) => ({ blockId, takeKey, engineId, voice: utterance.voice })),
  )
  const column = (name: keyof (typeof rows)[number]) => sql.param(rows.map((row) => row[name]))
  await db.execute(sql`delete from block_speech_takes where block_id = any(${column('blockId')}::text[])`)
  await db.execute(sql`
    insert into block_speech_takes (block_id, take_key, engine_id, voice)
    select * from unnest(${column('blockId')}::text[], ${column('takeKey')}::text[], ${column('engineId')}::text[],
      ${column('voice')}::text[])
    on conflict do nothing`)
}

/** Where the speaking of a block stands, and why it failed. */
export type BlockSpeech = {
  state: BlockSpeechState
  code: string | null
  message: string | null
}

/** The speeches of blocks, those of them that have one. */
export async function listSpeeches(db: Database, blockIds: BlockId[]): Promise<Map<BlockId, BlockSpeech>> {
  const { rows } = await db.execute<BlockSpeech & { id: BlockId }>(sql`
    select block_id as id, state, error_code as code, error_message as message
    from block_speeches where block_id = any(${sql.param(blockIds)}::text[])`)
  return new Map(rows.map(({ id, ...speech }) => [id, speech]))
}

/** For which takes blocks already wait, those of them that do. */
export async function listAwaited(db: Database, blockIds: BlockId[]): Promise<Map<BlockId, Set<TakeKey>>> {
  const waiting = await listWaiting(db, sql`block_id = any(${sql.param(blockIds)}::text[])`)
  const { rows } = await db.execute<{ id: BlockId; takeKeys: TakeKey[] }>(sql`
    select block_id as id, array_agg(take_key) as "takeKeys"
    from block_speech_takes where block_id = any(${sql.param(waiting)}::text[]) group by block_id`)
  return new Map(rows.map(({ id, takeKeys }) => [id, new Set(takeKeys)]))
}

/** The blocks that wait or are being spoken. */
async function listWaiting(db: Database, isMeant = sql`true`): Promise<BlockId[]> {
  const { rows } = await db.execute<{ id: BlockId }>(sql`
    select block_id as id from block_speeches where state <> 'failed' and ${isMeant}`)
  return rows.map(({ id }) => id)
}

/** Whether a block still waits for one of these takes. */
export async function isAwaited(db: Database, blockId: BlockId, takeKeys: TakeKey[]): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select from block_speeches where block_id = ${blockId} and state <> 'failed' and ${waitsForOneOf(takeKeys)}`)
  return rows.length > 0
}

/** Notes that a block is being spoken. */
export async function beginSpeech(db: Database, blockId: BlockId): Promise<void> {
  await setState(db, blockId, 'speaking')
}

/**
 * Ends what was asked for of a block, when all that it waited for exists; else another job goes on. Where something else is
 * to be said by now, that is not spoken yet. Holds the project, so that it is not edited meanwhile.
 */
export async function endSpeech(db: Database, blockId: BlockId): Promise<void> {
  await holdingProjectOf(db, blockId, async (inside, ids) => {
    const { rows } = await inside.execute<{ isConverted: boolean }>(sql`
      delete from block_speeches where block_id = ${blockId} and not exists (
        select from block_speech_takes where block_id = ${blockId}
        and not exists (select from takes where key = block_speech_takes.take_key))
      returning not exists (
        select from planned_takes where block_id = ${blockId}
        and not exists (select from takes where key = planned_takes.take_key)) as "isConverted"`)
    const [ended] = rows
    if (ended) await tellStates(inside, [{ ...ids, blockId, state: ended.isConverted ? 'converted' : 'unconverted' }])
  })
}

/**
 * Notes why a block could not be spoken, if somebody still waits for it.
 * @param takeKeys those that could not be made; whatever it waits for when not given
 * @param run ends with it
 */
export async function failSpeech(
  db: Database,
  blockId: BlockId,
  { code, message }: JobFailure,
  { takeKeys, run }: { takeKeys?: TakeKey[]; run?: JobEnd } = {},
): Promise<void> {
  await holdingProjectOf(db, blockId, async (inside) => {
    const isMeant = takeKeys === undefined ? sql`true` : waitsForOneOf(takeKeys)
    await setState(inside, blockId, 'failed', { error: { code, message }, isMeant })
    await run?.completeIn(inside)
  })
}

/** The same of a block that nobody can speak, whose jobs would wait for ever. */
export async function giveUpSpeech(
  { db, jobs }: { db: Database; jobs: Jobs },
  blockId: BlockId,
  failure: JobFailure,
): Promise<void> {
  await db.transaction(async (inside) => {
    await failSpeech(inside, blockId, failure)
    await jobs.cancelWith(speakQueues, { blockId }, { inTransaction: inside })
  })
}

async function holdingProjectOf(
  db: Database,
  blockId: BlockId,
  work: (inside: Transaction, ids: Ids) => Promise<void>,
): Promise<void> {
  const ids = await findIds(db, blockId)
  if (!ids) return
  await db.transaction(async (inside) => {
    await lockProject(inside, ids.projectId)
    await work(inside, ids)
  })
}

function waitsForOneOf(takeKeys: TakeKey[]) {
  return sql`exists (select from block_speech_takes where block_speech_takes.block_id = block_speeches.block_id
    and take_key = any(${sql.param(takeKeys)}::text[]))`
}

/** Notes which blocks could not be converted for the lack of a take, so that they say so where they are edited. */
export async function markBlocksFailed(
  db: Database,
  conversionId: string,
  { takeKey, code, message }: { takeKey: TakeKey; code: string; message: string },
): Promise<void> {
  const { rows } = await db.execute<Ids & { blockId: BlockId }>(sql`
    with failed as (
      insert into block_speeches (block_id, state, group_id, error_code, error_message)
      select distinct planned_takes.block_id, 'failed', ${conversionId}, ${code}, ${message}
      from planned_takes join blocks on blocks.id = planned_takes.block_id
      join conversions on conversions.chapter_id = blocks.chapter_id and conversions.id = ${conversionId}
      where planned_takes.take_key = ${takeKey}
      on conflict (block_id) do update set state = 'failed', error_code = ${code}, error_message = ${message}
      returning block_id)
    select blocks.id as "blockId", chapters.id as "chapterId", chapters.project_id as "projectId"
    from failed join blocks on blocks.id = failed.block_id join chapters on chapters.id = blocks.chapter_id`)
  await tellStates(
    db,
    rows.map((row) => ({ ...row, state: 'failed' })),
  )
}

/** Takes back what was asked for of a chapter or a whole project, within a second. What was spoken is kept. */
export async function cancelSpeeches(
  { db, jobs }: { db: Transaction; jobs: Jobs },
  key: { projectId: ProjectId; chapterId?: ChapterId },
): Promise<void> {
  const chapterOf = await listWaitingOf(db, key)
  const { rows } = await db.execute<{ blockId: BlockId; group: string }>(sql`
    delete from block_speeches where state <> 'failed' and block_id = any(${sql.param([...chapterOf.keys()])}::text[])
    returning block_id as "blockId", group_id as group`)
  for (const group of new Set(rows.map((row) => row.group))) await jobs.cancelGroup(group, { inTransaction: db })
  const { projectId } = key
  await tellStates(
    db,
    rows.map(({ blockId }) => ({ projectId, chapterId: chapterOf.get(blockId)!, blockId, state: 'unconverted' })),
  )
}

/** The blocks of a project or chapter that wait or are being spoken, with their chapters. */
async function listWaitingOf(
  db: Database,
  { projectId, chapterId }: { projectId: ProjectId; chapterId?: ChapterId },
): Promise<Map<BlockId, ChapterId>> {
  const waiting = await listWaiting(db)
  const { rows } = await db.execute<{ blockId: BlockId; chapterId: ChapterId }>(sql`
    select blocks.id as "blockId", chapters.id as "chapterId"
    from blocks join chapters on chapters.id = blocks.chapter_id
    where blocks.id = any(${sql.param(waiting)}::text[])
      and chapters.project_id = ${projectId} ${chapterId ? sql`and chapters.id = ${chapterId}` : sql``}`)
  return new Map(rows.map((row) => [row.blockId, row.chapterId]))
}

/** Blocks that wait or are being spoken, and that no job works on. */
export async function listStrandedSpeeches({ db, jobs }: { db: Database; jobs: Jobs }): Promise<BlockId[]> {
  return withoutWork(jobs, 'blockId', await listWaiting(db))
}

/** Blocks that wait for a voice which no worker has. */
export async function listSpeechesWithoutWorker(db: Database): Promise<BlockId[]> {
  const isSpeakable = hasWorker(sql`block_speech_takes.engine_id`, sql`block_speech_takes.voice`)
  const { rows } = await db.execute<{ id: BlockId }>(sql`
    select distinct block_id as id from block_speech_takes
    where not ${isSpeakable} and not exists (select from takes where key = take_key)`)
  if (rows.length === 0) return []
  return listWaiting(db, sql`block_id = any(${sql.param(rows.map(({ id }) => id))}::text[])`)
}

/** Blocks that wait for nothing any more: others have made what their own jobs were to make. */
export async function listSpokenSpeeches(db: Database): Promise<BlockId[]> {
  const waiting = await listWaiting(db)
  if (waiting.length === 0) return []
  const { rows } = await db.execute<{ id: BlockId }>(sql`
    select distinct block_id as id from block_speech_takes where not exists (select from takes where key = take_key)`)
  const lacking = new Set(rows.map(({ id }) => id))
  return waiting.filter((id) => !lacking.has(id))
}

/** Tells which blocks are spoken by now, wherever one of these takes was the last one that they lacked. */
export async function tellSpokenBlocks(db: Database, takeKeys: TakeKey[]): Promise<void> {
  const { rows } = await db.execute<Ids & { blockId: BlockId }>(sql`
    select blocks.id as "blockId", chapters.id as "chapterId", chapters.project_id as "projectId"
    from blocks join chapters on chapters.id = blocks.chapter_id
    where blocks.id in (select block_id from planned_takes where take_key = any(${sql.param(takeKeys)}::text[]))
      and not exists (
        select from planned_takes where block_id = blocks.id
        and not exists (select from takes where key = planned_takes.take_key))`)
  await tellStates(
    db,
    rows.map((row) => ({ ...row, state: 'converted' })),
  )
}

type Ids = { projectId: ProjectId; chapterId: ChapterId }

async function findIds(db: Database, blockId: BlockId): Promise<Ids | undefined> {
  const { rows } = await db.execute<Ids>(sql`
    select chapters.project_id as "projectId", chapters.id as "chapterId"
    from blocks join chapters on chapters.id = blocks.chapter_id where blocks.id = ${blockId}`)
  return rows[0]
}

async function setState(
  db: Database,
  blockId: BlockId,
  state: BlockSpeechState,
  { error, isMeant = sql`true` }: { error?: JobFailure; isMeant?: SQL } = {},
): Promise<void> {
  const { rows } = await db.execute<Ids>(sql`
    update block_speeches set state = ${state}, error_code = ${error?.code ?? null}, error_message = ${error?.message ?? null}
    from blocks, chapters
    where block_speeches.block_id = ${blockId} and block_speeches.state <> 'failed' and ${isMeant}
      and blocks.id = block_speeches.block_id and chapters.id = blocks.chapter_id
    returning chapters.project_id as "projectId", chapters.id as "chapterId"`)
  if (rows[0]) await tellStates(db, [{ ...rows[0], blockId, state }])
}

async function tellStates(db: Database, states: Omit<StudioChange & { kind: 'block.state' }, 'kind'>[]): Promise<void> {
  await tellStudio(
    db,
    states.map((state) => ({ kind: 'block.state', ...state })),
  )
}
