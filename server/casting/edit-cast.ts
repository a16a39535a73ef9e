import { and, eq, type SQL, sql } from 'drizzle-orm'
import { StudioError } from '#server/base/errors.ts'
import { newId, type ProjectId } from '#server/base/ids.ts'
import { lockForEditing } from '#server/projects/find-project.ts'
import { bumpRevision } from '#server/projects/revision.ts'
import type { Database, Transaction } from '#server/storage/database.ts'
import { namedColumns, readInPieces } from '#server/storage/read-in-pieces.ts'
import { castCharacters, castLines } from '#server/storage/schema.ts'
import type { VoiceCatalogue } from '#server/voices/voice-catalogue.ts'
import { type CastCharacter, type CastLineId, type CharacterId, givenByHand } from './cast.ts'
import { getCharacter, requireReady } from './cast-store.ts'
import { type FormerLine, recordChange, undoLastChange, writeLines } from './changes.ts'
import { toKeyOfName } from './words/noun-phrases.ts'

type Needs = { db: Database; voices: VoiceCatalogue }
type Inside = { db: Transaction; voices: VoiceCatalogue }

/** A cast is told as a whole: so many who speak, and so many names of each, the last that were given. */
const mostCharacters = 2_000
const mostNames = 100

function onceEach(...names: string[]): string[] {
  return [...new Set(names)].slice(0, mostNames)
}

/** What a person may change of a character; what is undefined stays. */
export type CharacterChanges = Partial<Pick<CastCharacter, 'name' | 'gender' | 'age' | 'voiceId'>>

/**
 * Changes a character. A new voice is heard once the cast is applied again.
 * @throws StudioError `character_not_found`, `voice_not_found`; as `requireReady`
 */
export async function changeCharacter(
  needs: Needs,
  projectId: ProjectId,
  id: CharacterId,
  changes: CharacterChanges,
): Promise<void> {
  await edit(needs, projectId, async ({ db, voices }) => {
    const character = await getCharacter(db, projectId, id)
    if (changes.voiceId) voices.get(changes.voiceId)
    if (Object.values(changes).every((value) => value === undefined)) return
    await recordChange(db, projectId, { characters: [character] })
    const aliases = changes.name ? onceEach(changes.name, ...character.aliases) : character.aliases
    const keys = changes.name ? onceEach(toKeyOfName(changes.name), ...character.keys) : character.keys
    await db
      .update(castCharacters)
      .set({ ...changes, aliases, keys })
      .where(eq(castCharacters.id, id))
  })
}

/**
 * Makes two characters one: lines and names of the first become the second's.
 * @throws StudioError `character_not_found`, `invalid_parameters` for one and the same; as `requireReady`
 */
export async function mergeCharacters(
  needs: Needs,
  projectId: ProjectId,
  id: CharacterId,
  into: CharacterId,
): Promise<void> {
  if (id === into) {
    throw new StudioError('invalid_parameters', 'A character is not merged into itself.', { param: 'into' })
  }
  await edit(needs, projectId, async ({ db }) => {
    const [one, other] = [await getCharacter(db, projectId, id), await getCharacter(db, projectId, into)]
    const lines = await listFormerLines(db, eq(castLines.characterId, id))
    await recordChange(db, projectId, { characters: [one, other], lines })
    await writeLines(
      db,
      lines.map((line) => ({ ...line, characterId: into })),
    )
    await db.delete(castCharacters).where(eq(castCharacters.id, id))
    const together = {
      keys: onceEach(...other.keys, ...one.keys),
      aliases: onceEach(...other.aliases, ...one.aliases),
      gender: other.gender === 'unknown' ? one.gender : other.gender,
      age: other.age ?? one.age,
      voiceId: other.voiceId ?? one.voiceId,
      isNarrator: one.isNarrator || other.isNarrator,
      weight: one.weight + other.weight,
    }
    await db.update(castCharacters).set(together).where(eq(castCharacters.id, into))
  })
}

/**
 * Adds a character, with lines that others had: so one is split in two.
 * @throws StudioError `line_not_found`, `voice_not_found`; as `requireReady`
 */
export async function addCharacter(
  needs: Needs,
  projectId: ProjectId,
  given: Pick<CastCharacter, 'name'> & CharacterChanges,
  lineIds: CastLineId[],
): Promise<CharacterId> {
  const id = newId<CharacterId>()
  await edit(needs, projectId, async ({ db, voices }) => {
    if (given.voiceId) voices.get(given.voiceId)
    const { name, gender = 'unknown', age = null, voiceId = null } = given
    const unseen = { isNarrator: false, isRole: false, weight: lineIds.length }
    if ((await db.$count(castCharacters, eq(castCharacters.projectId, projectId))) >= mostCharacters) {
      const sentence = `A cast has at most ${mostCharacters} characters.`
      throw new StudioError('invalid_parameters', sentence)
    }
    const names = { name, keys: [toKeyOfName(name)], aliases: [name] }
    await db.insert(castCharacters).values({ id, projectId, ...names, gender, age, voiceId, ...unseen })
    const lines = await give(db, projectId, lineIds, id)
    await recordChange(db, projectId, { added: [id], lines })
  })
  return id
}

/**
 * Gives lines to another character, or (null) to the narrator.
 * @throws StudioError `line_not_found`, `character_not_found`; as `requireReady`
 */
export async function giveLines(
  needs: Needs,
  projectId: ProjectId,
  lineIds: CastLineId[],
  characterId: CharacterId | null,
): Promise<void> {
  await edit(needs, projectId, async ({ db }) => {
    if (characterId) await getCharacter(db, projectId, characterId)
    await recordChange(db, projectId, { lines: await give(db, projectId, lineIds, characterId) })
  })
}

/** Undoes the last change of a cast, also that of applying it. @throws StudioError `nothing_to_undo`; as `requireReady` */
export async function undoCastChange(needs: Needs, projectId: ProjectId): Promise<void> {
  await edit(needs, projectId, (inside) => undoLastChange(inside, projectId))
}

async function edit(needs: Needs, projectId: ProjectId, change: (inside: Inside) => Promise<void>): Promise<void> {
  await needs.db.transaction(async (db) => {
    await lockForEditing(db, projectId)
    await requireReady(db, projectId)
    await change({ ...needs, db })
    await bumpRevision(db, projectId)
  })
}

/** @returns whose the lines were */
async function give(db: Transaction, projectId: ProjectId, lineIds: CastLineId[], characterId: CharacterId | null) {
  const wanted = [...new Set(lineIds)]
  const isWanted = sql`${castLines.id} = any(${sql.param(wanted)}::text[])`
  const lines = await listFormerLines(db, and(eq(castLines.projectId, projectId), isWanted))
  const known = new Set(lines.map(({ id }) => id))
  const missing = wanted.find((id) => !known.has(id))
  if (missing) throw new StudioError('line_not_found', `The cast has no line "${missing}".`, { param: 'line_ids' })
  await writeLines(
    db,
    lines.map(({ id }) => ({ id, characterId, ...givenByHand })),
  )
  return lines
}

async function listFormerLines(db: Transaction, which: SQL | undefined): Promise<FormerLine[]> {
  const { id, characterId, confidence, evidence } = namedColumns(castLines)
  const query = db.select({ id, characterId, confidence, evidence }).from(castLines).where(which)
  return readInPieces<FormerLine & Record<string, unknown>>(db, query)
}
