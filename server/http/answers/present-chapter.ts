import type { z } from 'zod'
import type { ChapterResponseModel } from '#contract/chapters.ts'
import type { ChapterContentResponseModel } from '#contract/content.ts'
import { toUnix } from '#server/base/clock.ts'
import type { ProjectStatus } from '#server/converting/project-status.ts'
import { type ChapterStatistics, emptyStatistics } from '#server/planning/statistics.ts'
import type { Block, Chapter, ProjectVoice } from '#server/projects/project.ts'

/** Of the voices of a project, by their references there. */
type VoiceIds = ReadonlyMap<string, string>

export function toVoiceIds(voices: ProjectVoice[]): VoiceIds {
  return new Map(voices.map((voice) => [voice.refId, voice.voiceId]))
}

/** A chapter without its content. */
export function presentChapter(
  chapter: Chapter,
  status: ProjectStatus,
  statistics: ChapterStatistics = emptyStatistics,
  voiceIds: VoiceIds,
): z.input<typeof ChapterResponseModel> {
  const progress = status.converting.get(chapter.id)
  return {
    chapter_id: chapter.id,
    name: chapter.name,
    last_conversion_date_unix: chapter.lastConvertedAt && toUnix(chapter.lastConvertedAt),
    conversion_progress: progress ?? null,
    can_be_downloaded: status.downloadableChapters.has(chapter.id),
    state: progress === undefined ? 'default' : 'converting',
    has_video: false,
    has_visual_content: false,
    voice_ids: [...new Set(statistics.voices.map(({ voiceRefId }) => voiceIds.get(voiceRefId)!))],
    statistics: presentStatistics(statistics, voiceIds),
    last_conversion_error: chapter.lastConversionError,
  }
}

export function presentContent(blocks: Block[], voiceIds: VoiceIds): ChapterContentResponseModel {
  return {
    blocks: blocks.map(({ id, subType, nodes }) => ({
      block_id: id,
      sub_type: subType,
      nodes: nodes.map(({ voiceRefId, text }) => ({
        type: 'tts_node',
        project_voice_ref_id: voiceRefId,
        voice_id: voiceIds.get(voiceRefId)!,
        text,
      })),
    })),
  }
}

function presentStatistics(statistics: ChapterStatistics, voiceIds: VoiceIds) {
  return {
    characters_unconverted: statistics.charactersUnconverted,
    characters_converted: statistics.charactersConverted,
    paragraphs_converted: statistics.paragraphsConverted,
    paragraphs_unconverted: statistics.paragraphsUnconverted,
    credits_needed_to_convert: 0,
    voice_statistics: statistics.voices.map(({ voiceRefId, charactersConverted, charactersUnconverted }) => ({
      project_voice_ref_id: voiceRefId,
      voice_id: voiceIds.get(voiceRefId)!,
      characters_unconverted: charactersUnconverted,
      characters_converted: charactersConverted,
      credits_needed_to_convert: 0,
    })),
  }
}
