import type { FastifyRequest } from 'fastify'
import type { VoiceResponseModel, VoiceSettingsResponseModel } from '#contract/voices.ts'
import { defaultVoiceSettings, type VoiceSettings } from '#server/engines/engine.ts'
import type { Voice } from '#server/voices/voice-catalogue.ts'
import { ownUrl } from './own-url.ts'

/** A voice with the settings that it has unless a project or request says otherwise. */
export function presentVoice(
  voice: Voice,
  request: FastifyRequest,
  settings: VoiceSettings = defaultVoiceSettings,
  collectionIds: string[] = [],
): VoiceResponseModel {
  const labels = { ...voice.labels, language: voice.language, spoken_by: voice.spokenBy }
  return {
    voice_id: voice.id,
    name: voice.title,
    samples: null,
    category: 'premade',
    fine_tuning: notFineTuned,
    labels: Object.fromEntries(Object.entries(labels).filter(([, value]) => value)) as Record<string, string>,
    description: voice.description,
    preview_url: ownUrl(request, previewPath(voice.id)),
    available_for_tiers: [],
    settings: presentSettings(settings),
    sharing: null,
    high_quality_base_model_ids: [],
    verified_languages: [{ language: voice.language, model_id: voice.engine.id, accent: voice.labels.accent ?? null }],
    collection_ids: collectionIds,
    safety_control: null,
    voice_verification: null,
    permission_on_resource: 'viewer',
    is_owner: false,
    is_legacy: false,
    is_mixed: false,
    favorited_at_unix: null,
    created_at_unix: null,
    is_bookmarked: null,
    recording_quality: null,
    labelling_status: null,
    recording_quality_reason: null,
  }
}

/** Clients read the states of an object here, as the hosted service sends it for its premade voices. */
const notFineTuned = {
  is_allowed_to_fine_tune: false,
  state: {},
  verification_failures: [],
  verification_attempts_count: 0,
  manual_verification_requested: false,
  language: null,
  progress: null,
  message: null,
  dataset_duration_seconds: null,
  verification_attempts: null,
  slice_ids: null,
  manual_verification: null,
  max_verification_attempts: null,
  next_max_verification_attempts_reset_unix_ms: null,
}

/** Where a voice is heard: see routes/voice-preview.ts. */
function previewPath(voiceId: string): string {
  return `/lectern/v1/voices/${encodeURIComponent(voiceId)}/preview`
}

export function presentSettings(settings: VoiceSettings): VoiceSettingsResponseModel {
  return {
    stability: settings.stability,
    use_speaker_boost: settings.useSpeakerBoost,
    similarity_boost: settings.similarityBoost,
    style: settings.style,
    speed: settings.speed,
  }
}
