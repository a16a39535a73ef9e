import { eq, sql } from 'drizzle-orm'
import { openTurn } from '#server/base/give-way.ts'
import type { BlockId, ChapterId, ProjectId } from '#server/base/ids.ts'
import { listChapters } from '#server/projects/chapters.ts'
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
  type DictionaryId,
  type DictionaryVersionId,
  pronunciationDictionaries,
  type StoredNode,
} from '#server/storage/schema.ts'
import { countBeforeEach, countCodePoints } from '#server/text/code-points.ts'
import { parseTags } from '#server/text/tags.ts'
import { namedWords } from './placed-warnings.ts'

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
  const changed = await database.transaction(async (db) => {
    const project = await lockProject(db, projectId)
    const dictionaryId = await ownDictionary(db, project)
    const version = await changeDictionary(db, dictionaryId, (inside) => addRules(inside, dictionaryId, [rule]))
    return { dictionaryId, versionId: version.id }
  })
  // A long book takes seconds to look through: nobody waits for the project meanwhile.
  return { ...changed, affected: await listAffected(database, projectId, rule) }
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

/** So many blocks are told, the first ones. */
const mostAffected = 50_000

/** Chapter by chapter, so that not all of a long book is in memory. */
async function listAffected(db: Database, projectId: ProjectId, rule: NewRule): Promise<BlockId[]> {
  const rules = compileRules(checkRules([rule]))
  const affected: BlockId[] = []
  const giveWay = openTurn()
  for (const { id: chapterId } of await listChapters(db, projectId)) {
    const rows = await db
      .select({ id: blocks.id, nodes: blocks.nodes })
      .from(blocks)
      .where(
        sql`${blocks.chapterId} = ${chapterId} and strpos(${blocks.nodes}::text, ${jsonInside(rule.stringToReplace)}) > 0`,
      )
      .orderBy(blocks.position)
    for (const { id, nodes } of rows) {
      await giveWay()
      if (applyRules(rules, writtenOf(nodes), []).replacements.length > 0) affected.push(id)
      if (affected.length >= mostAffected) return affected
    }
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

/** So many places are told of all words together, the first ones. */
const mostPlaces = 10_000

/**
 * The guessed words of what is spoken of a project, in reading order, chapter by chapter.
 * @throws StudioError `project_not_found`
 */
export async function listGuessedWords(db: Database, projectId: ProjectId): Promise<GuessedWord[]> {
  await getProject(db, projectId)
  const words = new Map<string, GuessedWord>()
  const giveWay = openTurn()
  let placeCount = 0
  for (const { id: chapterId } of await listChapters(db, projectId)) {
    for (const { blockId, nodes, messages } of await listGuesses(db, chapterId)) {
      const written = writtenOf(nodes)
      const pointsBefore = countBeforeEach(written)
      for (const text of new Set(messages.flatMap(namedWords))) {
        await giveWay()
        if (placeCount >= mostPlaces) break
        const places = listPlaces(written, text, pointsBefore).slice(0, mostPlaces - placeCount)
        if (places.length === 0) continue
        placeCount += places.length
        const word = words.get(text) ?? { text, places: [] }
        words.set(text, word)
        for (const place of places) word.places.push({ chapterId, blockId, ...place })
      }
    }
    if (placeCount >= mostPlaces) break
  }
  return [...words.values()]
}

async function listGuesses(db: Database, chapterId: ChapterId): Promise<GuessRow[]> {
  const { rows } = await db.execute<GuessRow>(sql`
    select blocks.id as "blockId", blocks.nodes, array_agg(warning ->> 'message') as messages
    from blocks
    join planned_takes on planned_takes.block_id = blocks.id
    join takes on takes.key = planned_takes.take_key and takes.warnings <> '[]'
    cross join jsonb_array_elements(takes.warnings) as warning
    where blocks.chapter_id = ${chapterId} and warning ->> 'code' = 'text_guessed'
    group by blocks.id
    order by blocks.position`)
  return rows
}

function listPlaces(
  written: string,
  word: string,
  pointsBefore: ReturnType<typeof countBeforeEach>,
): { start: number; end: number }[] {
  const places: { start: number; end: number }[] = []
  for (let at = written.indexOf(word); at !== -1; at = written.indexOf(word, at + word.length)) {
    const isInside =
      /[\p{L}\p{N}]/u.test(`${written[at - 1] ?? ' '}`) || /[\p{L}\p{N}]/u.test(written[at + word.length] ?? ' ')
    const start = pointsBefore[at]!
    if (!isInside) places.push({ start, end: start + countCodePoints(word) })
  }
  return places
}

type GuessRow = { blockId: BlockId; nodes: StoredNode[]; messages: string[] }

function writtenOf(nodes: StoredNode[]): string {
  return nodes.map((node) => parseTags(node.text).written).join('')
}
