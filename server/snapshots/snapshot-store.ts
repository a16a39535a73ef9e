import { createHash } from 'node:crypto'
import { and, desc, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { ChapterId, ChapterSnapshotId, ConversionId, ProjectId, ProjectSnapshotId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { readNewestFirst } from '#server/storage/newest-first.ts'
import { readInPieces } from '#server/storage/read-in-pieces.ts'
import { chapterSnapshots, projectSnapshots } from '#server/storage/schema.ts'
import { shortColumns, shortText } from '#server/storage/short-columns.ts'
import type { BuiltManifest, Manifest } from './manifest.ts'
import type {
  ChapterSnapshot,
  ChapterSnapshotContent,
  ListedChapterSnapshot,
  ListedSnapshot,
  ProjectSnapshot,
} from './snapshot.ts'

const {
  manifest: _manifest,
  characterTimes: _times,
  soundKey: _key,
  ...chapterColumns
} = getTableColumns(chapterSnapshots)

/** Publishes a chapter. Part of the transaction that ends its conversion. */
export async function insertChapterSnapshot(
  db: Database,
  snapshot: Omit<ChapterSnapshot, 'createdAt' | 'sampleCount'>,
  { manifest, characterTimes, sampleCount }: BuiltManifest,
): Promise<void> {
  const times = Buffer.from(characterTimes.buffer, characterTimes.byteOffset, characterTimes.byteLength)
  const soundKey = soundKeyOf(manifest)
  const createdAt = afterOthers(chapterSnapshots, eq(chapterSnapshots.chapterId, snapshot.chapterId))
  const insert = (content: { manifest: StoredManifest; characterTimes: Buffer }) =>
    db.insert(chapterSnapshots).values({ ...snapshot, ...content, sampleCount, soundKey, createdAt })
  const sameAs = await findSame(db, snapshot.chapterId, { manifest, times, soundKey })
  if (sameAs) return void (await insert({ manifest: { sameAs }, characterTimes: Buffer.alloc(0) }))
  await insert({ manifest, characterTimes: times })
  const keys = new Set(manifest.segments.flatMap(({ take }) => take?.key ?? []))
  await db.execute(sql`
    insert into snapshot_takes (take_key, snapshot_id)
    select key, ${snapshot.id} from unnest(${sql.param([...keys])}::text[]) as key`)
}

/** Where nothing became other, the snapshot that has it all and holds its takes: both go with their project. */
type StoredManifest = Manifest | { sameAs: ChapterSnapshotId }

/** What holds the content of the chapter's newest snapshot that sounds the same, if it is just this. */
async function findSame(
  db: Database,
  chapterId: ChapterId,
  { manifest, times, soundKey }: { manifest: Manifest; times: Buffer; soundKey: string },
): Promise<ChapterSnapshotId | undefined> {
  const [newest] = await db
    .select({ id: sql<ChapterSnapshotId>`coalesce(${chapterSnapshots.manifest}->>'sameAs', ${chapterSnapshots.id})` })
    .from(chapterSnapshots)
    .where(and(eq(chapterSnapshots.chapterId, chapterId), eq(chapterSnapshots.soundKey, soundKey)))
    .orderBy(desc(chapterSnapshots.createdAt))
    .limit(1)
  if (!newest) return undefined
  const isSame = sql`${chapterSnapshots.characterTimes} = ${times} and ${chapterSnapshots.manifest} = ${JSON.stringify(manifest)}::jsonb`
  const found = await db.$count(chapterSnapshots, and(eq(chapterSnapshots.id, newest.id), isSame))
  return found > 0 ? newest.id : undefined
}

/** Publishes a project. Part of the transaction that ends its conversion. */
export async function insertProjectSnapshot(db: Database, snapshot: Omit<ProjectSnapshot, 'createdAt'>): Promise<void> {
  const createdAt = afterOthers(projectSnapshots, eq(projectSnapshots.projectId, snapshot.projectId))
  await db.insert(projectSnapshots).values({ ...snapshot, createdAt })
}

/** Now, or a moment after the newest of the others, where a clock was set back since: what is published last is the newest. */
function afterOthers(table: typeof chapterSnapshots | typeof projectSnapshots, isOther: SQL): SQL {
  return sql`(select greatest(now(), max(${table.createdAt}) + interval '1 millisecond') from ${table} where ${isOther})`
}

/** The snapshots of a chapter, newest first, some at a time. */
export function listChapterSnapshots(db: Database, chapterId: ChapterId): AsyncGenerator<ListedChapterSnapshot[]> {
  const { tags: _tags, ...columns } = chapterColumns
  return readNewestFirst(chapterSnapshots, ({ isOlder, newestFirst, limit }) =>
    db
      .select({ ...columns, name: shortText(chapterSnapshots.name) })
      .from(chapterSnapshots)
      .where(and(eq(chapterSnapshots.chapterId, chapterId), isOlder))
      .orderBy(...newestFirst)
      .limit(limit),
  )
}

/** What the given conversions of chapters published, in the order of the conversions. */
export async function listSnapshotsOfConversions(db: Database, ids: ConversionId[]): Promise<ChapterSnapshot[]> {
  const rows = await db.select(chapterColumns).from(chapterSnapshots).where(inArray(chapterSnapshots.conversionId, ids))
  return (rows as ChapterSnapshot[]).toSorted((a, b) => ids.indexOf(a.conversionId) - ids.indexOf(b.conversionId))
}

/** Chapter snapshots in the order of the ids. */
export async function listSnapshotsById(db: Database, ids: ChapterSnapshotId[]): Promise<ChapterSnapshot[]> {
  const rows = await db.select(chapterColumns).from(chapterSnapshots).where(inArray(chapterSnapshots.id, ids))
  return (rows as ChapterSnapshot[]).toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
}

/** The snapshots of a project, newest first, some at a time. */
export function listProjectSnapshots(db: Database, projectId: ProjectId): AsyncGenerator<ListedSnapshot[]> {
  const { chapters: _chapters, tags: _tags, ...columns } = shortColumns(projectSnapshots)
  return readNewestFirst(projectSnapshots, ({ isOlder, newestFirst, limit }) =>
    db
      .select(columns)
      .from(projectSnapshots)
      .where(and(eq(projectSnapshots.projectId, projectId), isOlder))
      .orderBy(...newestFirst)
      .limit(limit),
  )
}

const newestFirst = [desc(projectSnapshots.createdAt), desc(projectSnapshots.id)]

/**
 * The newest snapshot of a project, of all or of those that are meant.
 * @param meant that have a snapshot of a chapter, or that a conversion published
 */
export async function findNewestSnapshot(
  db: Database,
  projectId: ProjectId,
  meant: { chapterSnapshotId?: ChapterSnapshotId; conversionId?: ConversionId } = {},
): Promise<ProjectSnapshot | undefined> {
  const { chapterSnapshotId: id, conversionId } = meant
  const has = id && sql`${projectSnapshots.chapters} @> ${JSON.stringify([{ id }])}::jsonb`
  const isPublished = conversionId && eq(projectSnapshots.conversionId, conversionId)
  const [row] = await db
    .select()
    .from(projectSnapshots)
    .where(and(eq(projectSnapshots.projectId, projectId), has, isPublished))
    .orderBy(...newestFirst)
    .limit(1)
  return row as ProjectSnapshot | undefined
}

/** @throws StudioError `snapshot_not_found` */
export async function getChapterSnapshot(
  db: Database,
  key: { projectId: ProjectId; chapterId?: ChapterId; chapterSnapshotId: ChapterSnapshotId },
): Promise<ChapterSnapshot> {
  const [row] = await db
    .select(chapterColumns)
    .from(chapterSnapshots)
    .where(
      and(
        eq(chapterSnapshots.projectId, key.projectId),
        eq(chapterSnapshots.id, key.chapterSnapshotId),
        key.chapterId && eq(chapterSnapshots.chapterId, key.chapterId),
      ),
    )
  return (row as ChapterSnapshot | undefined) ?? notFound(key.chapterSnapshotId)
}

/** @throws StudioError `snapshot_not_found` */
export async function getProjectSnapshot(
  db: Database,
  key: { projectId: ProjectId; projectSnapshotId: ProjectSnapshotId },
): Promise<ProjectSnapshot> {
  const [row] = await db
    .select()
    .from(projectSnapshots)
    .where(and(eq(projectSnapshots.projectId, key.projectId), eq(projectSnapshots.id, key.projectSnapshotId)))
  return (row as ProjectSnapshot | undefined) ?? notFound(key.projectSnapshotId)
}

/** What a chapter snapshot plays and when. A long one is read in pieces: listeners ask for it, too. @throws StudioError `snapshot_not_found` */
export async function getSnapshotContent(db: Database, id: ChapterSnapshotId): Promise<ChapterSnapshotContent> {
  const { manifest: stored, characterTimes } = chapterSnapshots
  const parts = sql<number>`coalesce(jsonb_array_length(${stored}->'segments') + jsonb_array_length(${stored}->'blocks'), 0)`
  const byteLength = sql<number>`octet_length(${characterTimes})`
  const isShort = sql`${parts} <= ${partsAtOnce} and ${byteLength} <= ${bytesAtOnce}`
  const manifestIfShort = sql<StoredManifest | null>`case when ${isShort} then ${stored} end`
  const [row] = await db
    .select({ manifest: manifestIfShort, beginning: pieceOfTimes(0), byteLength })
    .from(chapterSnapshots)
    .where(eq(chapterSnapshots.id, id))
  if (!row) notFound(id)
  if (row.manifest && 'sameAs' in row.manifest) return getSnapshotContent(db, row.manifest.sameAs)
  const times = await readTimes(db, id, row)
  return { manifest: row.manifest ?? (await readLongManifest(db, id)), characterTimes: times }
}

const partsAtOnce = 2_000
/** Of the times, eight of each character of the text: so many are a few milliseconds, and so is the text. */
const bytesAtOnce = 1_000_000

function pieceOfTimes(start: number): SQL<Buffer> {
  return sql`substring(${chapterSnapshots.characterTimes} from ${start + 1}::int for ${bytesAtOnce}::int)`
}

async function readTimes(
  db: Database,
  id: ChapterSnapshotId,
  { beginning, byteLength }: { beginning: Buffer; byteLength: number },
): Promise<Uint32Array> {
  const bytes = Buffer.from(new ArrayBuffer(byteLength)) // of its own, so that it is aligned
  bytes.set(beginning)
  for (let start = bytesAtOnce; start < byteLength; start += bytesAtOnce) {
    const piece = pieceOfTimes(start)
    const [row] = await db.select({ piece }).from(chapterSnapshots).where(eq(chapterSnapshots.id, id))
    bytes.set(row?.piece ?? notFound(id), start)
  }
  return new Uint32Array(bytes.buffer)
}

async function readLongManifest(db: Database, id: ChapterSnapshotId): Promise<Manifest> {
  const list = (name: keyof Manifest) => sql`
    select one from chapter_snapshots, jsonb_array_elements(manifest->${name}::text) as one where id = ${id}`
  return db.transaction(async (reading) => {
    const segments = await readInPieces<{ one: Manifest['segments'][number] }>(reading, list('segments'))
    const blocks = await readInPieces<{ one: Manifest['blocks'][number] }>(reading, list('blocks'))
    if (blocks.length === 0) notFound(id) // deleted since: what is made of nothing would be kept as its sound
    return { segments: segments.map(({ one }) => one), blocks: blocks.map(({ one }) => one) }
  })
}

/** What the renditions of a chapter snapshot are kept by. @throws StudioError `snapshot_not_found` */
export async function getSoundKey(db: Database, id: ChapterSnapshotId): Promise<string> {
  const { soundKey } = chapterSnapshots
  const [row] = await db.select({ soundKey }).from(chapterSnapshots).where(eq(chapterSnapshots.id, id))
  return row ? row.soundKey : notFound(id)
}

/** SHA-256 of all that decides how a chapter sounds: a chapter that is published again unchanged keeps its renditions. */
function soundKeyOf({ segments }: Manifest): string {
  const heard = segments.map(({ take, range, gainDb, sampleCount, pauseSamples }) => [
    take && [take.contentHash ?? take.key, take.sampleRate, range && [range.start, range.end], gainDb ?? 0],
    sampleCount,
    pauseSamples,
  ])
  return createHash('sha256').update(JSON.stringify(heard)).digest('hex')
}

function notFound(id: string): never {
  throw new StudioError('snapshot_not_found', `There is no snapshot "${id}".`)
}
