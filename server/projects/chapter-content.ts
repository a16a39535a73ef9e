import { isDeepStrictEqual } from 'node:util'
import { eq, inArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { openTurn } from '#server/base/give-way.ts'
import { type BlockId, type ChapterId, newId, type ProjectId } from '#server/base/ids.ts'
import { tellStudio } from '#server/events/tell-studio.ts'
import type { Database } from '#server/storage/database.ts'
import { blocks, chapters, type StoredNode } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { keepGenerations } from './block-generations.ts'
import { getChapter, listBlocks, renameChapter } from './chapters.ts'
import { chooseReference, type References } from './choose-reference.ts'
import { lockForEditing, lockProject } from './find-project.ts'
import {
  type ContentSize,
  checkBlocks,
  checkBreaks,
  checkChapters,
  checkTogether,
  countCharacters,
  isLongChapter,
} from './limits.ts'
import type { Block, Chapter, ChapterKey, NewBlock, NewChapter, NewNode } from './project.ts'
import { ensureProjectVoices } from './project-voices.ts'
import { bumpRevision } from './revision.ts'

type Needs = { db: Database; voices: VoiceCatalogue }

/**
 * Replaces the content of a chapter by difference: a block whose id, text and voice are unchanged keeps its plan and so
 * its takes; blocks that are not listed are removed; a block without a known id gets a new one. What a spoken block was
 * before it changes is kept as a generation.
 * @param seenVersion of the chapter that the writer saw; any when not given
 * @throws StudioError `chapter_not_found`, `voice_not_found`, `invalid_parameters`, `text_too_long`, `content_changed`,
 * `block_locked`
 */
export async function replaceContent(
  needs: Needs,
  key: ChapterKey,
  content: NewBlock[],
  seenVersion?: number,
): Promise<void> {
  checkBlocks(content)
  await checkBreaks(content)
  await needs.db.transaction(async (db) => {
    await lockProject(db, key.projectId)
    const chapter = await getChapter(db, key)
    if (seenVersion !== undefined) requireVersion(chapter, seenVersion)
    const before = await listBlocks(db, key.chapterId)
    const [had, has] = [sizeOf(before), sizeOf(content)]
    if (has.characters > had.characters || has.blocks > had.blocks) await requireRoomInProject(db, key, has)
    const refs = await ensureVoicesOf({ ...needs, db }, key.projectId, content)
    const after = await toBlocks(key.chapterId, content, refs, before)
    refuseLocked(before, after)
    if (await writeDifference(db, before, after)) await bumpVersion(db, key)
    await bumpRevision(db, key.projectId)
  })
}

function sizeOf(blocks: { nodes: { text: string }[] }[]): ContentSize {
  return { characters: countCharacters(blocks), blocks: blocks.length }
}

/** @throws StudioError `text_too_long`, `invalid_parameters` when a chapter that grows makes its project too long */
async function requireRoomInProject(
  db: Database,
  { projectId, chapterId }: ChapterKey,
  size: ContentSize,
): Promise<void> {
  if (!isLongChapter(size)) return
  const { rows } = await db.execute<Record<keyof ContentSize, number>>(sql`
    select count(distinct blocks.id)::float8 as blocks, coalesce(sum(length(node->>'text')), 0)::float8 as characters
    from chapters join blocks on blocks.chapter_id = chapters.id left join jsonb_array_elements(nodes) as node on true
    where chapters.project_id = ${projectId} and chapters.id <> ${chapterId}`)
  const others = rows[0]!
  checkTogether({ characters: others.characters + size.characters, blocks: others.blocks + size.blocks })
}

/** The next version of a chapter whose blocks changed, and tells it. Part of the transaction that changes them. */
export async function bumpVersion(db: Database, { projectId, chapterId }: ChapterKey): Promise<void> {
  const [row] = await db
    .update(chapters)
    .set({ version: sql`${chapters.version} + 1` })
    .where(eq(chapters.id, chapterId))
    .returning({ version: chapters.version })
  await tellStudio(db, [{ kind: 'chapter.changed', projectId, chapterId, version: row!.version }])
}

/** @throws StudioError `content_changed` */
function requireVersion({ name, version }: Chapter, seenVersion: number): void {
  if (version === seenVersion) return
  const sentence = `Chapter "${name}" is at version ${version} by now, not at ${seenVersion}.`
  throw new StudioError('content_changed', sentence, { version })
}

/**
 * Changes what is given of a chapter: its content as `replaceContent`, its name, or both or neither.
 * @throws StudioError `already_processing` while it is imported; as `replaceContent`
 */
export async function updateChapter(
  needs: Needs,
  key: ChapterKey,
  { content, name, seenVersion }: { content?: NewBlock[]; name?: string | null; seenVersion?: number },
): Promise<void> {
  await needs.db.transaction(async (db) => {
    await lockForEditing(db, key.projectId)
    if (content) await replaceContent({ ...needs, db }, key, content, seenVersion)
    if (name != null) await renameChapter(db, key, name)
  })
}

/**
 * Replaces all chapters of a project. Part of the caller's transaction.
 * @throws StudioError `voice_not_found`, `invalid_parameters`, `text_too_long`
 */
export async function replaceChapters(needs: Needs, projectId: ProjectId, content: NewChapter[]): Promise<void> {
  const { db } = needs
  checkChapters(content)
  for (const { blocks } of content) await checkBreaks(blocks)
  const refs = await ensureVoicesOf(
    needs,
    projectId,
    content.flatMap((chapter) => chapter.blocks),
  )
  await db.delete(chapters).where(eq(chapters.projectId, projectId))
  const rows = content.map(({ name }, position) => ({ id: newId<ChapterId>(), projectId, position, name }))
  if (rows.length > 0) await db.insert(chapters).values(rows)
  for (const [index, chapter] of content.entries()) {
    await insertBlocks(db, await toBlocks(rows[index]!.id, chapter.blocks, refs, []))
  }
  await bumpRevision(db, projectId)
}

async function ensureVoicesOf(needs: Needs, projectId: ProjectId, content: NewBlock[]) {
  const voiceIds = new Set(content.flatMap((block) => block.nodes.map((node) => node.voiceId)))
  return ensureProjectVoices(needs, projectId, voiceIds)
}

/** Blocks as they will be stored; those that are unchanged are the very objects of `before`, but for their position. */
async function toBlocks(
  chapterId: ChapterId,
  content: NewBlock[],
  refs: References,
  before: Block[],
): Promise<Block[]> {
  const known = new Map(before.map((block) => [block.id, block]))
  const giveWay = openTurn()
  const after: Block[] = []
  for (const [position, { blockId, subType, nodes, isLocked }] of content.entries()) {
    await giveWay()
    const old = blockId ? known.get(blockId) : undefined
    known.delete(blockId as BlockId) // the same id a second time is a copy, and gets an id of its own
    const stored = nodes.map((node, index) => toStored(refs, node, old?.nodes ?? [], index))
    const isUnchanged = old && old.subType === subType && isDeepStrictEqual(old.nodes, stored)
    const made = {
      id: old?.id ?? newId<BlockId>(),
      chapterId,
      position,
      subType,
      nodes: stored,
      plannedWith: null,
      isLocked: isLocked ?? old?.isLocked ?? false,
      variation: old?.variation ?? 0,
    }
    after.push(isUnchanged ? { ...old, position, isLocked: made.isLocked } : made)
  }
  return after
}

/** A locked block may be moved, and unlocked; while it is locked its text and voice stay. */
function refuseLocked(before: Block[], after: Block[]): void {
  const kept = new Map(after.map((block) => [block.id, block]))
  for (const block of before) {
    if (!block.isLocked || kept.get(block.id)?.nodes === block.nodes) continue
    const words = firstWords(block.nodes.map((node) => node.text).join(''))
    throw new StudioError('block_locked', `The paragraph "${words}" is locked.`)
  }
}

function firstWords(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function toStored(refs: References, node: NewNode, before: StoredNode[], index: number): StoredNode {
  return { voiceRefId: chooseReference(refs, node, before, index), text: node.text }
}

/**
 * Removes, inserts, moves and locks only what differs. A changed block is removed with its plan and inserted without one.
 * @returns whether anything did
 */
async function writeDifference(db: Database, before: Block[], after: Block[]): Promise<boolean> {
  const old = new Map(before.map((block) => [block.id, block]))
  const kept = after.filter((block) => old.has(block.id) && old.get(block.id)!.nodes === block.nodes)
  const keptIds = new Set(kept.map((block) => block.id))
  const removed = before.filter((block) => !keptIds.has(block.id)).map((block) => block.id)
  const moved = kept.filter((block) => old.get(block.id)!.position !== block.position)
  const added = after.filter((block) => !keptIds.has(block.id))
  const relocked = kept.filter((block) => old.get(block.id)!.isLocked !== block.isLocked)
  await keepGenerations(db, removed)
  if (removed.length > 0) await db.delete(blocks).where(inArray(blocks.id, removed))
  await moveBlocks(db, moved)
  await insertBlocks(db, added)
  for (const isLocked of [true, false]) {
    const ids = relocked.filter((block) => block.isLocked === isLocked).map((block) => block.id)
    if (ids.length > 0) await db.update(blocks).set({ isLocked }).where(inArray(blocks.id, ids))
  }
  return [removed, moved, added, relocked].some((list) => list.length > 0)
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

/** PostgreSQL takes 65,535 parameters in one statement, and writing a longer one down would hold up the event loop. */
const mostInserted = { blocks: 100, characters: 500_000 }

async function insertBlocks(db: Database, added: Block[]): Promise<void> {
  let [start, characters] = [0, 0]
  for (const [index, { nodes }] of added.entries()) {
    characters += nodes.reduce((sum, { text }) => sum + text.length, 0)
    const isFull = index + 1 - start >= mostInserted.blocks || characters >= mostInserted.characters
    if (!isFull && index + 1 < added.length) continue
    await db.insert(blocks).values(added.slice(start, index + 1))
    start = index + 1
    characters = 0
  }
}
