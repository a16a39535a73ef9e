import { eq, sql } from 'drizzle-orm'
import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, ChapterId, ProjectId } from '#server/base/ids.ts'
import { updateProject } from '#server/projects/edit-project.ts'
import { getProject, lockProject } from '#server/projects/find-project.ts'
import type { Project } from '#server/projects/project.ts'
import { changeDictionary } from '#server/projects/project-dictionaries.ts'
import { applyRules } from '#server/pronunciation/apply-rules.ts'
import { compileRules } from '#server/pronunciation/compile-rules.ts'
import { createDictionary } from '#server/pronunciation/dictionary-store.ts'
import { addRules } from '#server/pronunciation/rule-changes.ts'
import { checkRules, type NewRule } from '#server/pronunciation/rules.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import {
  blocks,
  chapters,
  type DictionaryId,
  type DictionaryVersionId,
  pronunciationDictionaries,
  type StoredNode,
} from '#server/storage/schema.ts'
import { countCodePoints } from '#server/text/code-points.ts'
import { parseTags } from '#server/text/tags.ts'
import { namedWords } from './read-editor.ts'

export interface Pronounced {
  dictionaryId: DictionaryId
  versionId: DictionaryVersionId
  /** The blocks that the rule is about. */
  affected: BlockId[]
}

/**
 * Adds a rule to the project's own dictionary, which is made when the first rule comes and is asked before all others.
 * @throws StudioError `project_not_found`, `invalid_parameters`, `pronunciation_dictionary_too_large`
 */
export async function pronounce(
  { db: database }: { db: Database },
  projectId: ProjectId,
  rule: NewRule,
): Promise<Pronounced> {
  return database.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    const dictionaryId = await ownDictionary(db, project)
    const version = await changeDictionary(db, dictionaryId, (inside) => addRules(inside, dictionaryId, [rule]))
    return { dictionaryId, versionId: version.id, affected: await listAffected(db, projectId, rule) }
  })
}

async function ownDictionary(db: Transaction, project: Project): Promise<DictionaryId> {
  const known = project.ownDictionaryId
  const found = known && (await db.$count(pronunciationDictionaries, eq(pronunciationDictionaries.id, known))) > 0
  const id = found ? known : (await createDictionary(db, { name: project.name }, [])).dictionary.id
  const isUsed = project.pronunciationLocators.some((locator) => locator.dictionaryId === id)
  if (found && isUsed) return id
  const others = project.pronunciationLocators.filter((locator) => locator.dictionaryId !== id)
  const pronunciationLocators = [{ dictionaryId: id, versionId: null }, ...others]
  await updateProject(db, project.id, { ownDictionaryId: id, pronunciationLocators })
  return id
}

async function listAffected(db: Database, projectId: ProjectId, rule: NewRule): Promise<BlockId[]> {
  const rules = compileRules(checkRules([rule]))
  const rows = await db
    .select({ id: blocks.id, nodes: blocks.nodes })
    .from(blocks)
    .innerJoin(chapters, eq(chapters.id, blocks.chapterId))
    .where(
      sql`${chapters.projectId} = ${projectId} and strpos(${blocks.nodes}::text, ${jsonInside(rule.stringToReplace)}) > 0`,
    )
  const affected: BlockId[] = []
  const giveWay = openTurn()
  for (const { id, nodes } of rows) {
    await giveWay()
    if (applyRules(rules, writtenOf(nodes), []).replacements.length > 0) affected.push(id)
  }
  return affected
}

/** As a string looks inside JSON, so that few blocks are read. */
function jsonInside(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}

/** A word whose sound nobody told, and where it stands. */
export interface GuessedWord {
  text: string
  places: { chapterId: ChapterId; blockId: BlockId; start: number; end: number }[]
}

/** The guessed words of what is spoken of a project, in reading order. @throws StudioError `project_not_found` */
export async function listGuessedWords(db: Database, projectId: ProjectId): Promise<GuessedWord[]> {
  await getProject(db, projectId)
  const { rows } = await db.execute<GuessRow>(sql`
    select chapters.id as "chapterId", blocks.id as "blockId", blocks.nodes,
      array_agg(warning ->> 'message') as messages
    from chapters
    join blocks on blocks.chapter_id = chapters.id
    join planned_takes on planned_takes.block_id = blocks.id
    join takes on takes.key = planned_takes.take_key and takes.warnings <> '[]'
    cross join jsonb_array_elements(takes.warnings) as warning
    where chapters.project_id = ${projectId} and warning ->> 'code' = 'text_guessed'
    group by chapters.id, blocks.id
    order by chapters.position, blocks.position`)
  const words = new Map<string, GuessedWord>()
  const giveWay = openTurn()
  for (const { chapterId, blockId, nodes, messages } of rows) {
    await giveWay()
    const written = writtenOf(nodes)
    for (const text of new Set(messages.flatMap(namedWords))) {
      const word = words.get(text) ?? { text, places: [] }
      words.set(text, word)
      for (const place of listPlaces(written, text)) word.places.push({ chapterId, blockId, ...place })
    }
  }
  return [...words.values()].filter((word) => word.places.length > 0)
}

function listPlaces(written: string, word: string): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = []
  for (let at = written.indexOf(word); at !== -1; at = written.indexOf(word, at + word.length)) {
    const isInside =
      /[\p{L}\p{N}]/u.test(`${written[at - 1] ?? ' '}`) || /[\p{L}\p{N}]/u.test(written[at + word.length] ?? ' ')
    const start = countCodePoints(written, 0, at)
    if (!isInside) places.push({ start, end: start + countCodePoints(word) })
  }
  return places
}

type GuessRow = { chapterId: ChapterId; blockId: BlockId; nodes: StoredNode[]; messages: string[] }

function writtenOf(nodes: StoredNode[]): string {
  return nodes.map((node) => parseTags(node.text).written).join('')
}
