import type { z } from 'zod'
import { type CastProgress, CastResponse } from '#contract/cast.ts'
import { mapInTurns, openTurn } from '#server/base/give-way.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Cast, CastCharacter, CastLine, WrittenLine } from '#server/casting/cast.ts'
import { findCastOf, hasChanges, listCharacters, listWrittenLines } from '#server/casting/cast-store.ts'
import type { Database } from '#server/storage/database.ts'
import { type BytesReply, jsonReply } from './send-bytes.ts'

export function presentProgress(cast: Cast | undefined): z.input<typeof CastProgress> {
  if (!cast) return { state: 'none', progress: 0, error: null }
  const { state, progress, errorCode, errorMessage } = cast
  return { state, progress, error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' } }
}

/** All that is known of a cast; characters with most lines first, those without any left out. A long book has thousands of lines. */
export async function answerCast(db: Database, projectId: ProjectId): Promise<BytesReply> {
  return jsonReply(CastResponse, await readCastOf(db, projectId))
}

async function readCastOf(db: Database, projectId: ProjectId): Promise<z.input<typeof CastResponse>> {
  const cast = await findCastOf(db, projectId)
  const lines = await listWrittenLines(db, projectId)
  const giveWay = openTurn()
  await giveWay()
  const ofCharacter = Map.groupBy(lines, ({ characterId }) => characterId)
  await giveWay()
  const characters = (await listCharacters(db, projectId))
    .map((one) => presentCharacter(one, ofCharacter.get(one.id) ?? []))
    .filter(({ line_count, voice_id }) => line_count > 0 || voice_id !== null)
    .sort((a, b) => b.line_count - a.line_count)
  return {
    ...presentProgress(cast),
    language_model: cast?.languageModel ?? null,
    can_undo: await hasChanges(db, projectId),
    characters,
    lines: await mapInTurns(lines, presentLine),
  }
}

function presentCharacter({ id, name, aliases, gender, age, voiceId, isNarrator }: CastCharacter, lines: CastLine[]) {
  return {
    character_id: id,
    ...{ name, aliases, gender, age },
    voice_id: voiceId,
    line_count: lines.length,
    character_count: lines.reduce((sum, { start, end }) => sum + end - start, 0),
    is_narrator: isNarrator,
  }
}

function presentLine(line: WrittenLine) {
  const { id, chapterId, blockId, start, end, text, before, after, characterId, confidence, evidence } = line
  return {
    ...{ line_id: id, chapter_id: chapterId, block_id: blockId, character_id: characterId },
    ...{ start, end, text, before, after },
    confidence: Math.round(confidence * 1000) / 1000,
    evidence: evidence as z.input<typeof CastResponse>['lines'][number]['evidence'],
  }
}
