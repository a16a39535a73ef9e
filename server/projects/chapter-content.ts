import { isDeepStrictEqual } from 'node:util'
import { eq, inArray, sql } from 'drizzle-orm'
import { type BlockId, type ChapterId, newId, type ProjectId } from '#server/base/ids.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, type StoredNode } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { getChapter, listBlocks } from './chapters.ts'
import { chooseReference, type References } from './choose-reference.ts'
import { lockProject } from './find-project.ts'
import { checkBlocks, checkChapters } from './limits.ts'
import type { Block, ChapterKey, NewBlock, NewChapter, NewNode } from './project.ts'
import { ensureProjectVoices } from './project-voices.ts'
import { bumpRevision } from './revision.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/**
 * Replaces the content of a chapter by difference: a block whose id, text and voice are unchanged keeps its plan and so
 * its takes; blocks that are not listed are removed; a block without a known id gets a new one.
 * @throws StudioError `chapter_not_found`, `voice_not_found`, `invalid_parameters`, `text_too_long`
 */
export async function replaceContent(needs: Needs, key: ChapterKey, content: NewBlock[]): Promise<void> {
  checkBlocks(content)
  await needs.db.transaction(async (db) => {
    await lockProject(db, key.projectId)
    await getChapter(db, key)
    const before = await listBlocks(db, key.chapterId)
    const refs = await ensureVoicesOf({ ...needs, db }, key.projectId, content)
    const after = toBlocks(key.chapterId, content, refs, before)
    await writeDifference(db, before, after)
    await bumpRevision(db, key.projectId)
  })
}

/**
 * Replaces all chapters of a project. Part of the caller's transaction.
 * @throws StudioError `voice_not_found`, `invalid_parameters`, `text_too_long`
 */
export async function replaceChapters(needs: Needs, projectId: ProjectId, content: NewChapter[]): Promise<void> {
  const { db } = needs
  checkChapters(content)
  const refs = await ensureVoicesOf(
    needs,
    projectId,
    content.flatMap((chapter) => chapter.blocks),
  )
  await db.delete(chapters).where(eq(chapters.projectId, projectId))
  const rows = content.map(({ name }, position) => ({ id: newId<ChapterId>(), projectId, position, name }))
  if (rows.length > 0) await db.insert(chapters).values(rows)
  for (const [index, chapter] of content.entries()) {
    await insertBlocks(db, toBlocks(rows[index]!.id, chapter.blocks, refs, []))
  }
  await bumpRevision(db, projectId)
}

async function ensureVoicesOf(needs: Needs, projectId: ProjectId, content: NewBlock[]) {
  const voiceIds = new Set(content.flatMap((block) => block.nodes.map((node) => node.voiceId)))
  return ensureProjectVoices(needs, projectId, voiceIds)
}

/** Blocks as they will be stored; those that are unchanged are the very objects of `before`, but for their position. */
function toBlocks(chapterId: ChapterId, content: NewBlock[], refs: References, before: Block[]): Block[] {
  const known = new Map(before.map((block) => [block.id, block]))
  return content.map(({ blockId, subType, nodes }, position) => {
    const old = blockId ? known.get(blockId) : undefined
    known.delete(blockId as BlockId) // the same id a second time is a copy, and gets an id of its own
    const stored = nodes.map((node, index) => toStored(refs, node, old?.nodes ?? [], index))
    const isUnchanged = old && old.subType === subType && isDeepStrictEqual(old.nodes, stored)
    if (isUnchanged) return { ...old, position }
    return { id: old?.id ?? newId<BlockId>(), chapterId, position, subType, nodes: stored, plannedWith: null }
  })
}

function toStored(refs: References, node: NewNode, before: StoredNode[], index: number): StoredNode {
  return { voiceRefId: chooseReference(refs, node, before, index), text: node.text }
}

/** Removes, inserts and moves only what differs. A changed block is removed with its plan and inserted without one. */
async function writeDifference(db: Database, before: Block[], after: Block[]): Promise<void> {
  const old = new Map(before.map((block) => [block.id, block]))
  const kept = after.filter((block) => old.has(block.id) && old.get(block.id)!.nodes === block.nodes)
  const keptIds = new Set(kept.map((block) => block.id))
  const removed = before.filter((block) => !keptIds.has(block.id)).map((block) => block.id)
  if (removed.length > 0) await db.delete(blocks).where(inArray(blocks.id, removed))
  await moveBlocks(
    db,
    kept.filter((block) => old.get(block.id)!.position !== block.position),
  )
  await insertBlocks(
    db,
    after.filter((block) => !keptIds.has(block.id)),
  )
}

async function moveBlocks(db: Database, moved: Block[]): Promise<void> {
  if (moved.length === 0) return
  const ids = moved.map((block) => block.id)
  const positions = moved.map((block) => block.position)
  await db.execute(sql`
    update blocks set position = moved.position
    from unnest(${sql.param(ids)}::text[], ${sql.param(positions)}::int[]) as moved (id, position)
    where blocks.id = moved.id`)
}

/** PostgreSQL takes 65,535 parameters in one statement; a block has six. */
const blocksPerInsert = 2_000

async function insertBlocks(db: Database, added: Block[]): Promise<void> {
  for (let start = 0; start < added.length; start += blocksPerInsert) {
    await db.insert(blocks).values(added.slice(start, start + blocksPerInsert))
  }
}
