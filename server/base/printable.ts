/**
 * A text for a terminal: names come from documents and callers, and control characters in them would have it write over
 * what stands there, or say something else than it shows. Lines and tabs stay; so does everything that is a letter.
 */
export function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '')
}
