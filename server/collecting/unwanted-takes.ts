import { asc, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { TakeKey } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import type { FileStore } from '#server/storage/file-store.ts'
import { requireAnswer } from '#server/storage/require-answer.ts'
import { takes } from '#server/storage/schema.ts'
import { lockContent, takeFile, takeNameOf } from '#server/takes/take-store.ts'

/** A block's plan, what a block once was, a running conversion, a snapshot or the history points to it. */
const isWanted = sql`(
  exists (select from planned_takes where take_key = takes.key)
  or exists (select from conversion_takes where take_key = takes.key)
  or exists (select from snapshot_takes where take_key = takes.key)
  or ${isListedIn(sql`block_generations`)}
  or ${isListedIn(sql`speech_history`)})`

/**
 * Whether one of the lists of takes in that table has it. Counted, not asked for with `exists`: PostgreSQL takes for granted that every
 * two-hundredth row has any take, so that it would read the table from its start until it finds one, for each take that none has.
 */
function isListedIn(table: SQL): SQL {
  return sql`(select count(*) from ${table} where take_keys @> array[takes.key]) > 0`
}

/** What is younger may be on its way to who asked for it: a speech is in the history only when it has ended. */
const settledHours = 1
const isSettled = sql`takes.created_at < now() - ${settledHours} * interval '1 hour'`

/**
 * Looks at every take: notes of those to which nothing points since when that is so, and forgets it of those that are
 * wanted again.
 */
export async function markUnwanted(db: Database, signal: AbortSignal): Promise<void> {
  for await (const isOfPage of pagesOfTakes(db)) {
    signal.throwIfAborted()
    await db.execute(sql`update takes set unwanted_since = now()
      where ${isOfPage} and unwanted_since is null and ${isSettled} and not ${isWanted}`)
    await db.execute(sql`update takes set unwanted_since = null
      where ${isOfPage} and unwanted_since is not null and ${isWanted}`)
  }
}

const takesPerPage = 2_000

/** All takes in many short statements, each of which begins where the one before ended. */
async function* pagesOfTakes(db: Database): AsyncGenerator<SQL> {
  await sortInLists(db)
  let after = ''
  for (;;) {
    const keys = await db
      .select({ key: takes.key })
      .from(takes)
      .where(gt(takes.key, after as TakeKey))
      .orderBy(asc(takes.key))
      .limit(takesPerPage)
    const last = keys.at(-1)
    if (!last) return
    yield sql`takes.key > ${after} and takes.key <= ${last.key}`
    after = last.key
  }
}

/**
 * What is new in an index of lists lies beside it until a vacuum comes, and is read from end to end for every take that is asked for:
 * forty times as long. Who may not sort it in asks more slowly.
 */
async function sortInLists(db: Database): Promise<void> {
  await db
    .execute(
      sql`select gin_clean_pending_list('speech_history_by_take'), gin_clean_pending_list('generations_by_take')`,
    )
    .catch(() => {})
}

const takesPerTransaction = 200

/**
 * Deletes the takes to which nothing has pointed for so long, and their sound.
 * @returns how many went
 */
export async function deleteUnwanted(
  needs: { db: Database; files: FileStore },
  graceHours: number,
  signal: AbortSignal,
): Promise<number> {
  let deleted = 0
  for (;;) {
    signal.throwIfAborted()
    await requireAnswer(needs.files) // another's may have come in the place of ours, which has the same sound
    const gone = await deleteSome(needs.db, isUnwantedFor(graceHours))
    for (const file of new Set(gone.map(takeFile))) await deleteUnlessUsed(needs, file)
    deleted += gone.length
    if (gone.length === 0) return deleted
  }
}

/**
 * Whoever publishes holds his takes (`holdTakes`): those are passed over. Having locked the others, it looks again whether
 * something points to them, so that what was published in between is seen.
 */
async function deleteSome(db: Database, isUnwanted: SQL) {
  return db.transaction(async (transaction) => {
    const found = await transaction
      .select({ key: takes.key })
      .from(takes)
      .where(isUnwanted)
      .limit(takesPerTransaction)
      .for('update', { skipLocked: true })
    const keys = found.map(({ key }) => key)
    if (keys.length === 0) return []
    const gone = await transaction
      .delete(takes)
      .where(sql`${inArray(takes.key, keys)} and not ${isWanted}`)
      .returning({ key: takes.key, contentHash: takes.contentHash })
    const wanted = keys.filter((key) => !gone.some((one) => one.key === key))
    if (wanted.length > 0)
      await transaction.update(takes).set({ unwantedSince: null }).where(inArray(takes.key, wanted))
    return gone
  })
}

function isUnwantedFor(hours: number): SQL {
  return sql`takes.unwanted_since <= now() - ${hours} * interval '1 hour'`
}

/** Deletes the samples of a take when no take has them, or is just about to (`keepTake` holds the same lock). */
export async function deleteUnlessUsed(
  { db, files }: { db: Database; files: FileStore },
  file: string,
): Promise<boolean> {
  return db.transaction(async (transaction) => {
    await lockContent(transaction, file)
    const name = takeNameOf(file)
    const { rows } = await transaction.execute(sql`
      select from takes where content_hash = ${name} union all
      select from takes where key = ${name} and content_hash is null limit 1`)
    if (rows.length > 0) return false
    await files.delete([file])
    return true
  })
}

/** How many takes nothing points to, and their seconds and bytes of sound: what will go when its time has come. */
export async function countUnwanted(db: Database): Promise<{ takes: number; seconds: number; byteLength: number }> {
  const sum = { takes: 0, seconds: 0, byteLength: 0 }
  for await (const isOfPage of pagesOfTakes(db)) {
    const { rows } = await db.execute<typeof sum>(sql`
      select count(*)::int as takes, coalesce(sum(sample_count::float8 / sample_rate), 0) as seconds,
        coalesce(sum(2 * sample_count::float8), 0) as "byteLength"
      from takes where ${isOfPage} and ${isSettled} and not ${isWanted}`)
    sum.takes += rows[0]!.takes
    sum.seconds += rows[0]!.seconds
    sum.byteLength += rows[0]!.byteLength
  }
  return sum
}
