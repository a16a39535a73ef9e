/**
 * An utterance's text as services take it, unit by unit as long as before: a half of a surrogate pair becomes U+FFFD and
 * a control character a space, since many servers answer those with an error.
 */
export function textToSend(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\r\n]/gu, ' ')
}
