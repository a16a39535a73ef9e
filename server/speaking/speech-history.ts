import { and, asc, desc, eq, getTableColumns, gte, ilike, inArray, lt, or, type SQL, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { type HistoryItemId, newId } from '#server/base/ids.ts'
import type { SpeechPlan } from '#server/planning/plan-speech.ts'
import type { Database } from '#server/storage/database.ts'
import { type HistoryTurn, speechHistory } from '#server/storage/schema.ts'

/** A text that was spoken by request. */
export interface HistoryItem {
  id: HistoryItemId
  requestId: string
  createdAt: Date
  modelId: string
  /** Null for a dialogue, whose turns have their own. */
  voiceId: string | null
  voiceName: string | null
  text: string
  /** Written code points. */
  characters: number
  /** Of the public API, such as `mp3_44100_128`. */
  outputFormat: string
  settings: Record<string, unknown> | null
  dialogue: HistoryTurn[] | null
  plan: SpeechPlan
}

/** As a list tells it: how it was spoken may be a hundred times as long as the text. */
export type ListedHistoryItem = Omit<HistoryItem, 'plan'>

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const timeDigits = 8

/**
 * A new id that begins with the time, to the millisecond: ids in byte order are items in order of time, so that a page
 * can begin after an item that was deleted meanwhile.
 */
export function newHistoryItemId(createdAt: Date): HistoryItemId {
  let time = ''
  for (let rest = createdAt.getTime(); time.length < timeDigits; rest = Math.floor(rest / 62)) {
    time = base62[rest % 62]! + time
  }
  return (time + newId().slice(timeDigits)) as HistoryItemId
}

export async function insertHistoryItem(db: Database, item: HistoryItem): Promise<void> {
  const takeKeys = [...new Set(item.plan.utterances.map((utterance) => utterance.takeKey))]
  await db.insert(speechHistory).values({ ...item, takeKeys })
}

/** @throws StudioError `history_item_not_found` */
export async function getHistoryItem(db: Database, id: HistoryItemId): Promise<HistoryItem> {
  const [row] = await db.select().from(speechHistory).where(eq(speechHistory.id, id))
  return (row as HistoryItem | undefined) ?? notFound(id)
}

/** @throws StudioError `history_item_not_found` for the first that is not there */
export async function requireHistoryItems(db: Database, ids: HistoryItemId[]): Promise<void> {
  const rows = await db.select({ id: speechHistory.id }).from(speechHistory).where(inArray(speechHistory.id, ids))
  const known = new Set(rows.map(({ id }) => id))
  const missing = ids.find((id) => !known.has(id))
  if (missing) notFound(missing)
}

/** Those of the ids that are there, in their order. */
async function listHistoryItemsById(db: Database, ids: HistoryItemId[]): Promise<ListedHistoryItem[]> {
  const { plan: _plan, takeKeys: _takeKeys, ...columns } = getTableColumns(speechHistory)
  const rows = await db.select(columns).from(speechHistory).where(inArray(speechHistory.id, ids))
  return (rows as ListedHistoryItem[]).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** What was said, without tags, by those of the requests that are in the history, in their order. */
export async function listTextsOfRequests(db: Database, requestIds: string[]): Promise<string[]> {
  const rows = await db
    .select({ requestId: speechHistory.requestId, written: sql<string>`${speechHistory.plan}->>'written'` })
    .from(speechHistory)
    .where(inArray(speechHistory.requestId, requestIds))
  return requestIds.flatMap((id) => rows.filter((row) => row.requestId === id).map((row) => row.written))
}

/** @throws StudioError `history_item_not_found` */
export async function deleteHistoryItem(db: Database, id: HistoryItemId): Promise<void> {
  const deleted = await db.delete(speechHistory).where(eq(speechHistory.id, id)).returning({ id: speechHistory.id })
  if (deleted.length === 0) notFound(id)
}

/** Forgets what is older than so many days. @returns how many items that were */
export async function deleteHistoryBefore(db: Database, days: number): Promise<number> {
  const isOld = sql`${speechHistory.createdAt} < now() - ${days} * interval '1 day'`
  return (await db.delete(speechHistory).where(isOld)).rowCount ?? 0
}

export interface HistoryQuery {
  pageSize: number
  isAscending: boolean
  startAfter?: string
  /** In a dialogue anyone's. */
  voiceIds?: string[]
  modelId?: string
  /** Exclusive. */
  before?: Date
  /** Inclusive. */
  since?: Date
  /** Stands in the text or in the name of the voice, in any case. */
  search?: string
}

/** A page of the history ends before its texts are longer, so that it can always be given; one item is always on it. */
const mostCharactersOfPage = 1_000_000
/** A turn of a dialogue is told with its voice, so that it counts for more than its text. */
const charactersOfTurn = 100

/** A page of the history in order of time. */
export async function listHistory(
  db: Database,
  query: HistoryQuery,
): Promise<{ items: ListedHistoryItem[]; hasMore: boolean }> {
  const { text, dialogue } = speechHistory
  const turns = sql`coalesce(jsonb_array_length(${dialogue}), 0)`
  const order = sql`${speechHistory.id} collate "C"`
  const found = await db
    .select({ id: speechHistory.id, length: sql<number>`length(${text}) + ${charactersOfTurn} * ${turns}` })
    .from(speechHistory)
    .where(and(...conditionsOf(query, order)))
    .orderBy(query.isAscending ? asc(order) : desc(order))
    .limit(query.pageSize + 1)
  const ids = firstThatFit(found.slice(0, query.pageSize)).map(({ id }) => id)
  return { items: await listHistoryItemsById(db, ids), hasMore: found.length > ids.length }
}

function firstThatFit<Item extends { length: number }>(items: Item[]): Item[] {
  let characters = 0
  const tooMany = items.findIndex(({ length }, index) => (characters += length) > mostCharactersOfPage && index > 0)
  return tooMany === -1 ? items : items.slice(0, tooMany)
}

function conditionsOf(query: HistoryQuery, order: SQL): (SQL | undefined)[] {
  const { startAfter, isAscending, voiceIds, modelId, before, since, search } = query
  const { text, voiceName, createdAt } = speechHistory
  const pattern = `%${search?.replace(/[\\%_]/g, '\\$&')}%`
  return [
    startAfter === undefined ? undefined : isAscending ? sql`${order} > ${startAfter}` : sql`${order} < ${startAfter}`,
    voiceIds && or(...voiceIds.map(isSpokenBy)),
    modelId === undefined ? undefined : eq(speechHistory.modelId, modelId),
    before && lt(createdAt, before),
    since && gte(createdAt, since),
    search ? or(ilike(text, pattern), ilike(voiceName, pattern)) : undefined,
  ]
}

function isSpokenBy(voiceId: string): SQL | undefined {
  const inDialogue = sql`${speechHistory.dialogue} @> ${JSON.stringify([{ voiceId }])}::jsonb`
  return or(eq(speechHistory.voiceId, voiceId), inDialogue)
}

function notFound(id: string): never {
  throw new StudioError('history_item_not_found', `There is no history item "${id}".`)
}
