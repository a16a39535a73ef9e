import type { z } from 'zod'
import type { CastProgress, CastResponse } from '#contract/cast.ts'
import type { ProjectId } from '#server/base/ids.ts'
import type { Cast, CastCharacter, CastLine } from '#server/casting/cast.ts'
import { findCastOf, listCharacters, listLines } from '#server/casting/cast-store.ts'
import type { Database } from '#server/storage/database.ts'

export function presentProgress(cast: Cast | undefined): z.input<typeof CastProgress> {
  if (!cast) return { state: 'none', progress: 0, error: null }
  const { state, progress, errorCode, errorMessage } = cast
  return { state, progress, error: errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' } }
}

/** All that is known of a cast; characters with most lines first, those without any left out. */
export async function readCastOf(db: Database, projectId: ProjectId): Promise<z.input<typeof CastResponse>> {
  const cast = await findCastOf(db, projectId)
  const lines = await listLines(db, projectId)
  const ofCharacter = Map.groupBy(lines, ({ characterId }) => characterId)
  const characters = (await listCharacters(db, projectId))
    .map((one) => presentCharacter(one, ofCharacter.get(one.id) ?? []))
    .filter(({ line_count, voice_id }) => line_count > 0 || voice_id !== null)
    .sort((a, b) => b.line_count - a.line_count)
  const languageModel = cast?.languageModel ?? null
  return { ...presentProgress(cast), language_model: languageModel, characters, lines: lines.map(presentLine) }
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

function presentLine(line: CastLine) {
  const { id, chapterId, blockId, start, end, characterId, confidence, evidence } = line
  return {
    ...{ line_id: id, chapter_id: chapterId, block_id: blockId, start, end, character_id: characterId },
    confidence: Math.round(confidence * 1000) / 1000,
    evidence: evidence as z.input<typeof CastResponse>['lines'][number]['evidence'],
  }
}
