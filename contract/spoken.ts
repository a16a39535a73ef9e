import { z } from 'zod'
import { ProjectTextNormalization } from './enums.ts'
import { Id, listOf, most, Text, Word } from './limits.ts'
import { DictionaryLocator } from './pronunciation-dictionaries.ts'

// Ours: what would be said of a text.

export const SpokenBody = z.object({
  text: Text,
  /** The default voice when left out. */
  voice_id: Id.nullish(),
  /** Of English; that of the voice when left out. */
  accent: z.enum(['us', 'gb']).nullish(),
  /** ISO 639-1. Without a voice the text is read in it whoever speaks; with one, if that voice speaks it. */
  language: Word.nullish(),
  apply_text_normalization: ProjectTextNormalization.nullish(),
  /** Applied in order. */
  dictionary_locators: listOf(DictionaryLocator, most.dictionaries).nullish(),
})
export type SpokenBody = z.infer<typeof SpokenBody>

/** Code points of the text that was sent, end exclusive. */
const place = { from: z.int(), to: z.int() }

export const SpokenResponse = z.object({
  /** Without the white space around them. */
  sentences: z.array(z.object(place)),
  /** What a voice is given at a time. */
  utterances: z.array(
    z.object({
      ...place,
      spoken: z.string(),
      /** In the alphabet that Kokoro was trained on (misaki's); null where the text is not English. */
      phonemes: z.string().nullable(),
      /** In the order in which they are said; those that stand for one number are all at its place. */
      words: z.array(z.object({ ...place, spoken: z.string(), phonemes: z.string().nullable(), guessed: z.boolean() })),
    }),
  ),
  /** What is not said as it is written, or was guessed. The place is null where it is about the whole. */
  warnings: z.array(
    z.object({ code: z.string(), message: z.string(), from: z.int().nullable(), to: z.int().nullable() }),
  ),
})
export type SpokenResponse = z.infer<typeof SpokenResponse>
