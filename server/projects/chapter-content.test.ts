import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eq } from 'drizzle-orm'
import fc from 'fast-check'
import type { BlockId, ChapterId } from '#server/base/ids.ts'
import { blocks } from '#server/storage/schema.ts'
import { createTestProject, openTestNeeds, paragraph } from '#test/projects.ts'
import { replaceContent } from './chapter-content.ts'
import { listBlocks } from './chapters.ts'
import { getRevision, listProjectVoices } from './find-project.ts'
import type { Block, ChapterKey, NewBlock } from './project.ts'

let needs: Awaited<ReturnType<typeof openTestNeeds>>
before(async () => void (needs = await openTestNeeds()))
after(() => needs[Symbol.asyncDispose]())

test('a block whose text, type and voice stay as they are keeps its id and its plan', async () => {
  const { key } = await createTestProject(needs, [paragraph('One.'), paragraph('Two.'), paragraph('Three.')])
  const [one, two, three] = await planned(key)
  await replaceContent(needs, key, [
    { ...paragraph('One.'), blockId: one!.id },
    { ...paragraph('Two, changed.'), blockId: two!.id },
    { ...paragraph('Three.'), subType: 'h1', blockId: three!.id },
  ])
  const after = await listBlocks(needs.db, key.chapterId)
  assert.deepEqual(
    after.map((block) => [block.id, block.plannedWith]),
    [
      [one!.id, 'planned'],
      [two!.id, null],
      [three!.id, null],
    ],
  )
})

test('moving, adding and removing blocks leaves the plans of the others alone', async () => {
  const { key } = await createTestProject(
    needs,
    ['One.', 'Two.', 'Three.'].map((text) => paragraph(text)),
  )
  const [one, , three] = await planned(key)
  await replaceContent(needs, key, [
    { ...paragraph('Three.'), blockId: three!.id },
    paragraph('New.'),
    { ...paragraph('One.'), blockId: one!.id },
  ])
  const [first, added, last] = await listBlocks(needs.db, key.chapterId)
  assert.deepEqual(
    [first, last],
    [
      { ...three, position: 0 },
      { ...one, position: 2 },
    ],
  )
  assert.equal(added!.plannedWith, null)
})

test('the same id a second time is a copy with an id of its own, and so is an id from elsewhere', async () => {
  const { key } = await createTestProject(needs, [paragraph('One.')])
  const other = await createTestProject(needs, [paragraph('Elsewhere.')])
  const [one] = await planned(key)
  const [elsewhere] = await planned(other.key)
  await replaceContent(needs, key, [
    { ...paragraph('One.'), blockId: one!.id },
    { ...paragraph('One.'), blockId: one!.id },
    { ...paragraph('Mine.'), blockId: elsewhere!.id },
    { ...paragraph('Mine too.'), blockId: 'unheard of' as BlockId },
  ])
  const ids = (await listBlocks(needs.db, key.chapterId)).map((block) => block.id)
  assert.equal(ids[0], one!.id)
  assert.equal(new Set([...ids, elsewhere!.id]).size, 5)
  assert.deepEqual(await listBlocks(needs.db, other.key.chapterId), [elsewhere])
})

test('whatever was there before, the content is what was given, and what stayed keeps its id', async () => {
  const { key } = await createTestProject(needs, [])
  const anyEdit = fc.array(fc.record({ from: fc.nat({ max: 6 }), text: fc.constantFrom('', 'One.', 'Two.') }), {
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(anyEdit, async (edit) => {
      const old = await planned(key)
      const content: NewBlock[] = edit.map(({ from, text }) => ({ ...paragraph(text), blockId: old[from]?.id }))
      await replaceContent(needs, key, content)
      const now = await listBlocks(needs.db, key.chapterId)
      assert.deepEqual(
        now.map(textOf),
        edit.map((one) => one.text),
      )
      assert.deepEqual(
        now.map((block) => block.position),
        [...now.keys()],
      )
      const known = new Map(old.map((block) => [block.id, textOf(block)]))
      for (const block of now) assert.equal(block.plannedWith !== null, known.get(block.id) === textOf(block))
      for (const id of new Set(content.map((block) => block.blockId)))
        if (id) assert.ok(now.some((block) => block.id === id))
    }),
    { numRuns: 40 },
  )
})

test('a voice that is new to the project joins its voices, and existing references stay', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const [first] = await listProjectVoices(needs.db, project.id)
  await replaceContent(needs, key, [paragraph('One.'), paragraph('Two.', 'tone-b'), paragraph('Three.', 'tone-b')])
  const voices = await listProjectVoices(needs.db, project.id)
  assert.deepEqual(
    voices.map((voice) => [voice.voiceId, voice.position]),
    [
      ['tone-a', 0],
      ['tone-b', 1],
    ],
  )
  assert.equal(voices[0]!.refId, first!.refId)
  const refs = (await listBlocks(needs.db, key.chapterId)).map((block) => block.nodes[0]!.voiceRefId)
  assert.deepEqual(refs, [voices[0]!.refId, voices[1]!.refId, voices[1]!.refId])
})

test('every change raises the revision; a refused one changes nothing', async () => {
  const { project, key } = await createTestProject(needs, [paragraph('One.')])
  const revision = (await getRevision(needs.db, project.id)).count
  await replaceContent(needs, key, [paragraph('Two.')])
  assert.equal((await getRevision(needs.db, project.id)).count, revision + 1)
  const before = await listBlocks(needs.db, key.chapterId)
  const unknownVoice = replaceContent(needs, key, [paragraph('Three.'), paragraph('Four.', 'nobody')])
  await assert.rejects(unknownVoice, { code: 'voice_not_found' })
  await assert.rejects(replaceContent(needs, key, [paragraph('x'.repeat(20_001))]), { code: 'text_too_long' })
  await assert.rejects(replaceContent(needs, { ...key, chapterId: 'none' as ChapterId }, []), {
    code: 'chapter_not_found',
  })
  assert.deepEqual(await listBlocks(needs.db, key.chapterId), before)
  assert.equal((await getRevision(needs.db, project.id)).count, revision + 1)
})

test('two who write at the same time write one after the other', async () => {
  const { key } = await createTestProject(needs, [paragraph('One.')])
  const texts = ['a', 'b', 'c', 'd']
  await Promise.all(texts.map((text) => replaceContent(needs, key, [paragraph(text), paragraph(text)])))
  const [first, second, ...more] = (await listBlocks(needs.db, key.chapterId)).map(textOf)
  assert.deepEqual([second, more], [first, []])
})

/** The blocks of a chapter as if they were planned. */
async function planned({ chapterId }: ChapterKey): Promise<Block[]> {
  await needs.db.update(blocks).set({ plannedWith: 'planned' }).where(eq(blocks.chapterId, chapterId))
  return listBlocks(needs.db, chapterId)
}

function textOf(block: Block): string {
  return block.nodes.map((node) => node.text).join('')
}
