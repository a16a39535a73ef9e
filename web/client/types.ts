import type { z } from 'zod'
import type { ChapterResponseModel } from '#contract/chapters.ts'
import type {
  ProjectExtendedResponseModel,
  ProjectResponseModel,
  ProjectVoiceResponseModel,
} from '#contract/projects.ts'
import type { VoiceResponseModel } from '#contract/voices.ts'

export type { CastResponse } from '#contract/cast.ts'
export type {
  BlockHistoryResponse,
  BlockStreamTimes,
  BlockTimesResponse,
  EditorBlock,
  EditorChapter,
  SpeakChapterResponse,
} from '#contract/editor.ts'
export type { CurrentSnapshotResponse } from '#contract/exports.ts'
export type { ApiKeyResponse, ApiKeysResponse, CreateKeyResponse } from '#contract/keys.ts'
export type { LanguageModelResponse, LanguageModelTrialResponse } from '#contract/language-model.ts'
export type { StudioStatusResponse } from '#contract/operation.ts'
export type { EditScriptBody, PodcastScriptResponse } from '#contract/podcasts.ts'
export type { CurrentSessionResponse, SessionResponse } from '#contract/session.ts'
export type { VoicePackResponse } from '#contract/voice-packs.ts'
export type ProjectSummary = z.output<typeof ProjectResponseModel>
export type Project = z.output<typeof ProjectExtendedResponseModel>
export type ChapterSummary = z.output<typeof ChapterResponseModel>
export type ProjectVoice = z.output<typeof ProjectVoiceResponseModel>
export type Voice = z.output<typeof VoiceResponseModel>
export type Role = 'admin' | 'editor' | 'viewer'
