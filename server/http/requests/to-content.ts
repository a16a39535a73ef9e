import type { BlockInput, NodeInput } from '#contract/content.ts'
import type { DictionaryLocator } from '#contract/pronunciation-dictionaries.ts'
import type { VoiceSettingsResponseModel } from '#contract/voices.ts'
import type { VoiceSettings } from '#server/engines/engine.ts'
import type { NewBlock, NewNode } from '#server/projects/project.ts'
import type { PronunciationLocator } from '#server/storage/schema.ts'

/** Blocks as clients write them, as we take them. */
export function toNewBlocks(blocks: BlockInput[]): NewBlock[] {
  return blocks.map(({ block_id, sub_type, nodes }) => ({
    blockId: block_id ?? null,
    subType: sub_type ?? 'p',
    nodes: nodes.map(toNewNode),
  }))
}

/** Only the settings that are given. */
export function toSettings(given: VoiceSettingsResponseModel): Partial<VoiceSettings> {
  const { stability, similarity_boost, style, speed, use_speaker_boost } = given
  return {
    ...(stability != null && { stability }),
    ...(similarity_boost != null && { similarityBoost: similarity_boost }),
    ...(style != null && { style }),
    ...(speed != null && { speed }),
    ...(use_speaker_boost != null && { useSpeakerBoost: use_speaker_boost }),
  }
}

/** A version that is absent or null means the latest, whatever that will be. */
export function toLocator({ pronunciation_dictionary_id, version_id }: DictionaryLocator): PronunciationLocator {
  return {
    dictionaryId: pronunciation_dictionary_id,
    versionId: version_id ?? null,
  }
}

function toNewNode({ voice_id, project_voice_ref_id, text }: NodeInput): NewNode {
  return { voiceId: voice_id, voiceRefId: project_voice_ref_id ?? null, text }
}
