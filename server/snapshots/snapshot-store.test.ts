import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq, inArray, sql } from 'drizzle-orm'
import {
  type ChapterId,
  type ChapterSnapshotId,
  type ConversionId,
  newId,
  type ProjectId,
  type ProjectSnapshotId,
} from '#server/base/ids.ts'
import { deleteChapter } from '#server/projects/chapters.ts'
import { chapterSnapshots, projectSnapshots, snapshotTakes } from '#server/storage/schema.ts'
import { openSnapshotNeeds, publishTestChapter, type SnapshotNeeds, testTags } from '#test/snapshots.ts'
import {
  findNewestSnapshot,
  getChapterSnapshot,
  getProjectSnapshot,
  getSnapshotContent,
  insertChapterSnapshot,
  insertProjectSnapshot,
  listChapterSnapshots,
  listProjectSnapshots,
  listSnapshotsById,
  listSnapshotsOfConversions,
} from './snapshot-store.ts'

let needs: AsyncDisposable & SnapshotNeeds
before(async () => void (needs = await openSnapshotNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('what was published is read again: tags, segments and the time of each code point', async () => {
  const snapshot = await publishTestChapter(needs, ['Wow 𐍈'])
  assert.deepEqual([snapshot.name, snapshot.tags], ['Chapter 1', testTags])
  const { manifest, characterTimes } = await getSnapshotContent(needs.db, snapshot.id)
  assert.deepEqual(
    manifest.blocks.map((block) => block.text),
    ['Wow 𐍈'],
  )
  const character = 2_205
  assert.deepEqual(
    [...characterTimes],
    [0, 1, 2, 3, 4].flatMap((index) => [index * character, (index + 1) * character]),
  )
  const [segment] = manifest.segments
  assert.equal(snapshot.sampleCount, segment!.sampleCount + segment!.pauseSamples)
})

test('a chapter that is published again unchanged stores its content once, and its takes are held', async () => {
  const { db } = needs
  const { createdAt: _, sampleCount, ...first } = await publishTestChapter(needs, ['One.', 'Two.'])
  const { chapterId } = first
  const content = { ...(await getSnapshotContent(db, first.id)), sampleCount }
  const publish = async (built = content) => {
    const id = newId<ChapterSnapshotId>()
    await insertChapterSnapshot(db, { ...first, id, conversionId: newId<ConversionId>() }, built)
    return id
  }
  const later = { ...content, characterTimes: content.characterTimes.map((time) => time + 1) }
  const ids = [await publish(), await publish(), await publish(later), await publish(later), await publish()]
  for (const [index, id] of ids.entries()) {
    const { manifest, characterTimes } = await getSnapshotContent(db, id)
    const expected = index === 2 || index === 3 ? later : content
    assert.deepEqual([manifest, characterTimes], [expected.manifest, expected.characterTimes])
  }
  const stored = await db.select().from(chapterSnapshots).where(eq(chapterSnapshots.chapterId, chapterId))
  assert.equal(stored.filter(({ characterTimes }) => characterTimes.length > 0).length, 3)
  const holders = await db
    .select()
    .from(snapshotTakes)
    .where(inArray(snapshotTakes.snapshotId, [first.id, ...ids]))
  assert.deepEqual(
    [...new Set(holders.map(({ snapshotId }) => snapshotId))].sort(),
    [first.id, ids[2]!, ids[4]!].sort(),
  )
})

test('a snapshot stays when its chapter is deleted', async () => {
  const { id, projectId, chapterId } = await publishTestChapter(needs, ['One.'])
  await deleteChapter(needs.db, { projectId, chapterId })
  assert.equal((await getChapterSnapshot(needs.db, { projectId, chapterSnapshotId: id })).id, id)
  assert.deepEqual(
    (await Array.fromAsync(listChapterSnapshots(needs.db, chapterId))).flat().map((snapshot) => snapshot.id),
    [id],
  )
})

test('what is published last is the newest, also after a clock was set back by an hour', async () => {
  const { db } = needs
  const { createdAt: _, sampleCount, ...first } = await publishTestChapter(needs, ['One.'])
  const { projectId, chapterId } = first
  const content = { ...(await getSnapshotContent(db, first.id)), sampleCount }
  const publishAgain = async () => {
    const [id, wholeId] = [newId<ChapterSnapshotId>(), newId<ProjectSnapshotId>()]
    await insertChapterSnapshot(db, { ...first, id, conversionId: newId<ConversionId>() }, content)
    const whole = {
      id: wholeId,
      projectId,
      conversionId: newId<ConversionId>(),
      name: 'P',
      sampleCount,
      tags: testTags,
    }
    await insertProjectSnapshot(db, { ...whole, chapters: [] })
    return [id, wholeId]
  }
  await publishAgain()
  for (const table of [chapterSnapshots, projectSnapshots])
    await db.update(table).set({ createdAt: sql`created_at + interval '1 hour'` }).where(eq(table.projectId, projectId))
  const last = await publishAgain()
  const [newest] = (await Array.fromAsync(listChapterSnapshots(db, chapterId))).flat()
  assert.deepEqual([newest!.id, (await findNewestSnapshot(db, projectId))!.id], last)
})

test('snapshots are listed in the order of the ids or conversions that are asked for; unknown ones are left out', async () => {
  const snapshots = [await publishTestChapter(needs, ['One.']), await publishTestChapter(needs, ['Two.'])]
  const [one, two] = snapshots.map(({ id }) => id)
  const byId = await listSnapshotsById(needs.db, [two!, 'none' as ChapterSnapshotId, one!])
  assert.deepEqual(
    byId.map(({ id }) => id),
    [two, one],
  )
  const conversions = snapshots.map(({ conversionId }) => conversionId).reverse()
  assert.deepEqual(await listSnapshotsOfConversions(needs.db, conversions), byId)
})

test('a long snapshot that is deleted while it is read is not found, instead of being empty', async () => {
  const { db } = needs
  const { id } = await publishTestChapter(needs, ['One.'])
  await db.execute(sql`
    update chapter_snapshots set manifest = jsonb_set(manifest, '{segments}', (
      select jsonb_agg(one) from (select manifest->'segments'->0 as one from generate_series(1, 3000)) as many)) where id = ${id}`)
  assert.equal((await getSnapshotContent(db, id)).manifest.segments.length, 3_000)
  const deleting: typeof db = Object.assign(Object.create(db), {
    async transaction(...args: Parameters<typeof db.transaction>) {
      await db.delete(chapterSnapshots).where(eq(chapterSnapshots.id, id))
      return db.transaction(...args)
    },
  })
  await assert.rejects(getSnapshotContent(deleting, id), { code: 'snapshot_not_found' })
})

test('a snapshot is only found in its own project and chapter', async () => {
  const { id, projectId, chapterId } = await publishTestChapter(needs, ['One.'])
  const key = { projectId, chapterId, chapterSnapshotId: id }
  assert.equal((await getChapterSnapshot(needs.db, key)).id, id)
  const notFound = { code: 'snapshot_not_found' }
  for (const wrong of [
    { chapterId: 'other' as ChapterId },
    { projectId: 'other' as ProjectId },
    { chapterSnapshotId: 'other' as ChapterSnapshotId },
  ])
    await assert.rejects(getChapterSnapshot(needs.db, { ...key, ...wrong }), notFound)
  await assert.rejects(getSnapshotContent(needs.db, 'other' as ChapterSnapshotId), notFound)
})

test('snapshots of a project are listed newest first, and found with their chapters', async () => {
  const chapter = await publishTestChapter(needs, ['One.'])
  const { projectId, sampleCount } = chapter
  const chapters = [{ id: chapter.id, name: 'One', startSample: 0, sampleCount }]
  const [first, second] = [newId<ProjectSnapshotId>(), newId<ProjectSnapshotId>()]
  for (const id of [first, second]) {
    const conversionId = newId<ConversionId>()
    await insertProjectSnapshot(needs.db, {
      id,
      projectId,
      conversionId,
      name: 'P',
      sampleCount,
      chapters,
      tags: testTags,
    })
  }
  const listed = (await Array.fromAsync(listProjectSnapshots(needs.db, projectId))).flat()
  assert.deepEqual(
    listed.map(({ id }) => id),
    [second, first],
  )
  const found = await getProjectSnapshot(needs.db, { projectId, projectSnapshotId: first })
  const { chapters: kept, tags, ...toldInLists } = found
  assert.deepEqual([toldInLists, kept, tags], [listed[1], chapters, testTags])
  const newest = await findNewestSnapshot(needs.db, projectId)
  assert.equal(newest!.id, second)
  assert.deepEqual(await findNewestSnapshot(needs.db, projectId, { chapterSnapshotId: chapters[0]!.id }), newest)
  assert.deepEqual(await findNewestSnapshot(needs.db, projectId, { conversionId: found.conversionId }), found)
  const none = { chapterSnapshotId: newId<ChapterSnapshotId>() }
  assert.equal(await findNewestSnapshot(needs.db, projectId, none), undefined)
  const elsewhere = { projectId: 'other' as ProjectId, projectSnapshotId: first }
  await assert.rejects(getProjectSnapshot(needs.db, elsewhere), { code: 'snapshot_not_found' })
})
