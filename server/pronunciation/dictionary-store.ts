import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { newId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { type DictionaryId, pronunciationDictionaries as dictionaries } from '#server/storage/schema.ts'
import type { VersionedDictionary } from './dictionary.ts'
import type { Lexicon } from './read-pls.ts'
import { insertVersion } from './rule-changes.ts'
import { checkRules, isWritable, type NewRule, type Rule } from './rules.ts'
import { getDictionary, isLatest, selectVersions } from './select-versions.ts'

export interface NewDictionary {
  name: string
  description?: string | null
  workspaceAccess?: string | null
}

/**
 * Makes a dictionary with a first version.
 * @throws StudioError `invalid_parameters`, `pronunciation_dictionary_too_large`
 */
export async function createDictionary(
  db: Database,
  dictionary: NewDictionary,
  rules: NewRule[],
): Promise<VersionedDictionary> {
  return insertDictionary(db, { ...dictionary, language: null }, checkRules(rules))
}

/**
 * Makes a dictionary of what a PLS file says; without one, an empty one.
 * @throws StudioError `invalid_parameters`
 */
export async function createDictionaryFromLexicon(
  db: Database,
  dictionary: NewDictionary,
  { rules, language }: Lexicon = { rules: [], language: null },
): Promise<VersionedDictionary> {
  return insertDictionary(db, { ...dictionary, language }, rules)
}

/**
 * Renames, archives or brings back a dictionary; its versions stay as they are.
 * @throws StudioError `pronunciation_dictionary_not_found`, `invalid_parameters`
 */
export async function editDictionary(
  db: Database,
  id: DictionaryId,
  { name, archived }: { name?: string; archived?: boolean },
): Promise<VersionedDictionary> {
  if (name !== undefined) checkText('name', name)
  // What is archived again stays archived since the first time.
  const archivedAt = archived ? sql<Date>`coalesce(${dictionaries.archivedAt}, now())` : null
  const changes = { name, archivedAt: archived === undefined ? undefined : archivedAt }
  if (name !== undefined || archived !== undefined)
    await db.update(dictionaries).set(changes).where(eq(dictionaries.id, id))
  return getDictionary(db, id)
}

export interface DictionaryQuery {
  /** The `nextCursor` of the page before. */
  cursor?: string | null
  pageSize: number
  sort: 'created' | 'name'
  isDescending: boolean
  includeArchived: boolean
}

export interface DictionaryPage {
  dictionaries: VersionedDictionary[]
  /** Null on the last page. */
  nextCursor: string | null
}

/**
 * A page of the dictionaries in their latest versions, by name without regard to case or by when they were made. The
 * cursor is the last dictionary of a page, so a new one in front shifts nothing.
 * @throws StudioError `invalid_parameters` for a cursor that does not come from here
 */
export async function listDictionaries(db: Database, query: DictionaryQuery): Promise<DictionaryPage> {
  const { pageSize, includeArchived, isDescending } = query
  const order = isDescending ? desc : asc
  const isWanted = includeArchived ? undefined : isNull(dictionaries.archivedAt)
  const found = await selectVersions(db)
    .where(and(isLatest, isWanted, await isBehindCursor(db, query)))
    .orderBy(order(sortKey(query)), order(dictionaries.id))
    .limit(pageSize + 1)
  const page = found.slice(0, pageSize)
  return { dictionaries: page, nextCursor: found.length > pageSize ? page.at(-1)!.dictionary.id : null }
}

async function isBehindCursor(db: Database, query: DictionaryQuery) {
  const { cursor, isDescending } = query
  if (!cursor) return undefined
  const isLast = eq(dictionaries.id, cursor as DictionaryId)
  if (!isWritable(cursor) || (await db.$count(dictionaries, isLast)) === 0)
    throw new StudioError('invalid_parameters', 'This cursor does not come from here.', { param: 'cursor' })
  // Inside the parentheses the columns are those of the dictionary that the cursor names.
  const key = sql`${sortKey(query)}, ${dictionaries.id}`
  return sql`(${key}) ${sql.raw(isDescending ? '<' : '>')} (select ${key} from ${dictionaries} where ${isLast})`
}

function sortKey({ sort }: DictionaryQuery) {
  return sort === 'name' ? sql`lower(${dictionaries.name})` : sql`${dictionaries.createdAt}`
}

async function insertDictionary(
  db: Database,
  { name, description, workspaceAccess, language }: NewDictionary & { language: string | null },
  rules: Rule[],
): Promise<VersionedDictionary> {
  checkText('name', name)
  checkText('description', description ?? '')
  const id = newId<DictionaryId>()
  return db.transaction(async (transaction) => {
    await transaction.insert(dictionaries).values({ id, name, description, workspaceAccess, language, versionCount: 1 })
    await insertVersion(transaction, id, 1, { rules, ruleCount: rules.length })
    return getDictionary(transaction, id)
  })
}

function checkText(param: 'name' | 'description', text: string): void {
  if (isWritable(text)) return
  throw new StudioError('invalid_parameters', `The ${param} contains a control character.`, { param })
}
