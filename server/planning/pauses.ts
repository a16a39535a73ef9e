// Silence between what is said, in seconds: the one place where it is decided. Takes bring their own short edges.
// Paragraph and heading pauses are what narrators leave by the audiobook guides we know (0.5–0.7 s, about a second);
// ACX asks for one to five seconds of room tone at the end of a file.

export const pauseAfterSeconds = { p: 0.6, h1: 1.2, h2: 1, h3: 0.8 } as const

/** Between two utterances of a block where a sentence ends; with the edges of the takes it is 0.4 s. */
export const sentencePauseSeconds = 0.2

/** A block with nothing to say, such as `***`: the pause of a change of scene. */
export const scenePauseSeconds = 1.5

/** The end of every chapter. */
export const chapterEndSeconds = 2
