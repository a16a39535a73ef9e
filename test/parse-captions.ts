interface Cue {
  text: string
  startTime: number
  endTime: number
}
type Parse = (text: string, options: object) => Promise<{ cues: Cue[]; errors: Error[] }>

/** The cues of a caption file as a player reads them, and what is wrong with it. */
export async function parseCaptions(text: string, type: 'srt' | 'vtt'): Promise<{ cues: Cue[]; errors: Error[] }> {
  // The package's declarations name their files without endings, which cannot be resolved here.
  const { parseText } = (await import('media-captions')) as unknown as { parseText: Parse }
  return parseText(text, { type, errors: true, strict: true })
}
