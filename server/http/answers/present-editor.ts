import type { z } from 'zod'
import type { BlockHistoryResponse, BlockTimesResponse, EditorChapter, PutEditorBody } from '#contract/editor.ts'
import { toUnix } from '#server/base/clock.ts'
import type { TimedGeneration } from '#server/editing/block-history.ts'
import type { BlockTimes } from '#server/editing/block-times.ts'
import type { EditedBlock, EditedChapter } from '#server/editing/read-edited-chapter.ts'
import type { NewBlock, ProjectVoice } from '#server/projects/project.ts'
import { toVoiceIds } from './present-chapter.ts'

export function presentEditor({ chapter, blocks, voices }: EditedChapter): z.input<typeof EditorChapter> {
  const voiceIds = toVoiceIds(voices)
  return {
    chapter_id: chapter.id,
    name: chapter.name,
    version: chapter.version,
    blocks: blocks.map((block) => presentBlock(block, voiceIds)),
  }
}

function presentBlock(edited: EditedBlock, voiceIds: ReadonlyMap<string, string>) {
  const { block, state, error, audio, pauseSeconds, warnings } = edited
  return {
    block_id: block.id,
    sub_type: block.subType,
    locked: block.isLocked,
    nodes: block.nodes.map(({ voiceRefId, text }) => ({
      voice_id: voiceIds.get(voiceRefId)!,
      project_voice_ref_id: voiceRefId,
      text,
    })),
    state,
    error,
    audio: audio && { duration_seconds: audio.durationSeconds, generation_id: audio.generationId },
    pause_seconds: pauseSeconds,
    warnings,
  }
}

export function presentHistory(
  generations: TimedGeneration[],
  voices: ProjectVoice[],
): z.input<typeof BlockHistoryResponse> {
  const voiceIds = toVoiceIds(voices)
  return {
    generations: generations.map(({ id, createdAt, nodes, durationSeconds, isCurrent }) => ({
      generation_id: id,
      created_at_unix: toUnix(createdAt),
      text: nodes.map((node) => node.text).join(''),
      voice_ids: [...new Set(nodes.map((node) => voiceIds.get(node.voiceRefId)!))],
      duration_seconds: durationSeconds,
      is_current: isCurrent,
    })),
  }
}

export function presentTimes(
  generationId: string,
  { durationSeconds, words, characters }: BlockTimes,
): z.input<typeof BlockTimesResponse> {
  return {
    generation_id: generationId,
    duration_seconds: durationSeconds,
    words,
    characters: {
      characters: characters.characters,
      character_start_times_seconds: characters.startSeconds,
      character_end_times_seconds: characters.endSeconds,
    },
  }
}

export function toEditedBlocks({ blocks }: PutEditorBody): NewBlock[] {
  return blocks.map(({ block_id, sub_type, locked, nodes }) => ({
    blockId: block_id ?? null,
    subType: sub_type ?? 'p',
    isLocked: locked,
    nodes: nodes.map((node) => ({
      voiceId: node.voice_id,
      voiceRefId: node.project_voice_ref_id ?? null,
      text: node.text,
    })),
  }))
}
