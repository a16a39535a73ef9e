/** A run of lines that belong together. `text` is the lines joined as a reader would say them. */
export type Paragraph = {
  text: string
  lines: string[]
  /** The sign of the row below that makes it a heading: `=`, `-`, `*`, `~` … */
  underline?: string
  /** Its lines end for a reason: verse, addresses. */
  isVerse?: boolean
  /** Each line ends in dots or a gap and a page number. */
  isContents?: boolean
}
