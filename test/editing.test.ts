import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'drizzle-orm'
import type { ChapterId, ProjectId } from '#server/base/ids.ts'
import { defaultPauses } from '#server/planning/pauses.ts'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { assertHeard, expectChapter } from './expected-tones.ts'
import { readWav } from './read-wav.ts'
import { chapterPath, openTestStudio, snapshotPath, toBlock } from './studio.ts'

const lossless = { quality_preset: 'ultra_lossless' }

test('editing one paragraph of many speaks that one, and all others sound as before to the sample', async () => {
  await using studio = await openTestStudio()
  const before = Array.from({ length: 20 }, (_, index) => `Paragraph ${index} says that all is well.`)
  const after = before.with(11, 'Paragraph 11 says that nothing is well any more.')
  const chapter = await studio.addChapter(before, { ...lossless, apply_text_normalization: 'off' })
  assert.deepEqual(await statistics(), { converted: 0, unconverted: 20, characters: [0, before.join('').length] })
  await studio.convert(chapter)
  assert.equal(studio.spoken().length, 20)
  assert.deepEqual(await statistics(), { converted: 20, unconverted: 0, characters: [before.join('').length, 0] })
  await studio.edit(chapter, after)
  const changed = after[11]!.length
  assert.deepEqual(await statistics(), {
    converted: 19,
    unconverted: 1,
    characters: [after.join('').length - changed, changed],
  })
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken().slice(20), [after[11]])
  const expected = await expectChapter(after.map((text) => toBlock(text)))
  assertHeard(readWav(await studio.stream(chapter)), expected)

  async function statistics() {
    const { statistics } = await studio.read(chapter)
    return {
      converted: statistics.paragraphs_converted,
      unconverted: statistics.paragraphs_unconverted,
      characters: [statistics.characters_converted, statistics.characters_unconverted],
    }
  }
})

test('undoing an edit leaves nothing to speak, and the sound is that of before', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'], lossless)
  await studio.convert(chapter)
  const before = await studio.stream(chapter)
  await studio.edit(chapter, ['It was dark.', 'Snow fell.'])
  await studio.convert(chapter)
  await studio.edit(chapter, ['It was dark.', 'Rain fell.'])
  const { statistics } = await studio.read(chapter)
  assert.equal(statistics.characters_unconverted, 0)
  await studio.convert(chapter)
  assert.equal(studio.spoken().length, 3)
  assert.deepEqual(await studio.stream(chapter), before)
})

test('a text that was spoken in one project is not spoken again in another', async () => {
  await using studio = await openTestStudio()
  const paragraphs = ['It was dark.', 'Rain fell.']
  await studio.convert(await studio.addChapter(paragraphs, lossless))
  const again = await studio.addChapter(paragraphs, lossless)
  const { statistics, can_be_downloaded } = await studio.read(again)
  assert.deepEqual([statistics.paragraphs_converted, statistics.paragraphs_unconverted], [2, 0])
  assert.equal(can_be_downloaded, false)
  await studio.convert(again)
  assert.equal(studio.spoken().length, 2)
  assert.equal((await studio.read(again)).can_be_downloaded, true)
})

test('the same paragraph twice in a chapter is spoken once', async () => {
  await using studio = await openTestStudio()
  await studio.convert(await studio.addChapter(['Knock.', 'Knock.', 'Who is there?']))
  assert.deepEqual(studio.spoken().toSorted(), ['Knock.', 'Who is there?'])
})

test('blocks that are moved, removed or copied keep their ids and their sound; a copy gets an id of its own', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.', 'Two.', 'Three.', 'Four.'], lossless)
  await studio.convert(chapter)
  const [one, , three, four] = (await studio.read(chapter)).content.blocks
  const unknown = { ...toBlock('One.'), block_id: 'nobody-knows-this' }
  const { content, statistics } = await studio.write(chapter, [four, three, one, three, unknown])
  const ids = content.blocks.map((block: { block_id: string }) => block.block_id)
  assert.deepEqual(ids.slice(0, 3), [four.block_id, three.block_id, one.block_id])
  assert.equal(new Set(ids).size, 5)
  assert.ok(!ids.includes('nobody-knows-this'))
  assert.equal(statistics.characters_unconverted, 0)
  await studio.convert(chapter)
  assert.equal(studio.spoken().length, 4)
  const texts = ['Four.', 'Three.', 'One.', 'Three.', 'One.']
  const expected = await expectChapter(texts.map((text) => toBlock(text)))
  assertHeard(readWav(await studio.stream(chapter)), expected)
})

test('a block in another voice keeps its id and is spoken anew', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['One.', 'Two.'], lossless)
  await studio.convert(chapter)
  const [one, two] = (await studio.read(chapter)).content.blocks
  const inAnotherVoice = { block_id: two.block_id, nodes: toBlock('Two.', 'tone-b').nodes }
  const { content, statistics, voice_ids } = await studio.write(chapter, [one, inAnotherVoice])
  assert.equal(content.blocks[1].block_id, two.block_id)
  assert.deepEqual([statistics.paragraphs_converted, statistics.paragraphs_unconverted], [1, 1])
  assert.deepEqual(voice_ids.toSorted(), ['tone-a', 'tone-b'])
  await studio.convert(chapter)
  assert.deepEqual(studio.spoken().slice(2), ['Two.'])
  const expected = await expectChapter([toBlock('One.'), toBlock('Two.', 'tone-b')])
  assertHeard(readWav(await studio.stream(chapter)), expected)
})

test('a paragraph that becomes a heading is not spoken again, but a longer pause follows', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['A beginning', 'It was dark.'], lossless)
  await studio.convert(chapter)
  const paragraph = readWav(await studio.stream(chapter))
  const [first, second] = (await studio.read(chapter)).content.blocks
  const { content, statistics } = await studio.write(chapter, [{ ...first, sub_type: 'h1' }, second])
  assert.deepEqual([content.blocks[0].sub_type, content.blocks[0].block_id], ['h1', first.block_id])
  assert.equal(statistics.characters_unconverted, 0)
  await studio.convert(chapter)
  assert.equal(studio.spoken().length, 2)
  const { headingSeconds, paragraphSeconds } = defaultPauses
  const heading = readWav(await studio.stream(chapter))
  assert.equal(heading.length - paragraph.length, (headingSeconds - paragraphSeconds) * 44_100)
})

test('snapshots of before an edit stay as they are, to the bit', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.', 'Rain fell.'])
  await studio.convertProject(chapter.projectId)
  const of = [chapter, chapter.projectId]
  const before = await Promise.all(of.map(async (one) => ({ ...(await studio.latestSnapshot(one)) })))
  const sound = await Promise.all(before.map((snapshot) => studio.stream(snapshot)))
  await studio.write(chapter, [toBlock('Everything is new.', 'tone-b')])
  await studio.api.post(chapterPath(chapter), { name: 'Renamed' })
  await studio.convertProject(chapter.projectId)
  for (const [index, snapshot] of before.entries()) {
    assert.equal((await studio.listSnapshots(of[index]!)).length, 2)
    assert.deepEqual((await studio.api.get(snapshotPath(snapshot))).body, snapshot)
    assert.deepEqual(await studio.stream(snapshot), sound[index])
  }
})

test('the chapters of a project have twenty million characters together at most; a short one is always taken', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const projectId = await studio.addProject([['One.'], ['Two.']])
  const [first, second] = await studio.listChapters(projectId)
  await studio.studio.db.execute(sql`
    insert into blocks (id, chapter_id, position, sub_type, nodes)
    select 'b' || number, chapter_id, number, sub_type, jsonb_build_array((nodes->0) || jsonb_build_object('text', repeat('x', 20000)))
    from blocks, generate_series(1, 999) as number where chapter_id = ${first!.chapterId}`)
  const key = { projectId: projectId as ProjectId, chapterId: second!.chapterId as ChapterId }
  const block = { subType: 'p' as const, nodes: [{ voiceId: 'tone-a', text: 'It rains. '.repeat(1_500) }] }
  const write = (count: number) => replaceContent(studio.studio, key, Array(count).fill(block))
  const message = 'The chapters of this project have 20025004 characters; the limit is 20000000.'
  await assert.rejects(write(3), { code: 'text_too_long', message })
  await write(2)
})

test('proof: the chapters of a project have 250,000 blocks together at most; one of 500 is always taken', async () => {
  await using studio = await openTestStudio({ isWorking: false })
  const projectId = await studio.addProject([['One.'], ['Two.']])
  const [first, second] = await studio.listChapters(projectId)
  for (let from = 1; from < 249_500; from += 24_950)
    await studio.studio.db.execute(sql`
      insert into blocks (id, chapter_id, position, sub_type, nodes)
      select 'many' || number, chapter_id, number, sub_type, nodes
      from blocks, generate_series(${from}::int, least(${from}::int + 24949, 249499)) as number
      where chapter_id = ${first!.chapterId} and position = 0`)
  const key = { projectId: projectId as ProjectId, chapterId: second!.chapterId as ChapterId }
  const block = { subType: 'p' as const, nodes: [{ voiceId: 'tone-a', text: 'a' }] }
  const write = (count: number) => replaceContent(studio.studio, key, Array(count).fill(block))
  const refusal = { code: 'invalid_parameters', message: 'A project holds 250000 blocks, not 250001.' }
  await assert.rejects(write(501), refusal)
  await write(500)
})

test('proof: a chapter of more sentences than are published ends with that reason, and nothing of it is spoken', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(Array<string>(31).fill('Rain. '.repeat(3_300)))
  const { last_conversion_error } = await studio.convert(chapter)
  assert.match(last_conversion_error, /has 102300 sentences; one that is converted has 100000 at most/)
  assert.deepEqual(studio.spoken(), [])
})

test('an update without content changes no block, and null changes nothing', async () => {
  await using studio = await openTestStudio()
  const chapter = await studio.addChapter(['It was dark.'])
  const before = await studio.read(chapter)
  for (const body of [undefined, {}, { name: null, content: null }]) {
    assert.deepEqual((await studio.api.post(chapterPath(chapter), body)).body.chapter, before)
  }
  const renamed = await studio.api.post(chapterPath(chapter), { name: 'Dusk' })
  assert.deepEqual(renamed.body.chapter, { ...before, name: 'Dusk' })
})
