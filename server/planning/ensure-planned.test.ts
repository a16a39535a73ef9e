import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq, sql } from 'drizzle-orm'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { listBlocks } from '#server/projects/chapters.ts'
import { getProject, getRevision } from '#server/projects/find-project.ts'
import type { ChapterKey, Project } from '#server/projects/project.ts'
import { setProjectDictionaries } from '#server/projects/project-dictionaries.ts'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, plannedTakes } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { ensurePlanned } from './ensure-planned.ts'
import { planChapter } from './plan-chapter.ts'
import { readSpeakers } from './speakers.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('the stored plan of every block is what planning the chapter gives', async () => {
  const texts = ['One. 🎉', '***', 'Two.<break /> Three.']
  const { project, key } = await createTestProject(
    needs,
    texts.map((text) => paragraph(text)),
  )
  await ensurePlanned(needs, project)
  assert.deepEqual(await storedPlan(key), await expectedPlan(project, key))
  assert.deepEqual(
    (await storedPlan(key)).map((planned) => planned.map((one) => one.characters)),
    [[6], [], [4, 7]],
  )
})

test('planning again what has not changed writes nothing', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.'), paragraph('***')])
  await ensurePlanned(needs, project)
  const revision = (await getRevision(needs.db, project.id)).count
  const versions = await rowVersions(key)
  await ensurePlanned(needs, project)
  assert.equal((await getRevision(needs.db, project.id)).count, revision)
  assert.deepEqual(await rowVersions(key), versions)
})

test('after an edit only the edited block is planned', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.'), paragraph('Two.')])
  await ensurePlanned(needs, project)
  const [one, two] = await listBlocks(needs.db, key.chapterId)
  const [versionOfOne, versionOfTwo] = await rowVersions(key)
  await replaceContent(needs, key, [
    { ...paragraph('One.'), blockId: one!.id },
    { ...paragraph('New.'), blockId: two!.id },
  ])
  await ensurePlanned(needs, project)
  assert.deepEqual(await storedPlan(key), await expectedPlan(project, key))
  const [sameVersion, otherVersion] = await rowVersions(key)
  assert.deepEqual([sameVersion === versionOfOne, otherVersion === versionOfTwo], [true, false])
})

test('a further voice in a book plans only the block that it speaks', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.'), paragraph('Two.')])
  await ensurePlanned(needs, project)
  const [one, two] = await listBlocks(needs.db, key.chapterId)
  const [versionOfOne] = await rowVersions(key)
  await replaceContent(needs, key, [
    { ...paragraph('One.'), blockId: one!.id },
    { ...paragraph('Two.', 'tone-b'), blockId: two!.id },
  ])
  await ensurePlanned(needs, project)
  assert.deepEqual(await storedPlan(key), await expectedPlan(project, key))
  assert.equal((await rowVersions(key))[0], versionOfOne)
})

test('another dictionary plans all anew, and takes it back to the old plan when it goes', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One cat.'), paragraph('Two.')])
  await ensurePlanned(needs, project)
  const before = await storedPlan(key)
  const rule = { type: 'alias' as const, stringToReplace: 'cat', alias: 'dog' }
  const { dictionary } = await createDictionary(needs.db, { name: 'Pets' }, [rule])
  await setProjectDictionaries(needs.db, project.id, [{ dictionaryId: dictionary.id, versionId: null }])
  await ensurePlanned(needs, await getProject(needs.db, project.id))
  const during = await storedPlan(key)
  assert.notDeepEqual(during[0], before[0])
  assert.deepEqual(during[1], before[1])
  await setProjectDictionaries(needs.db, project.id, [])
  await ensurePlanned(needs, await getProject(needs.db, project.id))
  assert.deepEqual(await storedPlan(key), before)
})

test('proof: a book of six times the paragraphs has little more than six times as many looked at to be planned', async () => {
  const [short, long] = [await countLookedAt(4), await countLookedAt(24)]
  assert.ok(long < 9 * short, `${short}, ${long}`)
})

test('where another process plans otherwise at the same time, as amid an update, planning ends all the same', async () => {
  const { project } = await createTestProject(needs, [paragraph('One.')])
  let count = 0
  const db: Database = Object.create(needs.db, {
    transaction: {
      async value(...given: Parameters<Database['transaction']>) {
        if (++count > 20) throw new Error('They plan in turn without end.')
        const isMore = await needs.db.transaction(...given)
        await needs.db.update(blocks).set({ plannedWith: 'otherwise' })
        return isMore
      },
    },
  })
  await ensurePlanned({ ...needs, db }, project)
  assert.ok(count > 0)
})

test('many who ask at the same time plan once', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const revision = (await getRevision(needs.db, project.id)).count
  await Promise.all([1, 2, 3, 4].map(() => ensurePlanned(needs, project)))
  assert.equal((await getRevision(needs.db, project.id)).count, revision + 1)
  assert.deepEqual(await storedPlan(key), await expectedPlan(project, key))
})

test('proof: blocks of very many utterances are planned whole, and so are many blocks', async () => {
  const long = paragraph('Go!<break time=".5s"/>'.repeat(900))
  const { project, key } = await createTestProject(needs, [
    ...Array.from({ length: 15 }, () => long),
    ...Array.from({ length: 500 }, (_, index) => paragraph(`${index}`)),
  ])
  await ensurePlanned(needs, project)
  const counts = (await storedPlan(key)).map((planned) => planned.length)
  assert.deepEqual(counts, [...Array(15).fill(900), ...Array(500).fill(1)])
})

/** What is stored of the blocks of a chapter, in order. */
async function storedPlan({ chapterId }: ChapterKey) {
  const { blockId, position, takeKey, voiceRefId, characters } = plannedTakes
  const rows = await needs.db
    .select({ blockId, takeKey, voiceRefId, characters })
    .from(plannedTakes)
    .innerJoin(blocks, eq(blocks.id, blockId))
    .where(eq(blocks.chapterId, chapterId))
    .orderBy(position)
  const byBlock = Map.groupBy(rows, (row) => row.blockId)
  return (await listBlocks(needs.db, chapterId)).map(({ id }) => byBlock.get(id) ?? [])
}

async function expectedPlan(project: Project, { chapterId }: ChapterKey) {
  const plans = await planChapter(needs.db, chapterId, await readSpeakers(needs, project))
  return plans.map(({ blockId, written, utterances }) =>
    utterances.map(({ takeKey, voiceRefId, start, end }) => {
      return { blockId, takeKey, voiceRefId, characters: [...written.slice(start, end)].length }
    }),
  )
}

/** The transaction that last wrote each block, in order. */
async function rowVersions({ chapterId }: ChapterKey): Promise<string[]> {
  const query = sql<{ xmin: string }>`select xmin::text from blocks where chapter_id = ${chapterId} order by position`
  return (await needs.db.execute<{ xmin: string }>(query)).rows.map((row) => row.xmin)
}

/** How many rows of blocks PostgreSQL looks at to plan a project of chapters of 500 blocks. */
async function countLookedAt(chapterCount: number): Promise<number> {
  const { project, key } = await createTestProject(needs, [paragraph('x')])
  return needs.db.transaction(async (db) => {
    // Which way PostgreSQL takes through so small a table depends on what it happens to know of it.
    await db.execute(sql`set local enable_seqscan = off`)
    await db.execute(sql`
      insert into chapters (id, project_id, position, name)
      select ${project.id} || place, ${project.id}, place, 'x' from generate_series(1, ${chapterCount}) as place`)
    await db.execute(sql`
      insert into blocks (id, chapter_id, position, sub_type, nodes)
      select chapters.id || '-' || place, chapters.id, place, blocks.sub_type, blocks.nodes
      from chapters, blocks, generate_series(1, 500) as place
      where chapters.project_id = ${project.id} and chapters.position > 0 and blocks.chapter_id = ${key.chapterId}`)
    const before = await lookedAt(db)
    await ensurePlanned({ ...needs, db }, project)
    return (await lookedAt(db)) - before
  })
}

async function lookedAt(db: Database): Promise<number> {
  const { rows } = await db.execute<{ count: number }>(sql`
    select (seq_tup_read + idx_tup_fetch)::float8 as count from pg_stat_xact_user_tables where relname = 'blocks'`)
  return rows[0]!.count
}
