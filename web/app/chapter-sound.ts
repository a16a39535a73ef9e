import { ask } from '../client/api.ts'
import { blockPath, followWords } from '../client/queries.ts'
import type { BlockTimesResponse } from '../client/types.ts'
import type { PlayerNeeds } from '../features/player/player.ts'
import type { Translate } from '../i18n/translate.ts'

type ChapterSound = Pick<PlayerNeeds, 'urlOf' | 'timesOf' | 'followWords' | 'unplayable' | 'unspoken'>

/** Where a player finds the sound of a chapter and its times. */
export function chapterSound(projectId: string, chapterId: string, t: Translate): ChapterSound {
  const pathOf = (blockId: string) => blockPath(projectId, chapterId, blockId)
  return {
    urlOf: (blockId, generationId) => `${pathOf(blockId)}/audio?g=${generationId}`,
    timesOf: (blockId) => ask<BlockTimesResponse>(`${pathOf(blockId)}/times`),
    followWords,
    unspoken: t('Nothing is spoken from here on. Whoever may change the book can generate it.'),
    unplayable: t('This could not be played. Try again in a moment.'),
  }
}
