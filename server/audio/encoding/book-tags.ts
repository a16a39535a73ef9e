/** What a file of a book says of itself. What is undefined is left out. */
export interface BookTags {
  title: string
  /** The work that a chapter is part of, when it is a file of its own. */
  album: string
  artist?: string
  narrators: string[]
  description?: string
  genre?: string
  year?: string
  isbn?: string
  /** ISO 639-1. */
  language?: string
  /** The place of such a chapter, from 1. */
  track?: number
}
