/** How an English voice speaks: American or British. */
export type Accent = 'us' | 'gb'

export interface EnglishContext {
  accent: Accent
  /** Whether a sentence ends with the full stop before this place of the text. */
  endsSentence(at: number): boolean
}
