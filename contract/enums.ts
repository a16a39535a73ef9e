import { z } from 'zod'

export const ProjectState = z.enum(['creating', 'default', 'converting', 'in_queue'])
export type ProjectState = z.infer<typeof ProjectState>

export const ChapterState = z.enum(['default', 'converting'])
export type ChapterState = z.infer<typeof ChapterState>

export const AccessLevel = z.enum(['admin', 'editor', 'commenter', 'viewer'])
export type AccessLevel = z.infer<typeof AccessLevel>

export const QualityPresetType = z
  .enum(['standard', 'high', 'ultra', 'ultra_lossless'])
  .meta({ id: 'QualityPresetType' })
export type QualityPresetType = z.infer<typeof QualityPresetType>

/** As requests send it: clients of 2025 still say `highest`, which became `ultra`. */
export const QualityPresetSent = z.preprocess((sent) => (sent === 'highest' ? 'ultra' : sent), QualityPresetType)

export const SourceType = z.enum(['blank', 'book', 'article', 'genfm', 'video', 'screenplay'])
export type SourceType = z.infer<typeof SourceType>

export const TargetAudience = z.enum(['children', 'young adult', 'adult', 'all ages'])
export type TargetAudience = z.infer<typeof TargetAudience>

export const Fiction = z.enum(['fiction', 'non-fiction'])
export type Fiction = z.infer<typeof Fiction>

/** How a project's numbers and abbreviations become words; text-to-speech knows only the first three. */
export const ProjectTextNormalization = z.enum(['auto', 'on', 'off', 'apply_english'])
export type ProjectTextNormalization = z.infer<typeof ProjectTextNormalization>

export const SpeechTextNormalization = z.enum(['auto', 'on', 'off'])
export type SpeechTextNormalization = z.infer<typeof SpeechTextNormalization>

export const AspectRatio = z.enum(['16:9', '9:16', '4:5', '1:1'])
export type AspectRatio = z.infer<typeof AspectRatio>

export const CreationStatus = z.enum(['draft', 'pending', 'creating', 'finished', 'failed'])
export type CreationStatus = z.infer<typeof CreationStatus>

export const ProjectCreationMetaType = z
  .enum(['blank', 'generate_podcast', 'auto_assign_voices', 'dub_video', 'import_speech'])
  .meta({ id: 'ProjectCreationMetaType' })
export type ProjectCreationMetaType = z.infer<typeof ProjectCreationMetaType>

export const BlockSubType = z.enum(['p', 'h1', 'h2', 'h3'])
export type BlockSubType = z.infer<typeof BlockSubType>
