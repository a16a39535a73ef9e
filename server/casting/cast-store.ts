import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ProjectId } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { namedColumns, readInPieces } from '#server/storage/read-in-pieces.ts'
import { blocks, castChanges, castCharacters, castLines, casts, chapters } from '#server/storage/schema.ts'
import {
  type Cast,
  type CastCharacter,
  type CastLine,
  type CastState,
  type CharacterId,
  mostLines,
  type WrittenLine,
} from './cast.ts'

const isUnderWay = inArray(casts.state, ['queued', 'working'])

export async function findCastOf(db: Database, projectId: ProjectId): Promise<Cast | undefined> {
  const [row] = await db.select().from(casts).where(eq(casts.projectId, projectId))
  return row
}

/** @throws StudioError `cast_not_found`, `cast_not_ready` while it is being looked for */
export async function requireReady(db: Database, projectId: ProjectId): Promise<void> {
  const cast = await findCastOf(db, projectId)
  if (!cast) throw new StudioError('cast_not_found', 'Nobody has looked for the cast of this project yet.')
  if (cast.state !== 'queued' && cast.state !== 'working') return
  throw new StudioError('cast_not_ready', 'The cast of this project is being looked for.')
}

/** Those with the most mentions first. */
export async function listCharacters(db: Database, projectId: ProjectId): Promise<CastCharacter[]> {
  return db
    .select()
    .from(castCharacters)
    .where(eq(castCharacters.projectId, projectId))
    .orderBy(sql`${castCharacters.weight} desc`, asc(castCharacters.id))
}

/** @throws StudioError `character_not_found` */
export async function getCharacter(db: Database, projectId: ProjectId, id: CharacterId): Promise<CastCharacter> {
  const [row] = await db
    .select()
    .from(castCharacters)
    .where(and(eq(castCharacters.projectId, projectId), eq(castCharacters.id, id)))
  if (!row) throw new StudioError('character_not_found', `The cast has no character "${id}".`)
  return row
}

/** The text of a block, all its nodes together, and its fingerprint. */
const textOfBlock = sql<string>`(
  select coalesce(string_agg(node->>'text', '' order by place), '')
  from jsonb_array_elements(${blocks.nodes}) with ordinality as nodes (node, place))`

/** As much of a paragraph as tells who speaks in it, in code points. */
const mostBeside = 80

const readingOrder = [asc(chapters.position), asc(chapters.id), asc(sql`texts.position`), asc(castLines.start)]

/** More than there can be: it keeps PostgreSQL from reading the text of a block anew for each of its lines. */
const allBlocks = 2_147_483_647

/** The texts of the blocks that lines were found in, each with its fingerprint. */
function textsOf(db: Database, projectId: ProjectId) {
  const ids = db.select({ id: castLines.blockId }).from(castLines).where(eq(castLines.projectId, projectId))
  return db
    .select({
      id: blocks.id,
      position: blocks.position,
      text: textOfBlock.as('text'),
      hash: sql<string>`md5(${textOfBlock})`.as('hash'),
    })
    .from(blocks)
    .where(inArray(blocks.id, ids))
    .limit(allBlocks)
    .as('texts')
}

/** The lines of a project in reading order whose blocks still have the text that they were found in. */
export async function listLines(db: Database, projectId: ProjectId): Promise<CastLine[]> {
  return readLines<CastLine>(db, projectId)
}

/** The same, with their words. */
export async function listWrittenLines(db: Database, projectId: ProjectId): Promise<WrittenLine[]> {
  const { start, end } = castLines
  return readLines<WrittenLine>(db, projectId, ({ text }) => ({
    text: sql<string>`substr(${text}, ${start} + 1, ${end} - ${start})`.as('text'),
    before: sql<string>`right(left(${text}, ${start}), ${mostBeside})`.as('before'),
    after: sql<string>`substr(${text}, ${end} + 1, ${mostBeside})`.as('after'),
  }))
}

/**
 * Joins by hashing or sorting. Where PostgreSQL has not looked yet at what a book brought, it expects a handful of lines, and
 * would go through all texts for each of thousands (https://www.postgresql.org/docs/current/runtime-config-query.html).
 * @param more what else is told of each line, out of its block's text
 */
async function readLines<Line extends CastLine>(
  db: Database,
  projectId: ProjectId,
  more: (texts: ReturnType<typeof textsOf>) => Record<string, SQL.Aliased> = () => ({}),
): Promise<Line[]> {
  return db.transaction(async (joining) => {
    await joining.execute(sql`set local enable_nestloop = off`)
    const texts = textsOf(joining, projectId)
    const asked = joining
      .select({ ...namedColumns(castLines), ...more(texts) })
      .from(castLines)
      .innerJoin(texts, and(eq(texts.id, castLines.blockId), eq(texts.hash, castLines.textHash)))
      .innerJoin(chapters, eq(chapters.id, castLines.chapterId))
      .where(eq(castLines.projectId, projectId))
      .orderBy(...readingOrder)
      .limit(mostLines)
    const lines = await readInPieces<Line & Record<string, unknown>>(joining, asked)
    await joining.execute(sql`set local enable_nestloop = default`)
    return lines
  })
}

/** Whether there is something that `undoLastChange` would undo. */
export async function hasChanges(db: Database, projectId: ProjectId): Promise<boolean> {
  const ofProject = eq(castChanges.projectId, projectId)
  const rows = await db.select({ id: castChanges.id }).from(castChanges).where(ofProject).limit(1)
  return rows.length > 0
}

/** Undefined when it is cancelled, given up or gone. */
export async function beginCast(db: Database, projectId: ProjectId): Promise<Cast | undefined> {
  return change(db, projectId, { state: 'working', progress: 0 })
}

export async function tellCastProgress(db: Database, projectId: ProjectId, progress: number): Promise<void> {
  await change(db, projectId, { progress })
}

/** @returns false when it was cancelled or given up meanwhile */
export async function endCast(
  db: Database,
  projectId: ProjectId,
  end: {
    state: Exclude<CastState, 'queued' | 'working'>
    error?: { code: string; message: string }
    /** Undefined: it stays. */
    languageModel?: string | null
  },
): Promise<boolean> {
  const { state, error, languageModel } = end
  const progress = state === 'ready' ? { progress: 1 } : {}
  const errors = { errorCode: error?.code ?? null, errorMessage: error?.message ?? null }
  return (await change(db, projectId, { state, ...progress, ...errors, languageModel })) !== undefined
}

/** Those under way. */
export async function listBeingCast(db: Database): Promise<ProjectId[]> {
  const rows = await db.select({ projectId: casts.projectId }).from(casts).where(isUnderWay)
  return rows.map(({ projectId }) => projectId)
}

async function change(db: Database, projectId: ProjectId, changes: Partial<Cast>): Promise<Cast | undefined> {
  const [row] = await db
    .update(casts)
    .set(changes)
    .where(and(eq(casts.projectId, projectId), isUnderWay))
    .returning()
  if (row) await tellStudio(db, [{ kind: 'cast.changed', projectId, state: row.state, progress: row.progress }])
  return row
}

/** PostgreSQL takes 65,535 parameters in one statement. */
const mostInserted = 4_000

/** Replaces all lines of a project, and its characters. */
export async function replaceCast(
  db: Transaction,
  projectId: ProjectId,
  found: { characters: CastCharacter[]; lines: CastLine[] },
): Promise<void> {
  await db.delete(castLines).where(eq(castLines.projectId, projectId))
  await db.delete(castCharacters).where(eq(castCharacters.projectId, projectId))
  for (let start = 0; start < found.characters.length; start += mostInserted) {
    await db.insert(castCharacters).values(found.characters.slice(start, start + mostInserted))
  }
  for (let start = 0; start < found.lines.length; start += mostInserted) {
    await db.insert(castLines).values(found.lines.slice(start, start + mostInserted))
  }
}
