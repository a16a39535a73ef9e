import type { VoicePack } from '#server/voices/packs/voice-pack.ts'

/** What a pack brings, for sentences. */
export function describeVoices({ voiceIds }: VoicePack): string {
  return voiceIds.length === 1 ? `the voice ${voiceIds[0]}` : `${voiceIds.length} voices, such as ${voiceIds[0]}`
}
