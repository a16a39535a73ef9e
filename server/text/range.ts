/** A stretch of a text in UTF-16 indices, end exclusive. */
export interface Range {
  start: number
  end: number
}
