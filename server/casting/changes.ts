import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import type { BlockId, ChapterId, ProjectId, ProjectVoiceId } from '#server/base/ids.ts'
import { inGroups } from '#server/base/in-groups.ts'
import { replaceContent } from '#server/projects/chapter-content.ts'
import { listBlocks } from '#server/projects/chapters.ts'
import { listProjectVoices } from '#server/projects/find-project.ts'
import type { Block, NewBlock } from '#server/projects/project.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { castChanges, castCharacters, castLines, chapters } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import type { CastCharacter, CastLine, CharacterId } from './cast.ts'

/** The voices of a block as they were: references and lengths in UTF-16 units. */
export interface FormerRuns {
  chapterId: ChapterId
  blockId: BlockId
  runs: [ProjectVoiceId, number][]
}

export type FormerLine = Pick<CastLine, 'id' | 'characterId' | 'confidence' | 'evidence'>

/** What a change has to be undone by. */
export interface Before {
  characters?: CastCharacter[]
  added?: CharacterId[]
  lines?: FormerLine[]
  runs?: FormerRuns[]
}

/** A person undoes no more than so many changes. */
const mostKept = 100

/** Keeps what was there before a change, in the transaction of the change. */
export async function recordChange(db: Database, projectId: ProjectId, before: Before): Promise<void> {
  await db.insert(castChanges).values({ projectId, before })
  const ofProject = eq(castChanges.projectId, projectId)
  const newest = db
    .select({ id: castChanges.id })
    .from(castChanges)
    .where(ofProject)
    .orderBy(desc(castChanges.id))
    .limit(mostKept)
  await db.delete(castChanges).where(and(ofProject, sql`${castChanges.id} not in ${newest}`))
}

/** Undoes the last change of a cast. Part of the caller's transaction. @throws StudioError `nothing_to_undo` */
export async function undoLastChange(
  needs: { db: Transaction; voices: VoiceCatalogue },
  projectId: ProjectId,
): Promise<void> {
  const { db } = needs
  const [row] = await db
    .select()
    .from(castChanges)
    .where(eq(castChanges.projectId, projectId))
    .orderBy(desc(castChanges.id))
    .limit(1)
  if (!row) throw new StudioError('nothing_to_undo', 'Nothing was changed of this cast since it was found.')
  const { characters = [], added = [], lines = [], runs = [] } = row.before as Before
  for (const one of characters) {
    await db.insert(castCharacters).values(one).onConflictDoUpdate({ target: castCharacters.id, set: one })
  }
  await writeLines(db, lines)
  if (added.length > 0) await db.delete(castCharacters).where(inArray(castCharacters.id, added))
  for (const [chapterId, blocks] of Map.groupBy(runs, (one) => one.chapterId)) {
    await restoreRuns(needs, { projectId, chapterId }, blocks)
  }
  await db.delete(castChanges).where(eq(castChanges.id, row.id))
}

/** To write more down at once would hold up the event loop. */
const linesAtOnce = 5_000

/** Says whose lines these are. */
export async function writeLines(db: Database, lines: FormerLine[]): Promise<void> {
  for (const some of inGroups(lines, linesAtOnce)) await writeSomeLines(db, some)
}

async function writeSomeLines(db: Database, lines: FormerLine[]): Promise<void> {
  const column = <Key extends keyof FormerLine>(key: Key) => sql.param(lines.map((line) => line[key]))
  await db.execute(sql`
    update ${castLines} set character_id = given.character_id, confidence = given.confidence, evidence = given.evidence
    from unnest(${column('id')}::text[], ${column('characterId')}::text[], ${column('confidence')}::real[],
      ${column('evidence')}::text[]) as given (id, character_id, confidence, evidence)
    where cast_lines.id = given.id`)
}

/** Gives blocks the voices that they had, where their text is as long as it was and nobody has locked them. */
async function restoreRuns(
  needs: { db: Transaction; voices: VoiceCatalogue },
  key: { projectId: ProjectId; chapterId: ChapterId },
  former: FormerRuns[],
): Promise<void> {
  const [chapter] = await needs.db.select({ id: chapters.id }).from(chapters).where(eq(chapters.id, key.chapterId))
  if (!chapter) return
  const refs = await listProjectVoices(needs.db, key.projectId)
  const voiceIds = new Map(refs.map(({ refId, voiceId }) => [refId, voiceId]))
  const ofBlock = new Map(former.map(({ blockId, runs }) => [blockId, runs]))
  const content = (await listBlocks(needs.db, key.chapterId)).map((block) => {
    return toFormer(block, ofBlock.get(block.id), voiceIds)
  })
  await replaceContent(needs, key, content)
}

function toFormer(block: Block, former: FormerRuns['runs'] | undefined, voiceIds: Map<string, string>): NewBlock {
  const text = block.nodes.map((node) => node.text).join('')
  const now = block.nodes.map((node): [ProjectVoiceId, number] => [node.voiceRefId, node.text.length])
  const isFitting = former && !block.isLocked && former.reduce((sum, [, length]) => sum + length, 0) === text.length
  let at = 0
  const nodes = (isFitting ? former : now).map(([voiceRefId, length]) => {
    at += length
    return { voiceId: voiceIds.get(voiceRefId)!, voiceRefId, text: text.slice(at - length, at) }
  })
  return { blockId: block.id, subType: block.subType, nodes }
}
