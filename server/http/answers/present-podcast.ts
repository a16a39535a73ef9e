import type { CreatePodcastBody, EditScriptBody, PodcastScriptResponse } from '#contract/podcasts.ts'
import { assertAllowedUrl } from '#server/net/allowed-url.ts'
import type { PodcastProject } from '#server/podcasts/create-podcast.ts'
import type { EditedTurn } from '#server/podcasts/edit-script.ts'
import { secondsOf } from '#server/podcasts/length.ts'
import {
  type Podcast,
  type PodcastRequest,
  type PodcastSource,
  type Script,
  versionOf,
} from '#server/podcasts/podcast.ts'
import type { Studio } from '#server/studio.ts'
import { getModel } from '#server/voices/models.ts'

/** What is to be made of a request for a podcast: the podcast, and what its project says of itself. */
export interface PodcastOrder {
  podcast: PodcastRequest
  project: PodcastProject
}

/** @throws StudioError `model_not_found`; `invalid_parameters` for a URL that may not be fetched */
export function toPodcastOrder(
  { engines, outgoing }: Studio,
  body: CreatePodcastBody,
  { isDraft }: { isDraft: boolean },
): PodcastOrder {
  const { mode, callback_url: callbackUrl } = body
  if (callbackUrl) assertAllowedUrl(callbackUrl, outgoing, 'callback_url')
  const host = mode.type === 'conversation' ? mode.conversation.host_voice_id : mode.bulletin.host_voice_id
  const guest = mode.type === 'conversation' ? mode.conversation.guest_voice_id : undefined
  const sources = (Array.isArray(body.source) ? body.source : [body.source]).map((source): PodcastSource => {
    if (source.type === 'text') return { kind: 'text', text: source.text }
    return { kind: 'url', url: assertAllowedUrl(source.url, outgoing, 'source').href }
  })
  return {
    podcast: {
      voiceIds: { host, ...(guest !== undefined && { guest }) },
      sources,
      durationScale: body.duration_scale,
      language: body.language?.toLowerCase() ?? null,
      intro: body.intro ?? null,
      outro: body.outro ?? null,
      instructions: body.instructions_prompt ?? null,
      highlights: body.highlights ?? [],
      isDraft,
    },
    project: {
      callbackUrl,
      defaultModelId: getModel(engines.list(), body.model_id).id,
      ...(body.quality_preset && { qualityPreset: body.quality_preset }),
      ...(body.apply_text_normalization && { applyTextNormalization: body.apply_text_normalization }),
    },
  }
}

export function toEditedTurns({ turns }: EditScriptBody): EditedTurn[] {
  return turns.map(({ turn_id, speaker, text, sources }) => ({
    id: turn_id ?? undefined,
    speaker,
    text,
    sources: sources?.map(({ source_index, quote }) => ({ sourceIndex: source_index, quote })),
  }))
}

export type Scripted = Podcast & { script: Script }

export function presentScript({ script, request, isApproved }: Scripted): PodcastScriptResponse {
  const { languageModel, promptVersion, title, language, turns, pace } = script
  return {
    state: isApproved ? 'approved' : 'draft',
    version: versionOf(script),
    language_model: languageModel,
    prompt_version: promptVersion,
    title,
    language,
    voices: { host_voice_id: request.voiceIds.host, guest_voice_id: request.voiceIds.guest ?? null },
    sources: request.sources.map(presentSource),
    seconds_expected: Math.round(secondsOf(turns, pace) * 10) / 10,
    turns: turns.map(({ id, speaker, text, sources }) => ({
      turn_id: id,
      speaker,
      text,
      sources: sources.map(({ sourceIndex, quote }) => ({ source_index: sourceIndex, quote })),
    })),
  }
}

function presentSource(source: PodcastSource): PodcastScriptResponse['sources'][number] {
  if (source.kind === 'url') return { url: source.url, beginning: '' }
  return { url: null, beginning: /^.*/.exec(source.text.trim())![0].slice(0, 80) }
}
