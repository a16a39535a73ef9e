/**
 * An utterance's text as programs and services outside take it, unit by unit as long as before: a half of a surrogate pair becomes U+FFFD and
 * a control character a space, since many fail at those or stop reading there.
 */
export function plainText(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\r\n]/gu, ' ')
}
