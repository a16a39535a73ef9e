/** What a file of sound says of itself. */
export interface Marks {
  title?: string
  /** In the order of their beginnings. */
  chapters: { title: string; startSeconds: number }[]
}
