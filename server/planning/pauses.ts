import type { Project } from '#server/projects/project.ts'
import type { BlockType, Pauses } from '#server/storage/schema.ts'

// Silence between what is said, in seconds: the one place where it is decided. What takes bring along of their own counts
// as part of it, so that it is heard as it is set whatever engine speaks and however the text was cut.

/**
 * What a listener finds natural. Source: readers of audiobooks leave 0.3–0.5 s between sentences, 0.5–0.8 s between
 * paragraphs, about a second behind headings; ACX asks for one to five seconds of room tone at the end of a file.
 */
export const defaultPauses: Pauses = {
  /** Before the first word of every chapter: whoever starts a player wants to hear something. */
  chapterStartSeconds: 0,
  /** Between two sentences of one voice in a paragraph. */
  sentenceSeconds: 0.4,
  paragraphSeconds: 0.7,
  /** Before another voice begins, where a sentence or a paragraph ends; at the latter at least as long as that takes. */
  speakerSeconds: 0.75,
  headingSeconds: 1.2,
  /** At the end of every chapter. */
  chapterSeconds: 2,
}

/** What shops of audiobooks want otherwise. Source: ACX asks for 0.5 to 1 s of room tone before each chapter. */
export const audiobookPauses = { chapterStartSeconds: 0.7 }

export function pausesOf({ pauses }: Pick<Project, 'pauses'>): Pauses {
  return { ...defaultPauses, ...pauses }
}

export function pauseAfterBlock(subType: BlockType, { paragraphSeconds, headingSeconds }: Pauses): number {
  return subType === 'p' ? paragraphSeconds : headingSeconds
}

/** A block with nothing to say, such as `***`: the pause of a change of scene. */
export const scenePauseSeconds = 1.5

/** Between two sentences outside projects, where it is added to what the takes bring along (0.05 and 0.15 s): 0.4 s in all. */
export const sentencePauseSeconds = 0.2
