import { z } from 'zod'
import { Fiction, ProjectTextNormalization, QualityPresetSent, TargetAudience } from './enums.ts'
import { listOf, most, Name, Prose, Word } from './limits.ts'

// Ours: what the public update of a project cannot change.

const PauseSeconds = z.number().min(0).max(10)

/** Seconds of silence as they are heard. What is left out stays; `null` is the usual one again. */
const PausesBody = z
  .object({
    /** Before the first word of every chapter. */
    chapter_start_seconds: PauseSeconds.nullish(),
    /** Between two sentences of one voice. */
    sentence_seconds: PauseSeconds.nullish(),
    paragraph_seconds: PauseSeconds.nullish(),
    /** Before another voice begins, where a sentence or a paragraph ends. */
    speaker_seconds: PauseSeconds.nullish(),
    heading_seconds: PauseSeconds.nullish(),
    /** At the end of every chapter. */
    chapter_seconds: PauseSeconds.nullish(),
  })
  .strict()
export type PausesBody = z.infer<typeof PausesBody>

/** What is left out stays as it is; `null` takes it away where a project may be without it. */
export const PatchProjectBody = z
  .object({
    description: Prose.nullish(),
    genres: listOf(Name, most.items).nullish(),
    language: Word.nullish(),
    target_audience: TargetAudience.nullish(),
    content_type: Name.nullish(),
    original_publication_date: Word.nullish(),
    mature_content: z.boolean().nullish(),
    fiction: Fiction.nullish(),
    quality_preset: QualityPresetSent.optional(),
    apply_text_normalization: ProjectTextNormalization.optional(),
    /** Who reads, as files tell listeners. */
    narrators: listOf(Name, most.items).nullish(),
    /** Those of later conversions; nothing is spoken again for it. `null`: all as usual. */
    pauses: PausesBody.nullish(),
  })
  .strict()
export type PatchProjectBody = z.infer<typeof PatchProjectBody>
