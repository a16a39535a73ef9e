import { and, asc, eq, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { newId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { type VoiceCollectionId, voiceCollections, voicesInCollections } from '#server/storage/schema.ts'
import { shortColumns } from '#server/storage/short-columns.ts'

/** Voices that somebody keeps together under a title. */
export type VoiceCollection = typeof voiceCollections.$inferSelect

/** All collections, oldest first. */
export async function listVoiceCollections(db: Database): Promise<VoiceCollection[]> {
  return db
    .select(shortColumns(voiceCollections))
    .from(voiceCollections)
    .orderBy(asc(voiceCollections.createdAt), asc(voiceCollections.id))
}

/** @throws StudioError `voice_collection_not_found` */
export async function getVoiceCollection(db: Database, id: VoiceCollectionId): Promise<VoiceCollection> {
  const [row] = await db.select().from(voiceCollections).where(eq(voiceCollections.id, id))
  return row ?? notFound(id)
}

/** They are listed without pages, and told of each voice that is in them. */
const mostCollections = 1_000

/** @throws StudioError `invalid_parameters` when there are too many */
export async function addVoiceCollection(
  db: Database,
  given: { title: string; icon: string },
): Promise<VoiceCollection> {
  if ((await db.$count(voiceCollections)) >= mostCollections)
    throw new StudioError('invalid_parameters', `There are ${mostCollections} collections of voices already.`)
  const [row] = await db
    .insert(voiceCollections)
    .values({ ...given, id: newId<VoiceCollectionId>() })
    .returning()
  return row!
}

/** What is left out stays as it is. @throws StudioError `voice_collection_not_found` */
export async function editVoiceCollection(
  db: Database,
  id: VoiceCollectionId,
  changes: { title?: string; icon?: string },
): Promise<VoiceCollection> {
  const { title, icon } = changes
  if (title === undefined && icon === undefined) return getVoiceCollection(db, id)
  const [row] = await db.update(voiceCollections).set(changes).where(eq(voiceCollections.id, id)).returning()
  return row ?? notFound(id)
}

/** The voices themselves stay. @throws StudioError `voice_collection_not_found` */
export async function deleteVoiceCollection(db: Database, id: VoiceCollectionId): Promise<void> {
  const deleted = await db.delete(voiceCollections).where(eq(voiceCollections.id, id)).returning()
  if (deleted.length === 0) notFound(id)
}

/** A voice that is in the collection already stays in it once. @throws StudioError `voice_collection_not_found` */
export async function putIntoCollection(db: Database, id: VoiceCollectionId, voiceId: string): Promise<void> {
  await db.transaction(async (inside) => {
    const held = await inside.select().from(voiceCollections).where(eq(voiceCollections.id, id)).for('key share')
    if (held.length === 0) notFound(id)
    await inside.insert(voicesInCollections).values({ collectionId: id, voiceId }).onConflictDoNothing()
  })
}

/** A voice that is not in the collection is left out of it as before. @throws StudioError `voice_collection_not_found` */
export async function takeOutOfCollection(db: Database, id: VoiceCollectionId, voiceId: string): Promise<void> {
  await getVoiceCollection(db, id)
  const isThis = and(eq(voicesInCollections.collectionId, id), eq(voicesInCollections.voiceId, voiceId))
  await db.delete(voicesInCollections).where(isThis)
}

/** The collections that each voice is in, oldest first; one row for each voice, since all may be in a thousand. */
export async function listCollectionsOfVoices(db: Database): Promise<Map<string, VoiceCollectionId[]>> {
  const { voiceId, collectionId } = voicesInCollections
  const { createdAt, id } = voiceCollections
  const rows = await db
    .select({ voiceId, ids: sql<VoiceCollectionId[]>`json_agg(${collectionId} order by ${createdAt}, ${id})` })
    .from(voicesInCollections)
    .innerJoin(voiceCollections, eq(id, collectionId))
    .groupBy(voiceId)
  return new Map(rows.map((row) => [row.voiceId, row.ids]))
}

function notFound(id: VoiceCollectionId): never {
  throw new StudioError('voice_collection_not_found', `There is no collection of voices "${id}".`)
}
