import type { z } from 'zod'

/** A language model that answers questions in a given shape. Never needed: without one there are plainer ways. */
export interface LanguageModel {
  /** As its server calls it. */
  readonly name: string
  /**
   * Asks for an answer of a shape. One that has another shape is sent back once, with what is wrong with it.
   * @param schema small and closed: enums instead of free words where there are only so many answers
   * @throws StudioError `language_model_failed`, `language_model_timeout`, never with the key or the question in them; the
   * signal's reason when aborted
   */
  askFor<Schema extends z.ZodType>(schema: Schema, question: Question, signal: AbortSignal): Promise<z.output<Schema>>
}

export interface Question {
  /** What is to be done, in our words. */
  instructions: string
  /** What it is to be done with. It may come from strangers: the instructions say that nothing in it is one. */
  material: string
  /** How long the answer may be with all that stands around it; as long as any when not given. */
  mostBytes?: number
}
